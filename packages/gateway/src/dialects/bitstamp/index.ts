import type { Dialect } from '../../dialect/dialect.ts';
import { bitstampAnswers } from './answers.ts';
import { classifyBitstamp } from './classify.ts';
import { bitstampCosts, bitstampLimitNames } from './costs.ts';
import { describeBitstamp } from './describe.ts';
import { endpoints } from './endpoints.ts';
import { hosts } from './hosts.ts';
import { issueBitstamp } from './issue.ts';
import { bitstampMarket } from './market.ts';
import { parseBitstamp } from './parse.ts';
import { bitstampPermissions } from './permissions.ts';
import { refuseBitstamp } from './refuse.ts';
import { signBitstamp } from './sign.ts';
import { verifyBitstamp } from './verify.ts';

/** Bitstamp spot. Its signature covers the whole request. */
export const bitstamp: Dialect = {
  exchange: 'bitstamp',
  name: 'Bitstamp',
  hosts,
  algorithms: ['hmac'],
  hasPassphrase: false,
  endpoints,
  strictNonce: false,
  // Bitstamp itself takes 150 seconds; the gateway is stricter, as it is with other exchanges.
  window: { default: 30_000, longest: 30_000 },
  uncovered: [],
  parse: parseBitstamp,
  verify: verifyBitstamp,
  classify: classifyBitstamp,
  limitNames: bitstampLimitNames,
  costs: bitstampCosts,
  describe: describeBitstamp,
  sign: signBitstamp,
  issue: issueBitstamp,
  permissions: bitstampPermissions,
  market: bitstampMarket,
  answers: bitstampAnswers,
  refuse: refuseBitstamp,
};
