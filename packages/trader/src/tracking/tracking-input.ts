import { HoldfastError } from '@holdfast/errors';
import { z } from 'zod';

/**
 * Why an asset's weight isn't the index's: it can't be traded; trading it wasn't worth its costs; minimums or lots forbade it; or
 * its trades are still to come.
 */
export type DeviationLabel = 'untradable' | 'not-worth-it' | 'minimum' | 'pending';

/** A fee as it was charged. */
export interface TrackingFee {
  readonly asset: string;
  readonly amount: number;
  /** Worth at the time of the fill, USD. */
  readonly usd: number;
}

/** A fill. Prices and mids are in quote for one base. */
export interface TrackingFill {
  /** Epoch milliseconds, from the mark before to the mark that lists it. */
  readonly time: number;
  readonly side: 'buy' | 'sell';
  readonly base: string;
  readonly quote: string;
  /** Of the base, before fees. */
  readonly amount: number;
  readonly price: number;
  /** When the trade was decided on. */
  readonly decisionMid: number;
  /** When it was filled; the decision's without. */
  readonly fillMid?: number;
  /** Worth of one quote when it was filled, USD. */
  readonly quoteUsd: number;
  readonly fee?: TrackingFee;
}

/** What is held, worth and aimed at, at one time. */
export interface TrackingMark {
  /** Epoch milliseconds. */
  readonly time: number;
  /** Mid prices, USD, of what is held here, or traded since the mark before, or held at the mark before. */
  readonly mids: Readonly<Record<string, number>>;
  /** Units by asset, cash included, `flows` included. */
  readonly holdings: Readonly<Record<string, number>>;
  /**
   * Units that were deposited (above zero) or withdrawn (below) at this time. A mark belongs to every flow: only then
   * is the return that of the portfolio and not of the one who puts money in.
   */
  readonly flows?: Readonly<Record<string, number>>;
  /** Since the mark before, and so contained in `holdings`; in any order. None at the first mark. */
  readonly fills?: readonly TrackingFill[];
  readonly index: {
    /** At this time: a close's level must be moved on with its members' prices (`indexAtMids`). */
    readonly level: number;
    /** Held from here to the next mark, after a rebalance at this time. What they leave is cash. */
    readonly weights: Readonly<Record<string, number>>;
    /** Members' returns from here to the next mark, for members without mids. */
    readonly returns?: Readonly<Record<string, number>>;
  };
  /**
   * Weights that the portfolio aims at, where they aren't the index's because members that can't be traded were replaced
   * by others.
   */
  readonly targets?: Readonly<Record<string, number>>;
  /** Why weights deviate from here to the next mark; `pending` without: nobody decided to keep the deviation. */
  readonly labels?: Readonly<Record<string, DeviationLabel>>;
}

/** A portfolio and its index over time. */
export interface TrackingInput {
  /**
   * Two or more, in order of time: one at each flow, before it is invested, and one at each close of the index, at which it may be
   * rebalanced. More of them make cash and timing sharper, and the difference no other.
   */
  readonly marks: readonly TrackingMark[];
  /** What counts as cash. */
  readonly cash: readonly string[];
}

const positive = z.number().positive();
const notNegative = z.number().nonnegative();
const time = z.int();

const weights = z
  .record(z.string(), notNegative)
  .refine(
    (weights) => Object.values(weights).reduce((sum, weight) => sum + weight, 0) <= 1 + 1e-9,
    'must not sum to more than 1',
  );

const fillSchema = z.strictObject({
  time,
  side: z.enum(['buy', 'sell']),
  base: z.string(),
  quote: z.string(),
  amount: positive,
  price: notNegative,
  decisionMid: positive,
  fillMid: positive.optional(),
  quoteUsd: positive,
  fee: z.strictObject({ asset: z.string(), amount: notNegative, usd: notNegative }).optional(),
});

const markSchema = z.strictObject({
  time,
  mids: z.record(z.string(), notNegative),
  holdings: z.record(z.string(), notNegative),
  flows: z.record(z.string(), z.number()).optional(),
  fills: z.array(fillSchema).optional(),
  index: z.strictObject({
    level: positive,
    weights,
    returns: z.record(z.string(), z.number().min(-1)).optional(),
  }),
  targets: weights.optional(),
  labels: z.record(z.string(), z.enum(['untradable', 'not-worth-it', 'minimum', 'pending'])).optional(),
});

const inputSchema = z.strictObject({
  marks: z.array(markSchema).min(2),
  cash: z.array(z.string()),
});

/** From one mark to the next, whose fills are its own. */
export interface TrackingInterval {
  readonly start: TrackingMark;
  readonly end: TrackingMark;
}

/**
 * The marks two by two.
 *
 * @throws HoldfastError TRACKING_INVALID
 */
export function readIntervals(input: TrackingInput): TrackingInterval[] {
  const result = inputSchema.safeParse(input);
  if (!result.success) {
    const [{ path, message }] = result.error.issues;
    throw invalid(path.join('.'), message);
  }
  const [first, ...rest] = input.marks;
  if ((first.fills ?? []).length > 0) throw invalid('marks.0.fills', 'there is no mark before these fills');
  let start = first;
  return rest.map((end, at) => {
    const place = `marks.${at + 1}`;
    if (end.time <= start.time) throw invalid(`${place}.time`, 'must be after the mark before');
    const outside = (end.fills ?? []).findIndex(({ time }) => time < start.time || time > end.time);
    if (outside >= 0) throw invalid(`${place}.fills.${outside}.time`, 'must be since the mark before');
    const interval = { start, end };
    start = end;
    return interval;
  });
}

/** An asset's mid at a mark. @throws HoldfastError TRACKING_INVALID */
export function midAt(mark: TrackingMark, asset: string): number {
  const mid = own(mark.mids, asset);
  if (mid === undefined) {
    throw invalid(
      'marks',
      `${asset} has no mid at ${new Date(mark.time).toISOString()}, but is held or traded`,
    );
  }
  return mid;
}

/** A record's value under a key, which may have any name, such as `constructor`. */
export function own<T>(record: Readonly<Record<string, T>> | undefined, key: string): T | undefined {
  return record !== undefined && Object.hasOwn(record, key) ? record[key] : undefined;
}

export function invalid(place: string, problem: string): HoldfastError {
  return new HoldfastError('TRACKING_INVALID', `${place}: ${problem}.`, { place });
}
