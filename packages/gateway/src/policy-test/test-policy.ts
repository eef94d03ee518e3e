import { formatDecimal } from '@holdfast/decimal';
import type { Policy } from '../policy/policy.ts';
import { type TokenBucket, takeToken } from '../policy/rate.ts';
import { DailySums } from './daily-sums.ts';
import { judgeRecorded, type RecordedJudgement } from './judge-recorded.ts';
import { NOTHING, type RecordedEvent, type RecordedRequest } from './recorded-request.ts';

/** What a policy would have said of one request of a log. */
export interface TestedRequest {
  /** The entry's number, or `line N`. */
  readonly place: string;
  /** ISO 8601. */
  readonly time: string;
  readonly key: string | null;
  readonly exchange: string;
  /** What it was about, for a person. */
  readonly what: string;
  /** What was decided then; null: the log doesn't say. */
  readonly decided: 'accepted' | 'refused' | null;
  readonly decidedBy: string | null;
  readonly verdict: 'allowed' | 'refused' | 'unknown';
  /** The rule that refuses, or that nobody can judge from the log. */
  readonly rule: string | null;
  readonly why: string | null;
}

/** Sums over the requests of a log. */
export interface TestTotals {
  readonly requests: number;
  readonly allowed: number;
  readonly refused: number;
  readonly unknown: number;
  /** How many requests each rule refuses. */
  readonly refusedBy: Readonly<Record<string, number>>;
  /** Accepted then, refused by this policy; and the other way round. */
  readonly newlyRefused: number;
  readonly newlyAllowed: number;
  /** Requests whose address the log doesn't say; it was taken as allowed. */
  readonly withoutAddress: number;
}

/** What one key did, as far as rate and sums go. */
interface KeyState {
  readonly sums: DailySums;
  /** Taken from by the requests that are certainly allowed, and by those that may be. */
  certain: TokenBucket | null;
  possible: TokenBucket | null;
}

/**
 * Replays a log under a policy, request by request. Each virtual key of the log is taken to have this policy, with limits
 * of its own. What a log can't tell is `unknown`, never guessed.
 *
 * @example
 * const test = new PolicyTest(policy);
 * for await (const event of readRecorded(stream)) test.replay(event);
 * test.totals();
 */
export class PolicyTest {
  readonly #policy: Policy;
  readonly #keys = new Map<string | null, KeyState>();
  readonly #counts = { allowed: 0, refused: 0, unknown: 0 };
  readonly #refusedBy = new Map<string, number>();
  #newlyRefused = 0;
  #newlyAllowed = 0;
  #withoutAddress = 0;

  constructor(policy: Policy) {
    this.#policy = policy;
  }

