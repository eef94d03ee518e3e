import { malformed } from '../refusal.ts';

/** A number as it was written: `1.10` stays `1.10`, nothing is rounded to a float. */
export class JsonNumber {
  readonly source: string;

  constructor(source: string) {
    this.source = source;
  }
}

/** JSON without surprises: objects are maps in order, so there is no prototype to pollute. */
export type JsonValue = null | boolean | string | JsonNumber | readonly JsonValue[] | JsonObject;
export type JsonObject = ReadonlyMap<string, JsonValue>;

const DEEPEST = 32;
const MOST_VALUES = 20_000;
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Parses JSON that everybody must read the same way (RFC 8259, and stricter).
 *
 * Refused: duplicate names at any depth, `__proto__`, invalid UTF-8, lone surrogates, NUL, a byte order mark, more
 * than 32 levels, anything behind the value.
 *
 * @throws Refusal malformed
 * @example
 * parseStrictJson(Buffer.from('{"qty":1.10}')); // Map { 'qty' → JsonNumber '1.10' }
 */
export function parseStrictJson(bytes: Uint8Array): JsonValue {
  let text: string;
  try {
    text = decoder.decode(bytes);
  } catch {
    return malformed('invalid UTF-8', 'The JSON is not valid UTF-8.');
  }
  return new Parser(text).parse();
}

/** Writes JSON without blanks, numbers as they were read. */
export function formatJson(value: JsonValue): string {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return JSON.stringify(value);
  if (value instanceof JsonNumber) return value.source;
  if (isJsonObject(value)) {
    return `{${[...value].map(([name, member]) => `${JSON.stringify(name)}:${formatJson(member)}`).join(',')}}`;
  }
  return `[${value.map(formatJson).join(',')}]`;
}

export function isJsonObject(value: JsonValue): value is JsonObject {
  return value instanceof Map;
}

export function isJsonArray(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}

/** A string's text or a number's source; null for anything else. Exchanges accept amounts as either. */
export function scalarText(value: JsonValue | undefined): string | null {
  if (typeof value === 'string') return value;
  return value instanceof JsonNumber ? value.source : null;
}

class Parser {
  readonly #text: string;
  #at = 0;
  #values = 0;

  constructor(text: string) {
    this.#text = text;
  }

  parse(): JsonValue {
    const value = this.#value(0);
    this.#blank();
    if (this.#at < this.#text.length) this.#fail('text behind the value');
    return value;
  }

  #value(depth: number): JsonValue {
    if (depth > DEEPEST) this.#fail(`more than ${DEEPEST} levels`);
    if (++this.#values > MOST_VALUES) this.#fail(`more than ${MOST_VALUES} values`);
    this.#blank();
    const next = this.#text[this.#at];
    if (next === '{') return this.#object(depth);
    if (next === '[') return this.#array(depth);
    if (next === '"') return this.#string();
    for (const [word, value] of WORDS) {
      if (this.#text.startsWith(word, this.#at)) {
        this.#at += word.length;
        return value;
      }
    }
    return this.#number();
  }

  #object(depth: number): JsonObject {
    const members = new Map<string, JsonValue>();
    this.#at++;
    this.#blank();
    if (this.#take('}')) return members;
    for (;;) {
      this.#blank();
      if (this.#text[this.#at] !== '"') this.#fail('a name must be a string');
      const name = this.#string();
      if (name === '__proto__') this.#fail('the name __proto__');
      if (members.has(name))
        malformed('duplicate JSON name', `The JSON name "${name.slice(0, 80)}" is there twice.`);
      this.#blank();
      if (!this.#take(':')) this.#fail('a colon is missing');
      members.set(name, this.#value(depth + 1));
      this.#blank();
      if (this.#take('}')) return members;
      if (!this.#take(',')) this.#fail('a comma is missing');
    }
  }

  #array(depth: number): JsonValue[] {
    const items: JsonValue[] = [];
    this.#at++;
    this.#blank();
    if (this.#take(']')) return items;
    for (;;) {
      items.push(this.#value(depth + 1));
      this.#blank();
      if (this.#take(']')) return items;
      if (!this.#take(',')) this.#fail('a comma is missing');
    }
  }

  #string(): string {
    const start = this.#at;
    for (let i = start + 1; ; i++) {
      const code = this.#text.charCodeAt(i);
      if (Number.isNaN(code)) this.#fail('a string without an end');
      if (code < 0x20) this.#fail('a control character in a string');
      if (code === 0x5c) i++;
      else if (code === 0x22) {
        this.#at = i + 1;
        break;
      }
    }
    let text: string;
    try {
      text = JSON.parse(this.#text.slice(start, this.#at)) as string;
    } catch {
      return this.#fail('a broken escape in a string');
    }
    if (!text.isWellFormed()) this.#fail('a lone surrogate');
    if (text.includes('\u0000')) this.#fail('a NUL character');
    return text;
  }

  #number(): JsonNumber {
    NUMBER.lastIndex = this.#at;
    const match = NUMBER.exec(this.#text);
    if (match === null) return this.#fail('no value');
    if (match[0].length > 60) this.#fail('a number of more than 60 characters');
    this.#at += match[0].length;
    return new JsonNumber(match[0]);
  }

  #blank(): void {
    BLANK.lastIndex = this.#at;
    BLANK.exec(this.#text);
    this.#at = BLANK.lastIndex;
  }

  #take(character: string): boolean {
    if (this.#text[this.#at] !== character) return false;
    this.#at++;
    return true;
  }

  #fail(what: string): never {
    return malformed('invalid JSON', `The JSON holds ${what} at character ${this.#at + 1}.`, {
      at: this.#at + 1,
    });
  }
}

const WORDS: readonly (readonly [string, null | boolean])[] = [
  ['true', true],
  ['false', false],
  ['null', null],
];
const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const BLANK = /[ \t\n\r]*/y;
