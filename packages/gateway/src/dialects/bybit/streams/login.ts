import { Buffer } from 'node:buffer';
import type { RealKey, Stamp } from '../../../dialect/dialect.ts';
import type { StreamLogin } from '../../../dialect/stream-dialect.ts';
import { listMember, refuseOtherMembers } from '../../../dialect/stream-fields.ts';
import { type JsonObject, type JsonValue, scalarText } from '../../../http/strict-json.ts';
import { malformed } from '../../../refusal.ts';
import { bybitSignature } from '../sign.ts';
import { isSignedBy } from '../verify.ts';

/** A login names the end of its time; it may be so far ahead. The exchange sets no bound, so this one is the gateway's. */
const LONGEST_MS = 30_000;
/** The gateway's own logins are good for so long. */
const OWN_MS = 10_000;

/**
 * Reads a login: key, the time until which it is good, and the signature of that time.
 *
 * @throws Refusal malformed
 * @see https://bybit-exchange.github.io/docs/v5/ws/connect
 */
export function readBybitLogin(frame: JsonObject): StreamLogin {
  refuseOtherMembers(frame, ['op', 'args', 'req_id', 'reqId']);
  const args = listMember(frame, 'args', 3);
  if (args.length !== 3) malformed('login', 'A login has three arguments: key, expires, signature.');
  const keyId = word(args[0], /^[A-Za-z0-9]{10,64}$/);
  const expires = word(args[1], /^[1-9][0-9]{12}$/);
  const signature = word(args[2], /^[A-Za-z0-9+/=]{1,2048}$/);
  return {
    signature: {
      keyId,
      timestamp: Number(expires) - LONGEST_MS,
      // So that no request can be taken for it.
      nonce: 'stream login',
      windowMs: LONGEST_MS,
    },
    verify: (secret) => isSignedBy(secret, signedOf(expires), signature),
  };
}

/** The gateway's login. */
export function bybitLogin(key: RealKey, { now }: Stamp): string {
  const expires = String(now + OWN_MS);
  return JSON.stringify({
    op: 'auth',
    args: [key.keyId, Number(expires), bybitSignature(signedOf(expires), key)],
  });
}

function signedOf(expires: string): Buffer {
  return Buffer.from(`GET/realtime${expires}`, 'latin1');
}

function word(value: JsonValue, pattern: RegExp): string {
  const text = scalarText(value);
  if (text === null || !pattern.test(text))
    return malformed('login', 'An argument of the login has a value that is not understood.');
  return text;
}
