import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import { HoldfastError } from '@holdfast/errors';
import { gcmOpen, gcmSeal, NONCE_BYTES } from './aes-gcm.ts';
import { KEY_BYTES, type Kek, secretKey } from './kek.ts';
import {
  MAX_SECRET_BYTES,
  parseSealed,
  type SealedParts,
  type SealedSecret,
  serializeSealed,
} from './sealed-secret.ts';
import { encodeContext, type SecretContext } from './secret-context.ts';
import { deriveSubkey } from './subkey.ts';

/*
 * Keys and nonces are drawn here and not passed in, unlike randomness elsewhere: a caller that repeats a nonce would
 * give the key away, so there must be no way to.
 */

/**
 * Seals a secret under a random data key of its own (AES-256-GCM), and the data key under the KEK. The plaintext is
 * the caller's no more: it is zeroed, also when sealing fails.
 *
 * @param plaintext 0 to 65,536 bytes
 * @throws HoldfastError SECRET_INVALID for a longer secret or an improper context
 *
 * @example
 * const context = { purpose: 'exchange-secret', exchange: 'kraken', keyName: 'main', version: 1, target: 'real' };
 * const sealed = sealSecret(kek, secret, context);
 */
export function sealSecret(kek: Kek, plaintext: Buffer, context: SecretContext): SealedSecret {
  const dataKeyBytes = randomBytes(KEY_BYTES);
  try {
    if (plaintext.length > MAX_SECRET_BYTES) {
      throw new HoldfastError('SECRET_INVALID', 'A secret can’t be sealed: it is longer than 64 KiB.', {
        bytes: plaintext.length,
      });
    }
    const associated = encodeContext('data', context);
    const dataNonce = randomBytes(NONCE_BYTES);
    const data = gcmSeal(createSecretKey(dataKeyBytes), dataNonce, plaintext, associated);
    return serializeSealed({
      kekId: kek.id,
      ...wrap(kek, dataKeyBytes, context),
      dataNonce,
      dataTag: data.tag,
      ciphertext: data.ciphertext,
    });
  } finally {
    plaintext.fill(0);
    dataKeyBytes.fill(0);
  }
}

/**
 * Opens a sealed secret. The caller zeroes the returned buffer; prefer {@link openSecretAsKey}, which does.
 *
 * @throws HoldfastError SECRET_UNREADABLE whatever the reason: changed, cut off, another context, another KEK
 */
export function openSecret(kek: Kek, sealed: SealedSecret, context: SecretContext): Buffer {
  const parts = parseSealed(sealed);
  if (parts === null) throw unreadable();
  const dataKey = secretKey(unwrap(kek, parts, context));
  const associated = encodeContext('data', context);
  const plaintext = gcmOpen(dataKey, parts.dataNonce, parts.ciphertext, parts.dataTag, associated);
  if (plaintext === null) throw unreadable();
  return plaintext;
}

/**
 * Opens a secret straight into a key, and zeroes the bytes in between. An error of `toKey` is replaced by one without
 * detail, because it may quote what it was given.
 *
 * @param toKey makes the key; must not keep the buffer
 * @throws HoldfastError SECRET_UNREADABLE, as {@link openSecret}, and when `toKey` throws
 *
 * @example
 * openSecretAsKey(kek, sealed, context); // for HMAC
 * openSecretAsKey(kek, sealed, context, (bytes) => createPrivateKey({ key: bytes, format: 'pem' }));
 */
export function openSecretAsKey(
  kek: Kek,
  sealed: SealedSecret,
  context: SecretContext,
  toKey: (plaintext: Buffer) => KeyObject = createSecretKey,
): KeyObject {
  const plaintext = openSecret(kek, sealed, context);
  try {
    return toKey(plaintext);
  } catch {
    throw unreadable();
  } finally {
    plaintext.fill(0);
  }
}

/**
 * The same secret under another KEK. Only the data key is opened and wrapped again; the secret itself stays closed, so
 * damage to it isn't noticed here.
 *
 * @throws HoldfastError SECRET_UNREADABLE when the data key doesn't open under `oldKek` and the context
 */
export function rewrapSecret(
  oldKek: Kek,
  newKek: Kek,
  sealed: SealedSecret,
  context: SecretContext,
): SealedSecret {
  const parts = parseSealed(sealed);
  if (parts === null) throw unreadable();
  const dataKeyBytes = unwrap(oldKek, parts, context);
  try {
    return serializeSealed({ ...parts, kekId: newKek.id, ...wrap(newKek, dataKeyBytes, context) });
  } finally {
    dataKeyBytes.fill(0);
  }
}

/**
 * The id of the KEK that a sealed secret says it is under, so that an interrupted rekey can go on where it stopped.
 * The claim is only proved by opening.
 *
 * @throws HoldfastError SECRET_UNREADABLE when it is no sealed secret
 */
export function kekIdOf(sealed: SealedSecret): string {
  const parts = parseSealed(sealed);
  if (parts === null) throw unreadable();
  return parts.kekId;
}

function wrap(
  kek: Kek,
  dataKeyBytes: Buffer,
  context: SecretContext,
): Pick<SealedParts, 'wrapNonce' | 'wrappedKey' | 'wrapTag'> {
  const wrapNonce = randomBytes(NONCE_BYTES);
  const box = gcmSeal(
    deriveSubkey(kek, 'secret wrapping'),
    wrapNonce,
    dataKeyBytes,
    encodeContext('data key', context, [['kek id', kek.id]]),
  );
  return { wrapNonce, wrappedKey: box.ciphertext, wrapTag: box.tag };
}

/** The data key's bytes, for the caller to zero. */
function unwrap(kek: Kek, parts: SealedParts, context: SecretContext): Buffer {
  const associated = encodeContext('data key', context, [['kek id', parts.kekId]]);
  const key = deriveSubkey(kek, 'secret wrapping');
  const bytes = gcmOpen(key, parts.wrapNonce, parts.wrappedKey, parts.wrapTag, associated);
  if (bytes === null) throw unreadable();
  return bytes;
}

function unreadable(): HoldfastError {
  return new HoldfastError(
    'SECRET_UNREADABLE',
    'A stored secret can’t be opened. It was changed, belongs elsewhere, or the vault is not the one it was sealed with. Restore the database and the vault that belong together.',
  );
}
