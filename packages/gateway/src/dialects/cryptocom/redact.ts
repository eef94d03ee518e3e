import { Buffer } from 'node:buffer';
import { replaceKeyId } from '../../dialect/replace-key-id.ts';

/** `"sig":"…"`, also inside a text, where the quotes are escaped. */
const SIGNATURE = /(\\?"sig\\?"\s*:\s*\\?")[0-9a-fA-F]{64}/g;

/**
 * An answer without what only the gateway may know. An error repeats the request that was sent (`original`), with the real
 * key's id and a signature that the exchange would take for a minute.
 */
export function redactCryptocom(body: Buffer, realKeyId: string, virtualKeyId: string): Buffer {
  const replaced = replaceKeyId(body, realKeyId, virtualKeyId);
  if (!replaced.includes('sig', 0, 'latin1')) return replaced;
  const text = replaced.toString('latin1').replace(SIGNATURE, `$1${'0'.repeat(64)}`);
  return Buffer.from(text, 'latin1');
}
