import { decodeBase64, encodeBase64 } from '../base64.ts';
import { bytesIn, forgetJson, objectIn, textIn, writeSecretJson } from '../secret-json.ts';
import { notUnderstood, wrapRefused } from '../store-errors.ts';
import { VaultRefusal } from './vault-answer.ts';
import type { VaultClient } from './vault-client.ts';

/** A key of the Transit engine. */
export interface TransitKey {
  readonly mount: string;
  readonly name: string;
}

/**
 * Lets Transit encrypt 32 bytes, bound to the KEK's id. The id goes along twice: as associated data, which AEAD keys
 * authenticate, and as context, which keys with `derived` need and others ignore.
 *
 * @param material zeroed
 * @returns Vault's text, such as `vault:v1:…`
 * @throws HoldfastError KEY_STORE_…
 * @see https://openbao.org/api-docs/secret/transit/#encrypt-data
 */
export async function transitEncrypt(
  client: VaultClient,
  { mount, name }: TransitKey,
  kekId: string,
  material: Buffer,
): Promise<string> {
  try {
    const answer = await client.call('POST', `${mount}/encrypt/${name}`, () => {
      const plaintext = encodeBase64(material);
      const body = writeSecretJson({ plaintext, ...bound(kekId) });
      plaintext.fill(0);
      return body;
    });
    const ciphertext = textIn(objectIn(answer.get('data'))?.get('ciphertext')) ?? '';
    if (isTransitCiphertext(ciphertext)) return ciphertext;
    throw notUnderstood(client.store, 'gives no wrapped key');
  } finally {
    material.fill(0);
  }
}

/**
 * What Transit wrapped.
 *
 * @returns the bytes, which the caller zeroes
 * @throws HoldfastError KEK_WRAP_REFUSED, KEY_STORE_…
 * @see https://openbao.org/api-docs/secret/transit/#decrypt-data
 */
export async function transitDecrypt(
  client: VaultClient,
  { mount, name }: TransitKey,
  kekId: string,
  ciphertext: string,
): Promise<Buffer> {
  const path = `${mount}/decrypt/${name}`;
  try {
    const answer = await client.call('POST', path, () => writeSecretJson({ ciphertext, ...bound(kekId) }));
    try {
      const text = bytesIn(objectIn(answer.get('data'))?.get('plaintext'));
      const plaintext = text === null ? null : decodeBase64(text);
      if (plaintext !== null) return plaintext;
      throw notUnderstood(client.store, 'gives no decrypted key');
    } finally {
      forgetJson(answer);
    }
  } catch (error) {
    if (error instanceof VaultRefusal && error.status === 400 && error.path === path)
      throw wrapRefused(client.store, whyNot(error));
    throw error;
  }
}

export function isTransitCiphertext(text: string): boolean {
  return text.length <= 8192 && /^vault:v[1-9]\d{0,8}:[A-Za-z0-9+/]+={0,2}$/.test(text);
}

/** The version of the Transit key that wrapped it. */
export function versionOf(ciphertext: string): number {
  return Number(/^vault:v(\d+):/.exec(ciphertext)?.[1] ?? 0);
}

function bound(kekId: string): { associated_data: string; context: string } {
  const text = Buffer.from(`holdfast kek ${kekId}`).toString('base64');
  return { associated_data: text, context: text };
}

function whyNot(refusal: VaultRefusal): string {
  if (refusal.says(/too old|disallowed by policy/i))
    return 'its version is below the key’s min_decryption_version; let the store allow that version, then run "holdfast vault rewrap"';
  if (refusal.says(/key not found/i)) return 'there is no Transit key of that name any more';
  return 'it was changed, belongs to another vault, or another key wrapped it';
}
