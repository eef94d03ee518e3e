import type { Dialect } from '../../dialect/dialect.ts';
import { binanceAnswers } from './answers.ts';
import { binanceHosts, classifyBinance } from './classify.ts';
import { binanceCosts, binanceLimitNames } from './costs.ts';
import { describeBinance } from './describe.ts';
import { endpoints } from './endpoints.ts';
import { issueBinance } from './issue.ts';
import { binanceMarket } from './market.ts';
import { parseBinance, WINDOW } from './parse.ts';
import { binancePermissions } from './permissions.ts';
import { refuseBinance } from './refuse.ts';
import { signBinance } from './sign.ts';
import { binanceStreams } from './streams/index.ts';
import { verifyBinance } from './verify.ts';

/**
 * Binance spot. Its signature covers query and body but neither method nor host nor path, so clients from other
 * machines need TLS.
 */
export const binance: Dialect = {
  exchange: 'binance',
  name: 'Binance',
  hosts: binanceHosts,
  algorithms: ['hmac', 'rsa', 'ed25519'],
  hasPassphrase: false,
  endpoints,
  strictNonce: false,
  window: WINDOW,
  uncovered: ['method', 'host', 'path'],
  parse: parseBinance,
  verify: verifyBinance,
  classify: classifyBinance,
  limitNames: [...binanceLimitNames, binanceStreams.connects.name],
  costs: binanceCosts,
  describe: describeBinance,
  sign: signBinance,
  issue: issueBinance,
  permissions: binancePermissions,
  market: binanceMarket,
  answers: binanceAnswers,
  refuse: refuseBinance,
  streams: binanceStreams,
};
