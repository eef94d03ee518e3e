import { createSecretKey, randomBytes } from 'node:crypto';
import type { Kek } from '@holdfast/vault';

/** A random key-encryption key. */
export function testKek(): Kek {
  return { id: randomBytes(16).toString('hex'), key: createSecretKey(randomBytes(32)) };
}
