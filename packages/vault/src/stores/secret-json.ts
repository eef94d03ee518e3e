import { isUtf8 } from 'node:buffer';

/*
 * JSON in which strings stay bytes. JSON.parse makes strings of everything, and a string can't be zeroed; it also lets the
 * last of two equal names win, which another reader may see otherwise.
 */

/** A text is its UTF-8 bytes, which can be zeroed. */
export type SecretJson = null | boolean | number | Buffer | readonly SecretJson[] | SecretObject;
export type SecretObject = ReadonlyMap<string, SecretJson>;

const DEEPEST = 24;
const MOST_VALUES = 5000;

/**
 * Reads JSON (RFC 8259) strictly: no name twice, no `__proto__`, valid UTF-8, no lone surrogates, no more than 24 levels and
 * 5,000 values, nothing behind it.
 *
 * @returns null when it is anything else; what was read of it is zeroed. The bytes given stay the caller's
 * @example
 * readSecretJson(Buffer.from('{"token":"s.abc"}')); // { value: Map { 'token' → <Buffer 73 2e 61 62 63> } }
 */
export function readSecretJson(bytes: Uint8Array): { readonly value: SecretJson } | null {
  const reader = new Reader(bytes);
  try {
    return { value: reader.readAll() };
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    reader.forget();
    return null;
  }
}

/** Zeroes every text in it. */
export function forgetJson(value: SecretJson | undefined): void {
  if (value instanceof Uint8Array) value.fill(0);
  else if (Array.isArray(value)) for (const one of value) forgetJson(one);
  else if (value instanceof Map) for (const one of value.values()) forgetJson(one);
}

export function objectIn(value: SecretJson | undefined): SecretObject | null {
  return value instanceof Map ? value : null;
}

export function bytesIn(value: SecretJson | undefined): Buffer | null {
  return Buffer.isBuffer(value) ? value : null;
}

/** A text that is not secret. */
export function textIn(value: SecretJson | undefined): string | null {
  return Buffer.isBuffer(value) ? value.toString('utf8') : null;
}

class Malformed extends Error {}

const ESCAPES: Readonly<Record<string, number>> = {
  '"': 0x22,
  '\\': 0x5c,
  '/': 0x2f,
  b: 0x08,
  f: 0x0c,
  n: 0x0a,
  r: 0x0d,
  t: 0x09,
};

class Reader {
  readonly #bytes: Uint8Array;
  readonly #texts: Buffer[] = [];
  #at = 0;
  #values = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  readAll(): SecretJson {
    const value = this.#value(0);
    this.#blanks();
    if (this.#at !== this.#bytes.length) throw new Malformed();
    return value;
  }

