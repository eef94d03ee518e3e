import type { Dialect } from '../../dialect/dialect.ts';
import { coinbaseAnswers } from './answers.ts';
import { classifyCoinbase } from './classify.ts';
import { coinbaseCosts, coinbaseLimitNames } from './costs.ts';
import { describeCoinbase } from './describe.ts';
import { endpoints } from './endpoints.ts';
import { hosts } from './hosts.ts';
import { issueCoinbase } from './issue.ts';
import { coinbaseMarket } from './market.ts';
import { parseCoinbase } from './parse.ts';
import { coinbasePermissions } from './permissions.ts';
import { refuseCoinbase } from './refuse.ts';
import { decodeCoinbaseSecret } from './secret.ts';
import { signCoinbase } from './sign.ts';
import { LONGEST_LIFE_S } from './token.ts';
import { verifyCoinbase } from './verify.ts';

/** Coinbase: Advanced Trade, and the API of its accounts. */
export const coinbase: Dialect = {
  exchange: 'coinbase',
  name: 'Coinbase',
  hosts,
  algorithms: ['es256', 'ed25519'],
  hasPassphrase: false,
  endpoints,
  strictNonce: false,
  window: { default: LONGEST_LIFE_S * 1000, longest: LONGEST_LIFE_S * 1000 },
  uncovered: ['query', 'body'],
  parse: parseCoinbase,
  verify: verifyCoinbase,
  classify: classifyCoinbase,
  limitNames: coinbaseLimitNames,
  costs: coinbaseCosts,
  describe: describeCoinbase,
  sign: signCoinbase,
  issue: issueCoinbase,
  decodeSecret: decodeCoinbaseSecret,
  permissions: coinbasePermissions,
  market: coinbaseMarket,
  answers: coinbaseAnswers,
  refuse: refuseCoinbase,
};
