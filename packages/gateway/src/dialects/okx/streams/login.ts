import { Buffer } from 'node:buffer';
import type { RealKey, Stamp, VirtualSecret } from '../../../dialect/dialect.ts';
import { samePassphrase } from '../../../dialect/passphrase.ts';
import { sameBytes } from '../../../dialect/same-bytes.ts';
import { signatureOfParts } from '../../../dialect/signed-parts.ts';
import type { StreamLogin } from '../../../dialect/stream-dialect.ts';
import { listMember, objectIn, refuseOtherMembers, textMember } from '../../../dialect/stream-fields.ts';
import type { JsonObject } from '../../../http/strict-json.ts';
import { malformed } from '../../../refusal.ts';

/** OKX takes a login for 30 seconds after its timestamp. */
const WINDOW_MS = 30_000;
const SIGNED_PATH = '/users/self/verify';
const NOTHING = new Uint8Array();

/**
 * Reads a login of one account; its time is in whole seconds.
 *
 * @throws Refusal malformed
 * @see https://www.okx.com/docs-v5/en/#overview-websocket-login
 */
export function readOkxLogin(frame: JsonObject): StreamLogin {
  refuseOtherMembers(frame, ['op', 'args', 'id']);
  const account = objectIn(listMember(frame, 'args', 1)[0]);
  refuseOtherMembers(account, ['apiKey', 'passphrase', 'timestamp', 'sign']);
  const keyId = textMember(account, 'apiKey', /^[A-Za-z0-9-]{1,64}$/);
  const passphrase = textMember(account, 'passphrase', /^[\x21-\x7e]{1,64}$/);
  const timestamp = textMember(account, 'timestamp', /^[1-9][0-9]{9}$/);
  const sign = textMember(account, 'sign', /^[A-Za-z0-9+/=]{44}$/);
  return {
    signature: { keyId, timestamp: Number(timestamp) * 1000, nonce: null, windowMs: WINDOW_MS },
    verify: (secret: VirtualSecret) => {
      const signed = sameBytes(
        Buffer.from(sign, 'latin1'),
        Buffer.from(signatureOf(secret, timestamp), 'latin1'),
      );
      // Both always, so that the time tells nothing.
      const known = samePassphrase(passphrase, secret.passphrase);
      return signed && known;
    },
  };
}

/** The gateway's login. The passphrase becomes a string here: the protocol wants it in the frame. */
export function okxLogin(key: RealKey, { now }: Stamp): string {
  if (key.passphrase === null) return malformed('passphrase', 'The key of OKX has no passphrase.');
  const timestamp = String(Math.floor(now / 1000));
  const passphrase = key.passphrase.export();
  const account = {
    apiKey: key.keyId,
    passphrase: passphrase.toString('utf8'),
    timestamp,
    sign: signatureOf(key, timestamp),
  };
  passphrase.fill(0);
  return JSON.stringify({ op: 'login', args: [account] });
}

function signatureOf({ key }: Pick<RealKey, 'key'>, timestamp: string): string {
  return signatureOfParts(key, { timestamp, method: 'GET', target: SIGNED_PATH, body: NOTHING });
}
