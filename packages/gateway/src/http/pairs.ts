import { malformed } from '../refusal.ts';

/** A decoded parameter. */
export interface Pair {
  readonly name: string;
  readonly value: string;
}

/** How blanks are written: `%20` as JavaScript's encodeURIComponent does, or `+` as HTML forms do. */
export type BlankEncoding = '%20' | '+';

const MOST_PAIRS = 500;
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Parses `a=1&b=2` (a query string or a form body) into decoded pairs, in order.
 *
 * Refused: a parameter that appears twice, an empty name, a pair without `=`, a broken or needless double encoding
 * (a decoded value that still holds `%xx`), invalid UTF-8, control characters.
 *
 * @param repeatable names that the exchange documents as lists, written by repeating the parameter
 * @throws Refusal malformed
 * @example
 * parsePairs('symbol=BTCUSDT&side=BUY'); // [{ name: 'symbol', value: 'BTCUSDT' }, { name: 'side', value: 'BUY' }]
 */
export function parsePairs(text: string, repeatable: readonly string[] = []): Pair[] {
  if (text === '') return [];
  const pairs: Pair[] = [];
  const seen = new Set<string>();
  for (const part of text.split('&')) {
    const equals = part.indexOf('=');
    if (equals <= 0)
      malformed('parameter without a name or value', 'Every parameter must be written name=value.');
    const name = decode(part.slice(0, equals));
    const value = decode(part.slice(equals + 1));
    if (seen.has(name) && !repeatable.includes(name))
      malformed('duplicate parameter', `The parameter "${shown(name)}" is there twice.`);
    seen.add(name);
    pairs.push({ name, value });
    if (pairs.length > MOST_PAIRS)
      malformed('too many parameters', `At most ${MOST_PAIRS} parameters are accepted.`);
  }
  return pairs;
}

/** Writes pairs back, canonically: everything but unreserved characters is percent-encoded. */
export function formatPairs(pairs: readonly Pair[], blank: BlankEncoding = '%20'): string {
  return pairs.map(({ name, value }) => `${encode(name, blank)}=${encode(value, blank)}`).join('&');
}

/** The value of a parameter, or undefined. */
export function pairValue(pairs: readonly Pair[], name: string): string | undefined {
  return pairs.find((pair) => pair.name === name)?.value;
}

/** Pairs without those of the given names. */
export function without(pairs: readonly Pair[], names: readonly string[]): Pair[] {
  return pairs.filter((pair) => !names.includes(pair.name));
}

/** Refuses a parameter that is in both lists: which one counts is the exchange's secret. */
export function refuseOverlap(query: readonly Pair[], body: readonly Pair[]): void {
  const names = new Set(query.map(({ name }) => name));
  const twice = body.find(({ name }) => names.has(name));
  if (twice)
    malformed('parameter in query and body', `The parameter "${shown(twice.name)}" is in query and body.`);
}

function decode(text: string): string {
  const bytes: number[] = [];
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (text[i] === '+') bytes.push(0x20);
    else if (text[i] === '%') {
      const hex = text.slice(i + 1, i + 3);
      if (!/^[0-9a-fA-F]{2}$/.test(hex))
        malformed('broken percent-encoding', 'A % must be followed by two hex digits.');
      bytes.push(Number.parseInt(hex, 16));
      i += 2;
    } else if (code <= 0x20 || code >= 0x7f) {
      malformed('unencoded character', 'Blanks, control and non-ASCII characters must be percent-encoded.');
    } else bytes.push(code);
  }
  let decoded: string;
  try {
    decoded = decoder.decode(Uint8Array.from(bytes));
  } catch {
    return malformed('invalid UTF-8', 'A parameter is not valid UTF-8.');
  }
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  if (/[\u0000-\u001f\u007f-\u009f]/.test(decoded))
    malformed('control character', 'A parameter holds a control character.');
  if (/%[0-9a-fA-F]{2}/.test(decoded)) malformed('double encoding', 'A parameter is percent-encoded twice.');
  return decoded;
}

function shown(name: string): string {
  return name.slice(0, 80);
}

function encode(text: string, blank: BlankEncoding): string {
  const encoded = encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return blank === '+' ? encoded.replaceAll('%20', '+') : encoded;
}
