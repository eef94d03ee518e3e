/**
 * Opens sealed secrets as the gateway does, and keeps one as a string on purpose. Gets the KEK and the secrets as
 * files, so that nothing but the vault's own code ever has them in the clear. Says `ready`, and writes a heap snapshot
 * when told to go on.
 */
import { createHmac, createPrivateKey, sign } from 'node:crypto';
import { readFileSync, readSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { writeHeapSnapshot } from 'node:v8';
import {
  importKek,
  openSecret,
  openSecretAsKey,
  rewrapSecret,
  type SecretContext,
  sealSecret,
} from '../src/index.ts';

const [folder] = process.argv.slice(2) as [string];
const read = (name: string) => readFileSync(join(folder, name));
const context = (keyName: string): SecretContext => ({
  purpose: 'exchange-secret',
  exchange: 'kraken',
  keyName,
  version: 1,
  target: 'real',
});

const kek = importKek(read('kek'));
const kept: unknown[] = [kek];

const hmacKey = openSecretAsKey(kek, read('hmac'), context('hmac'));
const pemKey = openSecretAsKey(kek, read('pem'), context('pem'), (key) =>
  createPrivateKey({ key, format: 'pem' }),
);
for (let n = 0; n < 200; n++) {
  createHmac('sha256', hmacKey).update(`${n}`).digest();
  sign(null, Buffer.from(`${n}`), pemKey);
}
kept.push(hmacKey, pemKey);

for (let n = 0; n < 50; n++) openSecret(kek, read('zeroed'), context('zeroed')).fill(0);
// Sealed again and wrapped again, as when a key is imported and the vault gets a new KEK.
sealSecret(kek, openSecret(kek, read('resealed'), context('resealed')), context('resealed'));
rewrapSecret(kek, kek, read('rewrapped'), context('rewrapped'));
for (const name of ['hmac', 'zeroed']) {
  try {
    openSecret(kek, read(name), context('swapped'));
  } catch (error) {
    kept.push(error);
  }
}
// With a tag that is wrong Node has decrypted before it notices.
try {
  const damaged = read('damaged');
  damaged[92]! ^= 1;
  openSecret(kek, damaged, context('damaged'));
} catch (error) {
  kept.push(error);
}

const planted = openSecret(kek, read('planted'), context('planted')).toString('utf8');
kept.push(planted);

writeSync(1, 'ready');
readSync(0, Buffer.alloc(1));
writeHeapSnapshot(join(folder, 'heap.heapsnapshot'));
// Still in use, so that nothing was collected before the snapshot.
writeSync(1, kept.length > 0 ? ' done' : '');
