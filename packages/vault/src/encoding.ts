import { HoldfastError } from '@holdfast/errors';

/** What can be authenticated. Numbers are left out on purpose: a float has more than one spelling. */
export type FieldValue = string | bigint | null | Uint8Array;

/** A named value; the order of fields is part of what is encoded. */
export type Field = readonly [name: string, value: FieldValue];

const MAX_LENGTH = 0xffff_ffff;

/**
 * The one encoding of everything this package authenticates: every length is written before what it measures, so that
 * two different lists of fields never give the same bytes.
 *
 * ```
 * u32 length, domain (UTF-8)
 * u32 number of fields
 * per field: u32 length, name (UTF-8); u8 type (0 null, 1 text, 2 integer, 3 bytes); u32 length, value
 * ```
 * Integers of 4 bytes are big-endian; a bigint is written in decimal. Text is taken as it is, without normalisation.
 *
 * @throws HoldfastError ENCODING_INVALID for text with lone surrogates, which UTF-8 would silently replace, and for
 *   values of other types
 *
 * @example
 * encodeFields('holdfast row v1', [['id', 7n], ['state', 'active']]);
 */
export function encodeFields(domain: string, fields: readonly Field[]): Buffer {
  const parts = [...lengthPrefixed(text(domain)), u32(fields.length)];
  for (const [name, value] of fields) {
    const { type, bytes } = valueBytes(name, value);
    parts.push(...lengthPrefixed(text(name)), Buffer.of(type), ...lengthPrefixed(bytes));
  }
  return Buffer.concat(parts);
}

function valueBytes(name: string, value: FieldValue): { type: number; bytes: Uint8Array } {
  if (value === null) return { type: 0, bytes: Buffer.alloc(0) };
  if (typeof value === 'string') return { type: 1, bytes: text(value) };
  if (typeof value === 'bigint') return { type: 2, bytes: Buffer.from(value.toString(), 'ascii') };
  if (value instanceof Uint8Array) return { type: 3, bytes: value };
  throw new HoldfastError(
    'ENCODING_INVALID',
    `Field "${String(name).slice(0, 80)}" is neither text, bigint, null nor bytes, so it can't be authenticated.`,
    { type: typeof value },
  );
}

function text(value: string): Buffer {
  if (typeof value !== 'string' || !value.isWellFormed()) {
    throw new HoldfastError(
      'ENCODING_INVALID',
      'Text with lone surrogates has no UTF-8 form, so it can’t be authenticated.',
    );
  }
  return Buffer.from(value, 'utf8');
}

function lengthPrefixed(bytes: Uint8Array): [Buffer, Uint8Array] {
  return [u32(bytes.length), bytes];
}

function u32(value: number): Buffer {
  if (value > MAX_LENGTH) {
    throw new HoldfastError('ENCODING_INVALID', 'A value of 4 GiB or more can’t be authenticated.');
  }
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
