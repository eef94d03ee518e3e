import type { ClaimedSignature } from '../../dialect/dialect.ts';
import { optionalHeader } from '../../dialect/headers.ts';
import type { InboundRequest } from '../../http/inbound.ts';
import { malformed } from '../../refusal.ts';

const SCHEME = 'deri-hmac-sha256 ';
const PARTS: Readonly<Record<string, RegExp>> = {
  id: /^[A-Za-z0-9_-]{1,64}$/,
  ts: /^[1-9][0-9]{12}$/,
  nonce: /^[A-Za-z0-9_-]{1,64}$/,
  sig: /^[0-9a-f]{64}$/,
};

/** The header in its parts. */
export interface Authorization extends ClaimedSignature {
  readonly timestamp: number;
  readonly nonce: string;
  /** Hexadecimal, lower case. */
  readonly sig: string;
}

/**
 * Reads `Authorization: deri-hmac-sha256 id=…,ts=…,sig=…,nonce=…`, the parts in any order; null without the header. `Basic`
 * carries the secret itself and `Bearer` a token: both would leave the gateway's rules behind, and are refused.
 *
 * @throws Refusal malformed
 * @see https://docs.deribit.com/articles/authentication
 */
export function readAuthorization(inbound: InboundRequest): Authorization | null {
  const header = optionalHeader(inbound, 'authorization');
  if (header === null) return null;
  if (!header.startsWith(SCHEME))
    return malformed('Authorization', 'Through the gateway, requests are signed with deri-hmac-sha256 only.');
  const parts = new Map<string, string>();
  for (const part of header.slice(SCHEME.length).split(/, ?/)) {
    const equals = part.indexOf('=');
    const [name, value] = [part.slice(0, equals), part.slice(equals + 1)];
    if (!Object.hasOwn(PARTS, name) || !PARTS[name].test(value) || parts.has(name))
      malformed('Authorization', 'Authorization must have id, ts, nonce and sig, each once.');
    parts.set(name, value);
  }
  const [keyId, ts, nonce, sig] = ['id', 'ts', 'nonce', 'sig'].map((name) => parts.get(name));
  if (keyId === undefined || ts === undefined || nonce === undefined || sig === undefined)
    return malformed('Authorization', 'Authorization must have id, ts, nonce and sig, each once.');
  return { keyId, timestamp: Number(ts), nonce, windowMs: null, sig };
}
