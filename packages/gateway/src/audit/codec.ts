import { isIP } from 'node:net';
import { type Decimal, formatDecimal } from '@holdfast/decimal';
import { entryInvalid } from './invalid.ts';
import { isSafeText, type SafeText } from './text.ts';

/** One way to write a value as JSON, and the only accepted way to read it back. */
export interface Codec<T> {
  /** @throws HoldfastError AUDIT_ENTRY_INVALID */
  write(value: T, field: string): string;
  /** @throws HoldfastError AUDIT_ENTRY_INVALID */
  read(json: unknown, field: string): T;
}

/** A codec for every field; the order of the keys is the order of the bytes. */
export type Fields<T> = { readonly [K in keyof T]-?: Codec<T[K]> };

/** A JSON string; `fromText` gives null for what is not exactly what `toText` writes. */
function scalar<T>(
  what: string,
  toText: (value: T) => string,
  fromText: (text: string) => T | null,
): Codec<T> {
  return {
    write(value, field) {
      const text = toText(value);
      if (typeof text !== 'string' || fromText(text) === null) entryInvalid(field, `is not ${what}`);
      return `"${text}"`;
    },
    read(json, field) {
      const value = typeof json === 'string' ? fromText(json) : null;
      return value === null ? entryInvalid(field, `is not ${what}`) : value;
    },
  };
}

function pattern<T extends string>(what: string, expression: RegExp): Codec<T> {
  return scalar<T>(
    what,
    (value) => value,
    (text) => (expression.test(text) ? (text as T) : null),
  );
}

/** An identifier of ours or of an exchange: letters, digits and `. _ : / @ -`, at most 128. */
export const token = pattern<string>('an identifier', /^[A-Za-z0-9][A-Za-z0-9._:/@-]{0,127}$/);

/** The id of a virtual key, in the exchange's own form: Kraken's are base64, so that they may begin with `+` or `/`. */
export const keyId = pattern<string>('the id of a key', /^[A-Za-z0-9+/][A-Za-z0-9._:/@+=-]{0,127}$/);

/** The name of an exchange. */
export function exchange<T extends string>(): Codec<T> {
  return pattern<T>('the name of an exchange', /^[a-z0-9]{2,20}$/);
}

/** 32 bytes as 64 lower-case hex digits. */
export const hash = pattern<string>('a SHA-256 hash in hex', /^[0-9a-f]{64}$/);

/** An HTTP method. */
export const method = pattern<string>('an HTTP method', /^[A-Z]{3,10}$/);

/** Escaped text of at most `limit` bytes. */
export function text(limit: number): Codec<SafeText> {
  return scalar<SafeText>(
    `escaped text of at most ${limit} bytes`,
    (value) => value,
    (given) => (isSafeText(given, limit) ? given : null),
  );
}

/** One of a few words; the record names every member, so that a new one can't be forgotten. */
export function oneOf<T extends string>(members: Readonly<Record<T, true>>): Codec<T> {
  return scalar<T>(
    `one of ${Object.keys(members).join(', ')}`,
    (value) => value,
    (given) => (Object.hasOwn(members, given) ? (given as T) : null),
  );
}

/** A whole number from 0 to 2^53 − 1. */
export const count: Codec<number> = scalar(
  'a whole number',
  (value) => String(value),
  (given) => {
    if (!/^(?:0|[1-9][0-9]{0,15})$/.test(given)) return null;
    const value = Number(given);
    return Number.isSafeInteger(value) ? value : null;
  },
);

/** A decimal ≥ 0 without needless zeros. */
export const amount: Codec<Decimal> = scalar(
  'an amount',
  (value) => formatDecimal(value),
  (given) => {
    const match = /^(0|[1-9][0-9]{0,59})(?:\.([0-9]{0,59}[1-9]))?$/.exec(given);
    if (match === null) return null;
    const fraction = match[2] ?? '';
    return { units: BigInt(match[1] + fraction), scale: fraction.length };
  },
);

/** An IPv4 or IPv6 address without a zone. */
export const address: Codec<string> = scalar(
  'an IP address',
  (value) => value,
  (given) => (/^[0-9a-f.:]+$/.test(given) && isIP(given) !== 0 ? given : null),
);

/** The value, or JSON's null. */
export function nullable<T>(codec: Codec<T>): Codec<T | null> {
  return {
    write: (value, field) => (value === null ? 'null' : codec.write(value, field)),
    read: (json, field) => (json === null ? null : codec.read(json, field)),
  };
}

/** A JSON object. */
export function object<T>(fields: Fields<T>): Codec<T> {
  return {
    write: (value, field) => `{${writeFields(fields, value, `${field}.`)}}`,
    read: (json, field) => readFields(fields, json, `${field}.`),
  };
}

/** A JSON array of at most `most` objects. */
export function list<T>(fields: Fields<T>, most: number): Codec<readonly T[]> {
  const member = object(fields);
  return {
    write(values, field) {
      if (values.length > most) entryInvalid(field, `has more than ${most} members`);
      return `[${values.map((value, i) => member.write(value, `${field}[${i}]`)).join(',')}]`;
    },
    read(json, field) {
      if (!Array.isArray(json) || json.length > most)
        return entryInvalid(field, `is no list of at most ${most}`);
      return json.map((value: unknown, i) => member.read(value, `${field}[${i}]`));
    },
  };
}

/** `"a":…,"b":…` in the order of the codecs. */
export function writeFields<T>(fields: Fields<T>, value: T, path = ''): string {
  return (Object.keys(fields) as (keyof T & string)[])
    .map((name) => `"${name}":${fields[name].write(value[name], path + name)}`)
    .join(',');
}

/** Reads the fields there are codecs for; the caller refuses others by writing the value again. */
export function readFields<T>(fields: Fields<T>, json: unknown, path = ''): T {
  if (typeof json !== 'object' || json === null) return entryInvalid(path, 'is no object');
  const value: Record<string, unknown> = {};
  for (const name of Object.keys(fields) as (keyof T & string)[]) {
    const member = Object.hasOwn(json, name) ? (json as Record<string, unknown>)[name] : undefined;
    value[name] = fields[name].read(member, path + name);
  }
  return value as T;
}
