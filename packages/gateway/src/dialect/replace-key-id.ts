import { Buffer } from 'node:buffer';

/**
 * An answer with the real key's id replaced by the virtual one, however its characters are written: JSON may have `\/` for a
 * slash and `\u002b` for a plus, and an address that is repeated in an error has `%2B`.
 *
 * @example
 * replaceKeyId(Buffer.from('{"apiKey":"real"}'), 'real', 'virtual'); // {"apiKey":"virtual"}
 */
export function replaceKeyId(body: Buffer, realKeyId: string, virtualKeyId: string): Buffer {
  if (ONE_WAY.test(realKeyId) && !body.includes(realKeyId, 0, 'latin1')) return body;
  if (realKeyId === '') return body;
  const text = body.toString('latin1');
  const written = new RegExp([...realKeyId].map(waysToWrite).join(''), 'g');
  const replaced = text.replace(written, () => virtualKeyId);
  return replaced === text ? body : Buffer.from(replaced, 'latin1');
}

/** What nobody escapes. */
const ONE_WAY = /^[A-Za-z0-9]+$/;

/** A pattern for one character of an id. */
function waysToWrite(character: string): string {
  if (ONE_WAY.test(character)) return character;
  const hex = character.charCodeAt(0).toString(16).padStart(2, '0');
  const digits = [...hex].map((digit) => `[${digit}${digit.toUpperCase()}]`).join('');
  return `(?:\\\\?\\x${hex}|\\\\u00${digits}|%${digits})`;
}
