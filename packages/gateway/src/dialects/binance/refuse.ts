import type { RefusalAnswer } from '../../dialect/dialect.ts';
import type { Refusal, RefusalReason } from '../../refusal.ts';

/** What ccxt searches a message for to raise PermissionDenied, whatever the code is. */
const NO_PRIVILEGE = 'This key has no operation privilege';

/** A message that is the same whatever lay behind the refusal. */
type Fixed = readonly [status: number, code: number, message: string];
/** A message that goes before the gateway's rule and sentence. */
type Prefixed = readonly [status: number, code: number, prefix: string, explained: true];

/**
 * Binance's own codes, chosen so that ccxt raises the class behind the comment.
 *
 * Source: https://developers.binance.com/docs/binance-spot-api-docs/errors
 */
const ANSWERS: Readonly<Record<RefusalReason, Fixed | Prefixed>> = {
  malformed: [400, -1130, 'Refused', true], // BadRequest
  signature: [401, -1022, 'Signature for this request is not valid.'], // AuthenticationError
  stale: [400, -1021, 'Timestamp for this request is outside of the recvWindow', true], // InvalidNonce
  replay: [400, -1021, 'This request was seen before', true], // InvalidNonce
  address: [403, -2015, `${NO_PRIVILEGE} from this address.`], // PermissionDenied
  forbidden: [403, -2015, NO_PRIVILEGE, true], // PermissionDenied
  policy: [400, -2010, 'Order refused', true], // InvalidOrder
  rate: [429, -1003, 'Too many requests', true], // DDoSProtection, from the status
  revoked: [401, -1002, 'You are not authorized', true], // AuthenticationError
  unavailable: [503, 0, 'Service unavailable', true], // ExchangeNotAvailable, from the status: no code maps to it
};

/** The refusal as Binance would answer it. */
export function refuseBinance({ reason, explanation }: Refusal): RefusalAnswer {
  const [status, code, text, explained] = ANSWERS[reason];
  const msg = explained ? `${text}: ${explanation}` : text;
  return { status, contentType: 'application/json;charset=UTF-8', body: JSON.stringify({ code, msg }) };
}
