import type { RefusalAnswer } from '../../dialect/dialect.ts';
import { isSilent } from '../../dialect/refusal-text.ts';
import type { Refusal, RefusalReason } from '../../refusal.ts';

/**
 * Kraken's own words, chosen so that ccxt raises the class behind the comment. Kraken answers errors with status 200.
 *
 * @see https://docs.kraken.com/exchange/guides/general/errors
 */
const CODES: Readonly<Record<RefusalReason, string>> = {
  malformed: 'EGeneral:Invalid arguments', // BadRequest
  signature: 'EAPI:Invalid key', // AuthenticationError; `EAPI:Invalid signature` is unknown to ccxt
  stale: 'EAPI:Invalid nonce', // InvalidNonce
  replay: 'EAPI:Invalid nonce',
  address: 'EGeneral:Permission denied', // PermissionDenied
  forbidden: 'EGeneral:Permission denied',
  policy: 'EOrder:Invalid order', // InvalidOrder
  rate: 'EAPI:Rate limit exceeded', // DDoSProtection
  revoked: 'ETrade:User Locked', // AccountSuspended
  unavailable: 'EService:Unavailable', // ExchangeNotAvailable
};

/** The refusal as Kraken would answer it: its code first, then the gateway's rule and sentence. */
export function refuseKraken({ reason, explanation }: Refusal): RefusalAnswer {
  const code = CODES[reason];
  const error = isSilent(reason) ? [code] : [code, explanation];
  return { status: 200, contentType: 'application/json', body: JSON.stringify({ error }) };
}
