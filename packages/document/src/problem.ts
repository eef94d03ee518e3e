import { type ErrorCode, HoldfastError } from '@holdfast/errors';

/** A place in a file, counted from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** One thing that is wrong with a document. */
export interface Problem {
  /** Null when the document did not come from a file. */
  readonly position: Position | null;
  /** As a person would write it: `select.top`, `votes[2].aave`; empty for the whole file. */
  readonly key: string;
  readonly message: string;
}

/** More lines than this help nobody; the error says how many are left out. */
const MOST_SHOWN = 20;

/**
 * One error for all problems, in the order in which they stand in the file: a line each in `message`, and in
 * `facts` the first one's `line`, `column` and `key`, the `count`, and every line in `problems`.
 */
export function problemsError(code: ErrorCode, origin: string, problems: readonly Problem[]): HoldfastError {
  const sorted = problems.toSorted(
    (a, b) =>
      (a.position?.line ?? 0) - (b.position?.line ?? 0) ||
      (a.position?.column ?? 0) - (b.position?.column ?? 0),
  );
  const lines = [...new Set(sorted.map((problem) => lineOf(origin, problem)))];
  const shown = lines.slice(0, MOST_SHOWN);
  const more = lines.length - shown.length;
  const first = sorted[0];
  return new HoldfastError(
    code,
    shown.join('\n') + (more > 0 ? `\n… and ${more.toLocaleString('en-US')} more problems.` : ''),
    {
      file: origin,
      line: first.position?.line ?? null,
      column: first.position?.column ?? null,
      key: first.key,
      count: lines.length,
      problems: shown,
    },
  );
}

function lineOf(origin: string, { position, key, message }: Problem): string {
  const place = position === null ? origin : `${origin}:${position.line}:${position.column}`;
  return key === '' ? `${place}: ${message}` : `${place} ${key}: ${message}`;
}

/** A value or a key from a file, made safe and short enough for a message on a terminal. */
export function show(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'a map';
  if (typeof value !== 'string') return String(value);
  // JSON escapes C0 only; C1 and bidirectional controls can also rewrite what a terminal shows.
  const text = value.length > 60 ? `${value.slice(0, 59)}…` : value;
  return JSON.stringify(text).replaceAll(/[\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069]/g, escaped);
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** A path of keys and list positions as a person would write it. */
export function showPath(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`;
    const key = /^[\w-]{1,64}$/.test(String(part)) ? String(part) : show(String(part));
    return text === '' ? key : `${text}.${key}`;
  }, '');
}
