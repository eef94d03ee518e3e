/** Object ids of PostgreSQL's types, and how an element's bytes are made. @see https://www.postgresql.org/docs/18/catalog-pg-type.html */
const TYPES = {
  int4: { oid: 23, bytes: int4 },
  int8: { oid: 20, bytes: int8 },
  text: { oid: 25, bytes: (text: string) => Buffer.from(text, 'utf8') },
  bytea: { oid: 17, bytes: (bytes: Uint8Array) => bytes },
} as const;

type Element = { int4: number; int8: bigint; text: string; bytea: Uint8Array };

const NULL = -1;
const HEADER_BYTES = 20;

/**
 * A one-dimensional array in PostgreSQL's binary form, as `array_recv` reads it: bytes are sent as they are, where the
 * text form takes two digits each, quotes and a parser on both sides.
 *
 * @throws RangeError for an int4 or int8 out of range
 * @example
 * client.query('SELECT $1::bytea[]', [binaryArray('bytea', [digest, null])]);
 */
export function binaryArray<T extends keyof Element>(
  type: T,
  elements: readonly (Element[T] | null)[],
): Buffer {
  const { oid, bytes } = TYPES[type] as { oid: number; bytes(element: Element[T]): Uint8Array };
  let length = HEADER_BYTES;
  let nulls = 0;
  const parts = elements.map((element) => {
    const part = element === null ? null : bytes(element);
    length += 4 + (part?.length ?? 0);
    if (part === null) nulls = 1;
    return part;
  });
  const array = Buffer.allocUnsafe(length);
  // Dimensions, whether there are nulls, type; then the one dimension's length and lower bound.
  array.writeInt32BE(1, 0);
  array.writeInt32BE(nulls, 4);
  array.writeInt32BE(oid, 8);
  array.writeInt32BE(elements.length, 12);
  array.writeInt32BE(1, 16);
  let at = HEADER_BYTES;
  for (const part of parts) {
    at = array.writeInt32BE(part?.length ?? NULL, at);
    if (part === null) continue;
    array.set(part, at);
    at += part.length;
  }
  return array;
}

function int4(value: number): Buffer {
  const bytes = Buffer.allocUnsafe(4);
  bytes.writeInt32BE(value);
  return bytes;
}

function int8(value: bigint): Buffer {
  const bytes = Buffer.allocUnsafe(8);
  bytes.writeBigInt64BE(value);
  return bytes;
}
