import type { Dialect } from '../../dialect/dialect.ts';
import { replaceKeyId } from '../../dialect/replace-key-id.ts';
import { gateAnswers } from './answers.ts';
import { classifyGate } from './classify.ts';
import { gateCosts, gateLimitNames } from './costs.ts';
import { describeGate } from './describe.ts';
import { endpoints } from './endpoints.ts';
import { hosts } from './hosts.ts';
import { issueGate } from './issue.ts';
import { gateMarket } from './market.ts';
import { LONGEST_WINDOW_MS, parseGate } from './parse.ts';
import { gatePermissions } from './permissions.ts';
import { refuseGate } from './refuse.ts';
import { signGate } from './sign.ts';
import { verifyGate } from './verify.ts';

/**
 * Gate's API v4, spot. Its timestamp moves in whole seconds in most clients, so that two identical orders of one second
 * are one request to the replay check; a `text` of its own tells an order apart.
 */
export const gate: Dialect = {
  exchange: 'gate',
  name: 'Gate',
  hosts,
  algorithms: ['hmac'],
  hasPassphrase: false,
  endpoints,
  strictNonce: false,
  window: { default: LONGEST_WINDOW_MS, longest: LONGEST_WINDOW_MS },
  uncovered: ['host'],
  parse: parseGate,
  verify: verifyGate,
  classify: classifyGate,
  limitNames: gateLimitNames,
  costs: gateCosts,
  describe: describeGate,
  sign: signGate,
  issue: issueGate,
  permissions: gatePermissions,
  market: gateMarket,
  answers: gateAnswers,
  refuse: refuseGate,
  redact: (body, _classification, realKeyId, virtualKeyId) => replaceKeyId(body, realKeyId, virtualKeyId),
};
