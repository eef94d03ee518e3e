import { add, compare, type Decimal, formatDecimal, multiply, smaller, subtract } from '@holdfast/decimal';
import type { ReferencePrice } from './judge-request.ts';

/** The best prices of a public order book at a moment. */
export interface BookSample {
  /** Milliseconds since 1970, the gateway's clock when the answer came. */
  readonly time: number;
  readonly bid: Decimal;
  readonly ask: Decimal;
}

export interface ReferencePriceSettings {
  /** How much history the price is the median of. */
  readonly windowMs: number;
  /** The samples of one slot count as one, so that a burst of them weighs no more than a single one. */
  readonly slotMs: number;
  /** How old the newest sample may be. */
  readonly freshMs: number;
  /** A book with a wider spread says nothing of a price. */
  readonly widestSpreadPct: Decimal;
  /** How far the second venue may be away. */
  readonly disagreementPct: Decimal;
}

/** Five minutes in slots of half a minute. */
export const DEFAULT_REFERENCE_PRICE: ReferencePriceSettings = {
  windowMs: 300_000,
  slotMs: 30_000,
  freshMs: 30_000,
  widestSpreadPct: { units: 2n, scale: 0 },
  disagreementPct: { units: 1n, scale: 0 },
};

/** A price, or why there is none, to be shown to a person. */
export type ReferencePriceResult =
  | { readonly price: ReferencePrice }
  | { readonly price: null; readonly reason: string };

/** What the second venue says, or that it was waived for this symbol by name. */
export type SecondVenue = readonly BookSample[] | 'waived';

/**
 * The price that orders of a symbol are judged by: the median over the last five minutes of the middle between best bid
 * and best ask; never a trade, which anyone can print at any price with themselves. Samples are grouped into slots of
 * half a minute, and the median of the slots' medians is taken, so that it takes a book held away from the market for
 * half of the window to move the price further than the honest slots differ. A second venue must say about the same.
 *
 * Books that cross, are empty on a side, or are wider than `widestSpreadPct` don't count; neither do samples from the
 * future. The order of the samples makes no difference.
 *
 * @param now milliseconds since 1970
 * @example
 * const { price } = referencePrice(samples, secondSamples, Date.now());
 */
export function referencePrice(
  samples: readonly BookSample[],
  second: SecondVenue,
  now: number,
  settings: ReferencePriceSettings = DEFAULT_REFERENCE_PRICE,
): ReferencePriceResult {
  const first = venuePrice(samples, now, settings);
  if ('reason' in first) return { price: null, reason: first.reason };
  if (second !== 'waived') {
    const other = venuePrice(second, now, settings);
    if ('reason' in other) return { price: null, reason: `second venue: ${other.reason}` };
    if (differ(first.mid, other.mid, settings.disagreementPct)) {
      return {
        price: null,
        reason: `the second venue's price ${formatDecimal(other.mid)} is more than ${formatDecimal(settings.disagreementPct)} % away from ${formatDecimal(first.mid)}`,
      };
    }
  }
  const { mid, newest, latest } = first;
  return {
    price: {
      mid,
      bestBid: latest.bid.units > 0n ? latest.bid : null,
      bestAsk: latest.ask.units > 0n ? latest.ask : null,
      ageMs: now - newest.time,
      agrees: true,
    },
  };
}

/**
 * Samples with one more, and without those that are too old to count: what is kept for a symbol stays bounded, and a
 * second sample of the same moment replaces the first.
 */
export function withSample(
  samples: readonly BookSample[],
  sample: BookSample,
  settings: ReferencePriceSettings = DEFAULT_REFERENCE_PRICE,
): BookSample[] {
  const oldest = sample.time - keptMs(settings);
  return [...samples.filter(({ time }) => time > oldest && time !== sample.time), sample];
}

/** A little more than the window, so that one missed sample at its far end doesn't leave it too short. */
function keptMs({ windowMs, slotMs }: ReferencePriceSettings): number {
  return windowMs + 2 * slotMs;
}

/**
 * `newest` is the newest book that the price is made of, `latest` the newest of all: an order that fills at any price
 * meets that one, however wide somebody has made it.
 */
type VenuePrice =
  | { readonly mid: Decimal; readonly newest: BookSample; readonly latest: BookSample }
  | { readonly reason: string };

/** At least this share of the slots must have a sample. */
const FILLED = 0.8;

function venuePrice(
  samples: readonly BookSample[],
  now: number,
  settings: ReferencePriceSettings,
): VenuePrice {
  const { windowMs, slotMs, freshMs, widestSpreadPct } = settings;
  const inTime = samples.filter(({ time }) => time <= now && time > now - keptMs(settings));
  const usable = inTime.filter((sample) => isPriced(sample, widestSpreadPct));
  if (usable.length === 0) {
    return {
      reason: inTime.length === 0 ? 'no order book was seen' : 'the order book is empty, crossed or too wide',
    };
  }
  const newest = usable.reduce((a, b) => (isNewer(b, a) ? b : a));
  if (now - newest.time > freshMs) {
    return {
      reason: `the newest usable order book is ${now - newest.time} ms old; at most ${freshMs} ms are allowed`,
    };
  }
  const slots = Map.groupBy(usable, ({ time }) => Math.floor(time / slotMs));
  const needed = Math.ceil((windowMs / slotMs) * FILLED);
  const reachesBack = usable.some(({ time }) => time <= now - windowMs);
  if (slots.size < needed || !reachesBack) {
    return {
      reason: `order books of ${windowMs / 60_000} minutes are needed; there are ${slots.size} of ${needed} parts`,
    };
  }
  const mids = [...slots.values()].map((slot) => median(slot.map(middle)));
  return { mid: median(mids), newest, latest: inTime.reduce((a, b) => (isNewer(b, a) ? b : a)) };
}

function isPriced({ bid, ask }: BookSample, widestSpreadPct: Decimal): boolean {
  if (bid.units <= 0n || compare(bid, ask) >= 0) return false;
  return !differ(bid, ask, widestSpreadPct);
}

/** Of two samples of one moment the one with the higher bid, then ask, counts, so that their order doesn't matter. */
function isNewer(a: BookSample, b: BookSample): boolean {
  if (a.time !== b.time) return a.time > b.time;
  return (compare(a.bid, b.bid) || compare(a.ask, b.ask)) > 0;
}

function middle({ bid, ask }: BookSample): Decimal {
  return half(add(bid, ask));
}

function median(values: readonly Decimal[]): Decimal {
  const sorted = values.toSorted(compare);
  const upper = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[upper] : half(add(sorted[upper - 1], sorted[upper]));
}

function half({ units, scale }: Decimal): Decimal {
  return units % 2n === 0n ? { units: units / 2n, scale } : { units: units * 5n, scale: scale + 1 };
}

/** Whether two prices are more than some percent of the smaller one apart. */
function differ(a: Decimal, b: Decimal, { units, scale }: Decimal): boolean {
  const distance = compare(a, b) < 0 ? subtract(b, a) : subtract(a, b);
  return compare(distance, multiply(smaller(a, b), { units, scale: scale + 2 })) > 0;
}
