import type { Dialect } from '../../dialect/dialect.ts';
import { cryptocomAnswers } from './answers.ts';
import { classifyCryptocom } from './classify.ts';
import { cryptocomCosts, cryptocomLimitNames } from './costs.ts';
import { describeCryptocom } from './describe.ts';
import { endpoints } from './endpoints.ts';
import { cryptocomHosts } from './hosts.ts';
import { issueCryptocom } from './issue.ts';
import { cryptocomMarket } from './market.ts';
import { parseCryptocom, WINDOW } from './parse.ts';
import { cryptocomPermissions } from './permissions.ts';
import { redactCryptocom } from './redact.ts';
import { refuseCryptocom } from './refuse.ts';
import { signCryptocom } from './sign.ts';
import { verifyCryptocom } from './verify.ts';

/**
 * The Exchange API v1 of Crypto.com. The signature covers names and values of the parameters without anything between
 * them, so that not every body has a signature of its own: the body counts as not covered.
 */
export const cryptocom: Dialect = {
  exchange: 'cryptocom',
  name: 'Crypto.com',
  hosts: cryptocomHosts,
  algorithms: ['hmac'],
  hasPassphrase: false,
  endpoints,
  strictNonce: false,
  window: WINDOW,
  // Of the path it covers the method, but not the API in front of it.
  uncovered: ['host', 'path', 'body'],
  parse: parseCryptocom,
  verify: verifyCryptocom,
  classify: classifyCryptocom,
  limitNames: cryptocomLimitNames,
  costs: cryptocomCosts,
  describe: describeCryptocom,
  sign: signCryptocom,
  issue: issueCryptocom,
  permissions: cryptocomPermissions,
  market: cryptocomMarket,
  answers: cryptocomAnswers,
  refuse: refuseCryptocom,
  redact: (body, _classification, realKeyId, virtualKeyId) => redactCryptocom(body, realKeyId, virtualKeyId),
};
