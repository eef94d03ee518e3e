import type { InboundRequest } from '../http/inbound.ts';
import { malformed } from '../refusal.ts';

/**
 * The value of a header that may be there once; null when it is not. Twice is refused: which one counts would be
 * anybody's guess.
 *
 * @param name in lower case
 */
export function optionalHeader({ headers }: InboundRequest, name: string): string | null {
  const found = headers.filter(([given]) => given.toLowerCase() === name);
  if (found.length > 1) malformed('duplicate header', `The header ${name} is there twice.`, { name });
  return found.length === 0 ? null : found[0][1];
}

/** What a body is said to hold; `other` for a type that no dialect takes, null without a Content-Type. */
export type BodyType = 'form' | 'json' | 'other';

/** Reads Content-Type. Parameters other than `charset=utf-8` make it `other`. */
export function bodyType(inbound: InboundRequest): BodyType | null {
  const value = optionalHeader(inbound, 'content-type');
  if (value === null) return null;
  const match = /^([a-z/-]+)(?:; ?charset=utf-8)?$/.exec(value.toLowerCase());
  if (match?.[1] === 'application/json') return 'json';
  return match?.[1] === 'application/x-www-form-urlencoded' ? 'form' : 'other';
}

/** Refuses a Content-Encoding: a body is judged as it came. */
export function refuseEncodedBody(inbound: InboundRequest): void {
  if (optionalHeader(inbound, 'content-encoding') !== null)
    malformed('encoded body', 'Send the body without Content-Encoding.');
}
