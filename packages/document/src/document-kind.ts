import type { ErrorCode } from '@holdfast/errors';

/** What kind of file is read: how its messages call it, and the codes of its errors. */
export interface DocumentKind {
  /** As a message calls one: `definition`. */
  readonly noun: string;
  /** A key and its value, shown to whoever hands in a file without any: `select: {top: 10}`. */
  readonly example: string;
  /** The file is no YAML, or uses what is left out of YAML here. */
  readonly syntaxCode: ErrorCode;
  /** The file is YAML, but holds what its schema refuses. */
  readonly invalidCode: ErrorCode;
}

/** A noun with its article. */
export function withArticle(noun: string): string {
  return `${/^[aeiou]/i.test(noun) ? 'an' : 'a'} ${noun}`;
}

/** A sentence with its first letter as a capital. */
export function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
