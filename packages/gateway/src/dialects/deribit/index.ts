import type { Dialect } from '../../dialect/dialect.ts';
import { replaceKeyId } from '../../dialect/replace-key-id.ts';
import { deribitAnswers } from './answers.ts';
import { classifyDeribit } from './classify.ts';
import { deribitCosts, deribitLimitNames } from './costs.ts';
import { describeDeribit } from './describe.ts';
import { endpoints } from './endpoints.ts';
import { deribitHosts } from './hosts.ts';
import { issueDeribit } from './issue.ts';
import { deribitMarket } from './market.ts';
import { parseDeribit, WINDOW } from './parse.ts';
import { deribitPermissions } from './permissions.ts';
import { refuseDeribit } from './refuse.ts';
import { signDeribit } from './sign.ts';
import { verifyDeribit } from './verify.ts';

/** Deribit's JSON-RPC API over HTTP: spot. It trades, and would withdraw, by GET too. */
export const deribit: Dialect = {
  exchange: 'deribit',
  name: 'Deribit',
  hosts: deribitHosts,
  algorithms: ['hmac'],
  hasPassphrase: false,
  endpoints,
  strictNonce: false,
  window: WINDOW,
  uncovered: ['host'],
  parse: parseDeribit,
  verify: verifyDeribit,
  classify: classifyDeribit,
  limitNames: deribitLimitNames,
  costs: deribitCosts,
  describe: describeDeribit,
  sign: signDeribit,
  issue: issueDeribit,
  permissions: deribitPermissions,
  market: deribitMarket,
  answers: deribitAnswers,
  refuse: refuseDeribit,
  redact: (body, _classification, realKeyId, virtualKeyId) => replaceKeyId(body, realKeyId, virtualKeyId),
};
