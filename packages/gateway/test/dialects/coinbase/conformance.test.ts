import { describeConformance } from '../../dialect/conformance.ts';
import { fuzzDialect } from '../../dialect/fuzz.ts';
import { operations } from './operations.ts';
import { coinbaseSetup } from './setup.ts';

const es256 = coinbaseSetup('es256');
describeConformance(es256, operations);
fuzzDialect(es256, operations);

const ed25519 = coinbaseSetup('ed25519');
describeConformance(ed25519, operations);
