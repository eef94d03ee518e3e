import { forgetJson, objectIn, type SecretObject } from '../secret-json.ts';
import { notUnderstood, refused } from '../store-errors.ts';
import { VaultRefusal } from './vault-answer.ts';
import type { VaultClient } from './vault-client.ts';

/**
 * A secret of the KV engine, version 1 or 2. Which one shows in its answer: version 2 has the fields in `data.data`, beside
 * `data.metadata.version`.
 *
 * @param path as the API has it, so for version 2 with `data` behind the mount: `secret/data/exchanges/binance`
 * @returns its fields, which the caller forgets, and its version; null for version 1, which has none
 * @throws HoldfastError KEY_STORE_…
 * @see https://developer.hashicorp.com/vault/api-docs/secret/kv/kv-v2#read-secret-version
 */
export async function readKvSecret(
  client: VaultClient,
  path: string,
): Promise<{ readonly fields: SecretObject; readonly marker: string | null }> {
  let answer: SecretObject;
  try {
    answer = await client.call('GET', path);
  } catch (error) {
    // Version 2 says 404 for a deleted version too, with its metadata.
    if (!(error instanceof VaultRefusal) || error.status !== 404 || error.path !== path) throw error;
    throw refused(client.store, 'has no secret at this path, or its current version is deleted', {
      status: 404,
    });
  }
  const data = objectIn(answer.get('data'));
  const metadata = objectIn(data?.get('metadata'));
  const version = metadata?.get('version');
  const isSecond = data !== null && data.size === 2 && typeof version === 'number' && data.has('data');
  const fields = isSecond ? objectIn(data.get('data')) : data;
  if (fields !== null) return { fields, marker: isSecond ? String(version) : null };
  forgetJson(answer);
  throw notUnderstood(client.store, 'gives no fields for the secret');
}
