import type { Dialect } from '../../dialect/dialect.ts';
import { replaceKeyId } from '../../dialect/replace-key-id.ts';
import { kucoinAnswers } from './answers.ts';
import { classifyKucoin } from './classify.ts';
import { kucoinCosts, kucoinLimitNames } from './costs.ts';
import { describeKucoin } from './describe.ts';
import { endpoints } from './endpoints/index.ts';
import { hosts } from './hosts.ts';
import { issueKucoin } from './issue.ts';
import { kucoinMarket } from './market.ts';
import { parseKucoin, WINDOW_MS } from './parse.ts';
import { kucoinPermissions } from './permissions.ts';
import { refuseKucoin } from './refuse.ts';
import { signKucoin } from './sign.ts';
import { verifyKucoin } from './verify.ts';

/** KuCoin's REST API: spot in all its generations. */
export const kucoin: Dialect = {
  exchange: 'kucoin',
  name: 'KuCoin',
  hosts,
  algorithms: ['hmac'],
  hasPassphrase: true,
  endpoints,
  strictNonce: false,
  window: { default: WINDOW_MS, longest: WINDOW_MS },
  uncovered: ['host'],
  parse: parseKucoin,
  verify: verifyKucoin,
  classify: classifyKucoin,
  limitNames: kucoinLimitNames,
  costs: kucoinCosts,
  describe: describeKucoin,
  sign: signKucoin,
  issue: issueKucoin,
  permissions: kucoinPermissions,
  market: kucoinMarket,
  answers: kucoinAnswers,
  refuse: refuseKucoin,
  redact: (body, _classification, realKeyId, virtualKeyId) => replaceKeyId(body, realKeyId, virtualKeyId),
};
