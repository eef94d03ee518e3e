import type { Dialect } from '../../dialect/dialect.ts';
import { replaceKeyId } from '../../dialect/replace-key-id.ts';
import { bitfinexAnswers } from './answers.ts';
import { classifyBitfinex } from './classify.ts';
import { bitfinexCosts, bitfinexLimitNames } from './costs.ts';
import { describeBitfinex } from './describe.ts';
import { endpoints } from './endpoints.ts';
import { hosts } from './hosts.ts';
import { issueBitfinex } from './issue.ts';
import { bitfinexMarket } from './market.ts';
import { parseBitfinex } from './parse.ts';
import { bitfinexPermissions } from './permissions.ts';
import { refuseBitfinex } from './refuse.ts';
import { signBitfinex } from './sign.ts';
import { verifyBitfinex } from './verify.ts';

/** Bitfinex's REST API v2. */
export const bitfinex: Dialect = {
  exchange: 'bitfinex',
  name: 'Bitfinex',
  hosts,
  algorithms: ['hmac'],
  hasPassphrase: false,
  endpoints,
  strictNonce: true,
  // Bitfinex knows no window: this one is the gateway's own, from the time in the nonce.
  window: { default: 5_000, longest: 5_000 },
  uncovered: ['method', 'host'],
  parse: parseBitfinex,
  verify: verifyBitfinex,
  classify: classifyBitfinex,
  limitNames: bitfinexLimitNames,
  costs: bitfinexCosts,
  describe: describeBitfinex,
  sign: signBitfinex,
  issue: issueBitfinex,
  permissions: bitfinexPermissions,
  market: bitfinexMarket,
  answers: bitfinexAnswers,
  refuse: refuseBitfinex,
  // Of logins and audits an answer may name the key that was used.
  redact: (body, _classification, realKeyId, virtualKeyId) => replaceKeyId(body, realKeyId, virtualKeyId),
};