  /** What the policy says of a request; null for an outcome, which only gives back what was counted. */
  replay(event: RecordedEvent): TestedRequest | null {
    if (event.kind === 'outcome') {
      for (const { sums } of this.#keys.values()) sums.release(event.of, event.outcome);
      return null;
    }
    const { request } = event;
    const judgement = this.#judged(request);
    const then = request.decided === null ? null : request.decided.accepted ? 'accepted' : 'refused';
    this.#counts[judgement.verdict]++;
    if (request.address === null) this.#withoutAddress++;
    if (judgement.verdict === 'refused') {
      this.#refusedBy.set(judgement.rule, (this.#refusedBy.get(judgement.rule) ?? 0) + 1);
      if (then === 'accepted') this.#newlyRefused++;
    } else if (judgement.verdict === 'allowed' && then === 'refused') this.#newlyAllowed++;
    const known = judgement.verdict === 'allowed';
    return {
      place: request.place,
      time: new Date(request.time).toISOString(),
      key: request.key,
      exchange: request.exchange,
      what: whatOf(request),
      decided: then,
      decidedBy: request.decided?.rule ?? null,
      verdict: judgement.verdict,
      rule: known ? null : judgement.rule,
      why: known ? null : judgement.why,
    };
  }

  totals(): TestTotals {
    const { allowed, refused, unknown } = this.#counts;
    return {
      requests: allowed + refused + unknown,
      ...this.#counts,
      refusedBy: Object.fromEntries([...this.#refusedBy].sort(([, a], [, b]) => b - a)),
      newlyRefused: this.#newlyRefused,
      newlyAllowed: this.#newlyAllowed,
      withoutAddress: this.#withoutAddress,
    };
  }

  /** As the gateway does: the policy, then the rate, then the sums of 24 hours. */
  #judged(request: RecordedRequest): RecordedJudgement {
    const judgement = judgeRecorded(this.#policy, request);
    if (judgement.verdict === 'refused') return judgement;
    const state = this.#stateOf(request.key);
    const cancelsOnly = request.class === 'trade' && request.orders.length === 0;
    const rate = cancelsOnly ? null : this.#takeToken(state, request.time, judgement.verdict === 'allowed');
    if (rate?.verdict === 'refused') return rate;
    const rules = this.#policy.trade;
    if (rules === null || request.orders.length === 0) return rate ?? judgement;
    const range =
      judgement.verdict === 'allowed' ? { least: judgement.worth, most: judgement.worth } : judgement.range;
    const fit = state.sums.fit(rules, request.time, range);
    if (fit.fits === 'no') {
      const why = `${fit.rule}: with what was sent in the 24 hours before, the limit would be passed.`;
      return { verdict: 'refused', rule: fit.rule, why };
    }
    const sure = judgement.verdict === 'allowed' && rate === null && fit.fits === 'yes';
    state.sums.count(request.place, request.time, sure ? range : { ...range, least: NOTHING });
    if (judgement.verdict === 'unknown' || fit.fits === 'yes') return rate ?? judgement;
    return {
      verdict: 'unknown',
      rule: fit.rule,
      why: 'it depends on requests before that are unknown themselves',
      range: { least: NOTHING, most: null },
    };
  }

  /** Null: there was a token, whatever became of the requests before that are unknown. */
  #takeToken(
    state: KeyState,
    time: number,
    sure: boolean,
  ): Exclude<RecordedJudgement, { verdict: 'allowed' }> | null {
    const { rate } = this.#policy;
    const certain = takeToken(state.certain, rate, time);
    const possible = takeToken(state.possible, rate, time);
    state.possible = possible.bucket;
    if (!certain.allowed) {
      return { verdict: 'refused', rule: 'rate', why: 'rate: too many requests.' };
    }
    if (sure) state.certain = certain.bucket;
    if (possible.allowed) return null;
    const why = 'it depends on requests before that are unknown themselves';
    return { verdict: 'unknown', rule: 'rate', why, range: { least: NOTHING, most: null } };
  }

  #stateOf(key: string | null): KeyState {
    let state = this.#keys.get(key);
    if (state === undefined) {
      state = { sums: new DailySums(), certain: null, possible: null };
      this.#keys.set(key, state);
    }
    return state;
  }
}

/** One line about a request. */
function whatOf({ class: of, orders, cancels }: RecordedRequest): string {
  if (orders.length + cancels.length === 0) return of ?? 'unknown endpoint';
  const first = orders
    .slice(0, 3)
    .map(({ action, side, type, symbol, quantity, quoteQuantity, price }) =>
      [
        action === 'create' ? null : action,
        side,
        quantity === null ? null : formatDecimal(quantity),
        symbol,
        quoteQuantity === null ? null : `for ${formatDecimal(quoteQuantity)}`,
        type,
        price === null ? null : `at ${formatDecimal(price)}`,
      ]
        .filter((part) => part !== null)
        .join(' '),
    );
  const more = orders.length > 3 ? [`${orders.length - 3} more`] : [];
  const cancelled = cancels.length === 0 ? [] : [cancelText(cancels)];
  return [...first, ...more, ...cancelled].join('; ');
}

function cancelText(cancels: RecordedRequest['cancels']): string {
  const symbols = [...new Set(cancels.map(({ symbol }) => symbol).filter((symbol) => symbol !== null))];
  const all = cancels.some(({ namesOrder }) => !namesOrder) ? ' all' : '';
  return `cancel${all}${symbols.length === 0 ? '' : ` ${symbols.slice(0, 3).join(' ')}`}`;
}
