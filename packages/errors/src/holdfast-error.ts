import { type ErrorCode, errorCatalogue } from './catalogue.ts';

/** The values an error is about: small, printable, never secret. */
export type Facts = Readonly<Record<string, string | number | boolean | null | readonly (string | number)[]>>;

/**
 * Every error that Holdfast raises on purpose.
 *
 * `code` never changes once released, so that programs can match on it; `message` says what happened and
 * what to do, for a person; `facts` carries the values. What each code means is in docs/errors.md, which is
 * generated from the catalogue.
 *
 * @example
 * throw new HoldfastError('DATE_INVALID', `"2021-02-30" is not a calendar date. Write dates as YYYY-MM-DD.`, {
 *   value: '2021-02-30',
 * });
 */
export class HoldfastError extends Error {
  override readonly name = 'HoldfastError';
  readonly code: ErrorCode;
  readonly facts: Facts;

  constructor(code: ErrorCode, message: string, facts: Facts = {}, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.facts = facts;
  }

  /** The process exit status of this error's class: 2 for what the user can mend, 1 for everything else. */
  get exitCode(): 1 | 2 {
    return errorCatalogue[this.code].class === 'user' ? 2 : 1;
  }

  toJSON(): { code: ErrorCode; message: string; facts: Facts } {
    return { code: this.code, message: this.message, facts: this.facts };
  }
}

/** True for errors of this family, also across worker boundaries of the same process. */
export function isHoldfastError(value: unknown): value is HoldfastError {
  return value instanceof HoldfastError;
}
