import { createHmac, timingSafeEqual } from 'node:crypto';
import { encodeFields, type Field } from './encoding.ts';
import type { Kek } from './kek.ts';
import { deriveSubkey } from './subkey.ts';

/** Length of a row's MAC in bytes. */
export const ROW_MAC_BYTES = 32;

/**
 * HMAC-SHA-256 of a database row, so that one that was changed or swapped behind the gateway's back is noticed. The
 * fields must include whatever tells rows apart (its primary key) and whatever may not be rolled back (its revision).
 *
 * @throws HoldfastError ENCODING_INVALID
 *
 * @example
 * const mac = rowMac(kek, 'virtual_keys', [['id', 7n], ['revision', 3n], ['policy', policyBytes], ['expires', null]]);
 */
export function rowMac(kek: Kek, tableName: string, fields: readonly Field[]): Buffer {
  const encoded = encodeFields('holdfast row v1', [['table', tableName], ...fields]);
  return createHmac('sha256', deriveSubkey(kek, 'row mac')).update(encoded).digest();
}

/** Whether a row is as it was when its MAC was made; in constant time for a given row. */
export function verifyRowMac(
  kek: Kek,
  tableName: string,
  fields: readonly Field[],
  mac: Uint8Array,
): boolean {
  const expected = rowMac(kek, tableName, fields);
  return mac instanceof Uint8Array && mac.length === ROW_MAC_BYTES && timingSafeEqual(expected, mac);
}