  forget(): void {
    for (const text of this.#texts) text.fill(0);
  }

  #value(depth: number): SecretJson {
    if (depth > DEEPEST || ++this.#values > MOST_VALUES) throw new Malformed();
    this.#blanks();
    switch (this.#bytes[this.#at]) {
      case 0x7b:
        return this.#object(depth);
      case 0x5b:
        return this.#array(depth);
      case 0x22:
        return this.#text();
      case 0x74:
        return this.#word('true', true);
      case 0x66:
        return this.#word('false', false);
      case 0x6e:
        return this.#word('null', null);
      default:
        return this.#number();
    }
  }

  #object(depth: number): SecretObject {
    const members = new Map<string, SecretJson>();
    this.#at++;
    this.#blanks();
    if (this.#takes(0x7d)) return members;
    do {
      this.#blanks();
      if (this.#bytes[this.#at] !== 0x22) throw new Malformed();
      const name = this.#text().toString('utf8');
      this.#blanks();
      if (!this.#takes(0x3a) || members.has(name) || name === '__proto__') throw new Malformed();
      members.set(name, this.#value(depth + 1));
      this.#blanks();
    } while (this.#takes(0x2c));
    if (!this.#takes(0x7d)) throw new Malformed();
    return members;
  }

  #array(depth: number): readonly SecretJson[] {
    const items: SecretJson[] = [];
    this.#at++;
    this.#blanks();
    if (this.#takes(0x5d)) return items;
    do {
      items.push(this.#value(depth + 1));
      this.#blanks();
    } while (this.#takes(0x2c));
    if (!this.#takes(0x5d)) throw new Malformed();
    return items;
  }

  /** No escape is shorter than what it stands for, so the text fits where it stood. */
  #text(): Buffer {
    const start = ++this.#at;
    while (this.#bytes[this.#at] !== 0x22) {
      const byte = this.#bytes[this.#at];
      if (byte === undefined || byte < 0x20) throw new Malformed();
      this.#at += byte === 0x5c ? 2 : 1;
    }
    const end = this.#at++;
    const room = Buffer.alloc(end - start);
    this.#texts.push(room);
    let length = 0;
    for (let from = start; from < end; ) {
      if (this.#bytes[from] !== 0x5c) {
        room[length++] = this.#bytes[from++]!;
        continue;
      }
      const letter = String.fromCharCode(this.#bytes[from + 1]!);
      if (letter === 'u') {
        const [point, next] = this.#codePoint(from, end);
        length += room.write(String.fromCodePoint(point), length, 'utf8');
        from = next;
      } else {
        const code = ESCAPES[letter];
        if (code === undefined) throw new Malformed();
        room[length++] = code;
        from += 2;
      }
    }
    const text = room.subarray(0, length);
    if (!isUtf8(text)) throw new Malformed();
    return text;
  }

  /** Of one \u escape, or of the two of a surrogate pair. */
  #codePoint(from: number, end: number): [point: number, next: number] {
    const first = this.#hex(from, end);
    if (first < 0xd800 || first > 0xdfff) return [first, from + 6];
    const second =
      this.#bytes[from + 6] === 0x5c && this.#bytes[from + 7] === 0x75 ? this.#hex(from + 6, end) : 0;
    if (first > 0xdbff || second < 0xdc00 || second > 0xdfff) throw new Malformed();
    return [0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00), from + 12];
  }

  #hex(from: number, end: number): number {
    let value = 0;
    if (from + 6 > end) throw new Malformed();
    for (let i = from + 2; i < from + 6; i++) {
      const digit = Number.parseInt(String.fromCharCode(this.#bytes[i]!), 16);
      if (Number.isNaN(digit)) throw new Malformed();
      value = value * 16 + digit;
    }
    return value;
  }

  #word<T>(word: string, value: T): T {
    for (const letter of word) if (!this.#takes(letter.charCodeAt(0))) throw new Malformed();
    return value;
  }

  #number(): number {
    const start = this.#at;
    while (this.#at < this.#bytes.length && /[-+.0-9eE]/.test(String.fromCharCode(this.#bytes[this.#at]!)))
      this.#at++;
    const text = Buffer.from(this.#bytes.subarray(start, this.#at)).toString('latin1');
    if (text.length > 40 || !/^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?$/.test(text))
      throw new Malformed();
    return Number(text);
  }

  #blanks(): void {
    while ([0x20, 0x09, 0x0a, 0x0d].includes(this.#bytes[this.#at] ?? 0)) this.#at++;
  }

  #takes(byte: number): boolean {
    if (this.#bytes[this.#at] !== byte) return false;
    this.#at++;
    return true;
  }
}

/**
 * Writes an object of texts, where those given as bytes are secret and never become a string.
 *
 * @throws RangeError for bytes that JSON would have to escape
 */
export function writeSecretJson(members: Readonly<Record<string, string | Uint8Array>>): Buffer {
  const parts: Buffer[] = [];
  for (const [name, value] of Object.entries(members)) {
    parts.push(Buffer.from(`${parts.length === 0 ? '{' : ','}${JSON.stringify(name)}:`));
    if (typeof value === 'string') parts.push(Buffer.from(JSON.stringify(value)));
    else {
      if (value.some((byte) => byte < 0x20 || byte > 0x7e || byte === 0x22 || byte === 0x5c))
        throw new RangeError('a secret has characters that it should not have');
      parts.push(Buffer.from('"'), Buffer.from(value), Buffer.from('"'));
    }
  }
  parts.push(Buffer.from(parts.length === 0 ? '{}' : '}'));
  const whole = Buffer.alloc(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    at += part.copy(whole, at);
    part.fill(0);
  }
  return whole;
}
