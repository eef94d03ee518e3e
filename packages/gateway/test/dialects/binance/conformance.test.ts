import { describeConformance } from '../../dialect/conformance.ts';
import { fuzzDialect } from '../../dialect/fuzz.ts';
import { operations } from './operations.ts';
import { binanceSetup } from './setup.ts';

const hmac = binanceSetup('hmac');
describeConformance(hmac, operations);
fuzzDialect(hmac, operations);

const few = operations.filter(({ name }) => ['balance', 'limit buy', 'cancel'].includes(name));
describeConformance(binanceSetup('ed25519'), few);
describeConformance(binanceSetup('rsa'), few);
