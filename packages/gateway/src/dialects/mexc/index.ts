import type { Dialect } from '../../dialect/dialect.ts';
import { replaceKeyId } from '../../dialect/replace-key-id.ts';
import { mexcAnswers } from './answers.ts';
import { classifyMexc } from './classify.ts';
import { mexcCosts, mexcLimitNames } from './costs.ts';
import { describeMexc } from './describe.ts';
import { endpoints } from './endpoints.ts';
import { hosts } from './hosts.ts';
import { issueMexc } from './issue.ts';
import { mexcMarket } from './market.ts';
import { parseMexc, WINDOW } from './parse.ts';
import { mexcPermissions } from './permissions.ts';
import { refuseMexc } from './refuse.ts';
import { signMexc } from './sign.ts';
import { verifyMexc } from './verify.ts';

/**
 * MEXC spot. Its signature covers the query but neither method nor host nor path, so clients from other machines need
 * TLS.
 */
export const mexc: Dialect = {
  exchange: 'mexc',
  name: 'MEXC',
  hosts,
  algorithms: ['hmac'],
  hasPassphrase: false,
  endpoints,
  strictNonce: false,
  window: WINDOW,
  uncovered: ['method', 'host', 'path'],
  parse: parseMexc,
  verify: verifyMexc,
  classify: classifyMexc,
  limitNames: mexcLimitNames,
  costs: mexcCosts,
  describe: describeMexc,
  sign: signMexc,
  issue: issueMexc,
  permissions: mexcPermissions,
  market: mexcMarket,
  answers: mexcAnswers,
  refuse: refuseMexc,
  redact: (body, _classification, realKeyId, virtualKeyId) => replaceKeyId(body, realKeyId, virtualKeyId),
};
