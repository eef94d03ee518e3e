import { entryInvalid } from './invalid.ts';

declare const safe: unique symbol;

/**
 * Text that anybody may print, search and compare: blanks and printable ASCII without `"`, `%` and `\`. Every other
 * character is written as the percent-encoded bytes of its UTF-8 form (`%0A`, `%E2%80%AE`), so a newline, an escape
 * sequence of a terminal or a direction mark is seen and has no effect. Text that was too long ends in `%+n`: n bytes
 * of its UTF-8 form are left out.
 */
export type SafeText = string & { readonly [safe]: true };

const UNSAFE = /[^ !#$&-[\]-~]/;
const SAFE = /^(?:[ !#$&-[\]-~]|%[0-9A-F]{2})*(?:%\+[1-9][0-9]{0,9})?$/;
/** Room for `%+` and ten digits. */
const LONGEST_MARK = 12;
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Makes text of a client, an operator or an exchange fit for the audit log.
 *
 * @param limit the most bytes of the result, 16 or more
 * @throws HoldfastError AUDIT_ENTRY_INVALID for NUL and lone surrogates, which no honest client sends
 * @example
 * safeText('sell\nall', 64); // 'sell%0Aall'
 */
export function safeText(raw: string, limit: number): SafeText {
  if (!raw.isWellFormed()) return entryInvalid('text', 'a lone surrogate is no text');
  if (raw.includes('\u0000')) return entryInvalid('text', 'a NUL character is no text');
  if (raw.length <= limit && !UNSAFE.test(raw)) return raw as SafeText;
  let text = '';
  let read = 0;
  /** The longest beginning that leaves room for the mark. */
  let cut = { text: '', read: 0 };
  for (const character of raw) {
    const piece = UNSAFE.test(character) ? percentEncode(character) : character;
    if (text.length + piece.length > limit) {
      return `${cut.text}%+${Buffer.byteLength(raw) - cut.read}` as SafeText;
    }
    text += piece;
    read += Buffer.byteLength(character);
    if (text.length <= limit - LONGEST_MARK) cut = { text, read };
  }
  return text as SafeText;
}

/** Whether `safeText` could have written it within the limit: there is one way to write a text, and no other. */
export function isSafeText(text: string, limit: number): text is SafeText {
  if (text.length > limit || !SAFE.test(text)) return false;
  if (!text.includes('%')) return true;
  const mark = text.indexOf('%+');
  const body = mark === -1 ? text : text.slice(0, mark);
  const bytes = Buffer.from(
    body.replace(/%(..)/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  );
  try {
    return safeText(decoder.decode(bytes), limit) === body;
  } catch {
    return false;
  }
}

function percentEncode(character: string): string {
  return Buffer.from(character)
    .toString('hex')
    .toUpperCase()
    .replace(/../g, (byte) => `%${byte}`);
}
