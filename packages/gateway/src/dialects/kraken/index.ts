import type { Dialect } from '../../dialect/dialect.ts';
import { replaceKeyId } from '../../dialect/replace-key-id.ts';
import { krakenAnswers } from './answers.ts';
import { classifyKraken } from './classify.ts';
import { krakenCosts, krakenLimitNames } from './costs.ts';
import { describeKraken } from './describe.ts';
import { endpoints } from './endpoints.ts';
import { hosts } from './hosts.ts';
import { decodeKrakenSecret, issueKraken } from './issue.ts';
import { krakenMarket } from './market.ts';
import { parseKraken } from './parse.ts';
import { krakenPermissions } from './permissions.ts';
import { refuseKraken } from './refuse.ts';
import { signKraken } from './sign.ts';
import { krakenStreams } from './streams/index.ts';
import { verifyKraken } from './verify.ts';

/** Kraken's spot REST API. */
export const kraken: Dialect = {
  exchange: 'kraken',
  name: 'Kraken',
  hosts,
  algorithms: ['hmac'],
  hasPassphrase: false,
  endpoints,
  strictNonce: true,
  // Kraken knows no window: this one is the gateway's own, from the time in the nonce.
  window: { default: 5_000, longest: 5_000 },
  uncovered: ['method', 'host'],
  parse: parseKraken,
  verify: verifyKraken,
  classify: classifyKraken,
  limitNames: [...krakenLimitNames, krakenStreams.connects.name],
  costs: krakenCosts,
  describe: describeKraken,
  sign: signKraken,
  issue: issueKraken,
  decodeSecret: decodeKrakenSecret,
  permissions: krakenPermissions,
  market: krakenMarket,
  answers: krakenAnswers,
  refuse: refuseKraken,
  streams: krakenStreams,
  redact: (body, _classification, realKeyId, virtualKeyId) => replaceKeyId(body, realKeyId, virtualKeyId),
};
