import { Buffer } from 'node:buffer';
import { randomBytes, randomUUID } from 'node:crypto';
import type { IssuedKey } from '../../dialect/dialect.ts';
import { issuePassphrase } from '../../dialect/passphrase.ts';

/** A key id of 24 hexadecimal digits, a secret like a UUID, and a passphrase, as KuCoin's are. */
export function issueKucoin(): IssuedKey {
  const secret = Buffer.from(randomUUID(), 'latin1');
  return {
    apiKey: randomBytes(12).toString('hex'),
    algorithm: 'hmac',
    secret,
    verifier: Buffer.from(secret),
    passphrase: issuePassphrase(),
  };
}
