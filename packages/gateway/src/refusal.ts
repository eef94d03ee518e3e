import { type Facts, HoldfastError } from '@holdfast/errors';

/** Why the gateway refuses a request; each exchange's dialect translates it to an error of its own. */
export type RefusalReason =
  /** Can't be parsed without doubt, or holds what isn't in the tables. */
  | 'malformed'
  /** The id is unknown or the signature is wrong; the caller never learns which. */
  | 'signature'
  /** Too old, too early, or seen before. */
  | 'stale'
  | 'replay'
  /** The caller's address is not allowed for the key. */
  | 'address'
  /** The endpoint's class or product is not allowed. */
  | 'forbidden'
  /** A limit of the policy: symbol, size, price, hours, … */
  | 'policy'
  /** Too many requests. */
  | 'rate'
  /** Frozen, revoked or expired. */
  | 'revoked'
  /** The gateway itself can't: sealed, no database, no reference price. */
  | 'unavailable';

/**
 * A request that is not forwarded. `rule` names what refused it (`max_order_usd`, `duplicate parameter`), for the
 * audit log and, once the caller's address is known to be allowed, for the caller.
 */
export class Refusal extends HoldfastError {
  readonly reason: RefusalReason;
  readonly rule: string;

  constructor(reason: RefusalReason, rule: string, message: string, facts: Facts = {}) {
    super('REQUEST_REFUSED', message, { ...facts, reason, rule });
    this.reason = reason;
    this.rule = rule;
  }

  /** The rule and the sentence, for the text of an exchange's error; the rule once, even if the sentence names it. */
  get explanation(): string {
    const named = this.message.startsWith(`${this.rule}: `);
    return `Holdfast: ${named ? this.message : `${this.rule}: ${this.message}`}`;
  }
}

/** Refuses a request that can't be parsed without doubt. */
export function malformed(rule: string, message: string, facts: Facts = {}): never {
  throw new Refusal('malformed', rule, message, facts);
}
