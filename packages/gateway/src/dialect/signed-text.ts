import type { InboundRequest } from '../http/inbound.ts';
import { malformed } from '../refusal.ts';

/** A request's parameters as they were signed, and the signature behind them, both as received. */
export interface SignedText {
  readonly text: string;
  readonly signature: string;
}

const MARK = '&signature=';

/**
 * Splits the signature off. It is made over query and body, one behind the other, without itself; here the parameters
 * are all in one of them and the signature is the last, as every client we know sends it.
 *
 * @throws Refusal malformed when the signature is somewhere else
 */
export function signedText({ rawQuery, body }: InboundRequest): SignedText {
  const text = body.length > 0 ? body.toString('latin1') : rawQuery;
  const at = text.lastIndexOf(MARK);
  if (at < 0 || text.indexOf('&', at + 1) >= 0)
    malformed('place of the signature', 'The signature must be the last parameter.');
  return { text: text.slice(0, at), signature: text.slice(at + MARK.length) };
}
