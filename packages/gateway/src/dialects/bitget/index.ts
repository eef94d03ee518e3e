import type { Dialect } from '../../dialect/dialect.ts';
import { replaceKeyId } from '../../dialect/replace-key-id.ts';
import { bitgetAnswers } from './answers.ts';
import { classifyBitget } from './classify.ts';
import { bitgetCosts, bitgetLimitNames } from './costs.ts';
import { describeBitget } from './describe.ts';
import { endpoints } from './endpoints/index.ts';
import { hosts } from './hosts.ts';
import { issueBitget } from './issue.ts';
import { bitgetMarket } from './market.ts';
import { parseBitget, WINDOW_MS } from './parse.ts';
import { bitgetPermissions } from './permissions.ts';
import { refuseBitget } from './refuse.ts';
import { signBitget } from './sign.ts';
import { verifyBitget } from './verify.ts';

/** Bitget's REST API: spot of its second version. */
export const bitget: Dialect = {
  exchange: 'bitget',
  name: 'Bitget',
  hosts,
  algorithms: ['hmac'],
  hasPassphrase: true,
  endpoints,
  strictNonce: false,
  window: { default: WINDOW_MS, longest: WINDOW_MS },
  uncovered: ['host'],
  parse: parseBitget,
  verify: verifyBitget,
  classify: classifyBitget,
  limitNames: bitgetLimitNames,
  costs: bitgetCosts,
  describe: describeBitget,
  sign: signBitget,
  issue: issueBitget,
  permissions: bitgetPermissions,
  market: bitgetMarket,
  answers: bitgetAnswers,
  refuse: refuseBitget,
  redact: (body, _classification, realKeyId, virtualKeyId) => replaceKeyId(body, realKeyId, virtualKeyId),
};
