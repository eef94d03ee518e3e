import type { Dialect } from '../../dialect/dialect.ts';
import { replaceKeyId } from '../../dialect/replace-key-id.ts';
import { htxAnswers } from './answers.ts';
import { classifyHtx } from './classify.ts';
import { htxCosts, htxLimitNames } from './costs.ts';
import { describeHtx } from './describe.ts';
import { endpoints } from './endpoints.ts';
import { hosts } from './hosts.ts';
import { issueHtx } from './issue.ts';
import { htxMarket } from './market.ts';
import { parseHtx, WINDOW_MS } from './parse.ts';
import { htxPermissions } from './permissions.ts';
import { refuseHtx } from './refuse.ts';
import { signHtx } from './sign.ts';
import { htxSpotAccounts } from './spot-accounts.ts';
import { verifyHtx } from './verify.ts';

/**
 * HTX, spot. Its signature doesn't cover the body and moves in whole seconds, so that a key trades once a second on each
 * path; and an order's account, which is a number, decides whether it is one of spot.
 */
export const htx: Dialect = {
  exchange: 'htx',
  name: 'HTX',
  hosts,
  algorithms: ['hmac'],
  hasPassphrase: false,
  endpoints,
  strictNonce: false,
  window: { default: WINDOW_MS, longest: WINDOW_MS },
  uncovered: ['body'],
  parse: parseHtx,
  verify: verifyHtx,
  classify: classifyHtx,
  limitNames: htxLimitNames,
  costs: htxCosts,
  spotAccounts: htxSpotAccounts,
  describe: describeHtx,
  sign: signHtx,
  issue: issueHtx,
  permissions: htxPermissions,
  market: htxMarket,
  answers: htxAnswers,
  refuse: refuseHtx,
  redact: (body, _classification, realKeyId, virtualKeyId) => replaceKeyId(body, realKeyId, virtualKeyId),
};
