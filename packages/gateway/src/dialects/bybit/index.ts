import type { Dialect } from '../../dialect/dialect.ts';
import { replaceKeyId } from '../../dialect/replace-key-id.ts';
import { bybitAnswers } from './answers.ts';
import { classifyBybit } from './classify.ts';
import { bybitCosts, bybitLimitNames } from './costs.ts';
import { describeBybit } from './describe.ts';
import { endpoints } from './endpoints.ts';
import { bybitHosts } from './hosts.ts';
import { issueBybit } from './issue.ts';
import { bybitMarket } from './market.ts';
import { parseBybit, WINDOW } from './parse.ts';
import { bybitPermissions } from './permissions.ts';
import { refuseBybit } from './refuse.ts';
import { signBybit } from './sign.ts';
import { bybitStreams } from './streams/index.ts';
import { verifyBybit } from './verify.ts';

/**
 * Bybit version 5, spot. Its signature covers query or body but neither method nor host nor path, so clients from other
 * machines need TLS.
 */
export const bybit: Dialect = {
  exchange: 'bybit',
  name: 'Bybit',
  hosts: bybitHosts,
  algorithms: ['hmac', 'rsa'],
  hasPassphrase: false,
  endpoints,
  strictNonce: false,
  window: WINDOW,
  uncovered: ['method', 'host', 'path'],
  parse: parseBybit,
  verify: verifyBybit,
  classify: classifyBybit,
  limitNames: [...bybitLimitNames, bybitStreams.connects.name],
  costs: bybitCosts,
  describe: describeBybit,
  sign: signBybit,
  issue: issueBybit,
  permissions: bybitPermissions,
  market: bybitMarket,
  answers: bybitAnswers,
  refuse: refuseBybit,
  streams: bybitStreams,
  redact: (body, _classification, realKeyId, virtualKeyId) => replaceKeyId(body, realKeyId, virtualKeyId),
};
