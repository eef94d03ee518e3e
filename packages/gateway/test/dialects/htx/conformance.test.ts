import { describeConformance } from '../../dialect/conformance.ts';
import { fuzzDialect } from '../../dialect/fuzz.ts';
import { operations } from './operations.ts';
import { setup } from './setup.ts';

describeConformance(setup, operations);
fuzzDialect(setup, operations);
