import type { Dialect } from '../../dialect/dialect.ts';
import { geminiAnswers } from './answers.ts';
import { classifyGemini } from './classify.ts';
import { geminiCosts, geminiLimitNames } from './costs.ts';
import { describeGemini } from './describe.ts';
import { endpoints } from './endpoints.ts';
import { hosts } from './hosts.ts';
import { issueGemini } from './issue.ts';
import { geminiMarket } from './market.ts';
import { parseGemini } from './parse.ts';
import { geminiPermissions } from './permissions.ts';
import { redactGemini } from './redact.ts';
import { refuseGemini } from './refuse.ts';
import { signGemini } from './sign.ts';
import { verifyGemini } from './verify.ts';

/** Gemini's REST API. */
export const gemini: Dialect = {
  exchange: 'gemini',
  name: 'Gemini',
  hosts,
  algorithms: ['hmac'],
  hasPassphrase: false,
  endpoints,
  strictNonce: true,
  // Gemini knows no window for rising nonces: this one is the gateway's own, from the time in the nonce.
  window: { default: 5_000, longest: 5_000 },
  uncovered: ['method', 'host'],
  parse: parseGemini,
  verify: verifyGemini,
  classify: classifyGemini,
  limitNames: geminiLimitNames,
  costs: geminiCosts,
  describe: describeGemini,
  sign: signGemini,
  issue: issueGemini,
  permissions: geminiPermissions,
  market: geminiMarket,
  answers: geminiAnswers,
  refuse: refuseGemini,
  redact: (body, _classification, realKeyId, virtualKeyId) => redactGemini(body, realKeyId, virtualKeyId),
};
