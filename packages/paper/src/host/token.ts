import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** Whether a request has the token of whoever started the exchange, in the header `x-paper-token`; in constant time, whatever the lengths. */
export function hasToken(message: IncomingMessage, token: string): boolean {
  const header = message.headers['x-paper-token'];
  return typeof header === 'string' && timingSafeEqual(digest(header), digest(token));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
