import { describeConformance } from '../../dialect/conformance.ts';
import { fuzzDialect } from '../../dialect/fuzz.ts';
import { operations } from './operations.ts';
import { bybitSetup } from './setup.ts';

const hmac = bybitSetup('hmac');
describeConformance(hmac, operations);
fuzzDialect(hmac, operations);

const few = operations.filter(({ name }) => ['balance', 'limit buy', 'cancel'].includes(name));
describeConformance(bybitSetup('rsa'), few);
