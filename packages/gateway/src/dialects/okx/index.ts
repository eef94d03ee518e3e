import type { Dialect } from '../../dialect/dialect.ts';
import { okxAnswers } from './answers.ts';
import { classifyOkx } from './classify.ts';
import { okxCosts, okxLimitNames } from './costs.ts';
import { describeOkx } from './describe.ts';
import { endpoints } from './endpoints.ts';
import { hosts } from './hosts.ts';
import { issueOkx } from './issue.ts';
import { okxMarket } from './market.ts';
import { LONGEST_WINDOW_MS, parseOkx } from './parse.ts';
import { okxPermissions } from './permissions.ts';
import { refuseOkx } from './refuse.ts';
import { signOkx } from './sign.ts';
import { okxStreams } from './streams/index.ts';
import { verifyOkx } from './verify.ts';

/** OKX's API v5. */
export const okx: Dialect = {
  exchange: 'okx',
  name: 'OKX',
  hosts,
  algorithms: ['hmac'],
  hasPassphrase: true,
  endpoints,
  strictNonce: false,
  window: { default: LONGEST_WINDOW_MS, longest: LONGEST_WINDOW_MS },
  uncovered: ['host'],
  parse: parseOkx,
  verify: verifyOkx,
  classify: classifyOkx,
  limitNames: [...okxLimitNames, okxStreams.connects.name],
  costs: okxCosts,
  describe: describeOkx,
  sign: signOkx,
  issue: issueOkx,
  permissions: okxPermissions,
  market: okxMarket,
  answers: okxAnswers,
  refuse: refuseOkx,
  streams: okxStreams,
};
