import { Buffer } from 'node:buffer';
import { createHmac, createSecretKey, type KeyObject, randomBytes, timingSafeEqual } from 'node:crypto';
import { encodeBase64 } from './base64.ts';

/** Exchanges ask for upper and lower case, a digit and a special character; randomness comes behind. */
const START = 'Hf1!';
const NO_PASSPHRASE = Buffer.from('\n');

/** A fresh passphrase for a virtual key. */
export function issuePassphrase(): Buffer {
  return Buffer.concat([Buffer.from(START, 'latin1'), encodeBase64(randomBytes(18))]);
}

/** Compares HMACs under either passphrase as the key, so that neither length nor a common start shows in the time. */
export function samePassphrase(given: string, expected: KeyObject | null): boolean {
  const bytes = Buffer.from(given, 'utf8');
  const [ours, theirs] = [expected ?? createSecretKey(NO_PASSPHRASE), createSecretKey(bytes)].map((key) =>
    createHmac('sha256', key).update('holdfast: passphrase').digest(),
  );
  bytes.fill(0);
  return timingSafeEqual(ours, theirs) && expected !== null && given !== '';
}
