import { compare, type Decimal, larger } from '@holdfast/decimal';
import type { OrderType } from '../dialect/dialect.ts';
import { minuteOfDay } from '../policy/hours.ts';
import { formatIpAddress, parseIpAddress } from '../policy/ip-address.ts';
import { mayRest } from '../policy/judge.ts';
import type { Policy, Side } from '../policy/policy.ts';
import { judgeRecorded } from '../policy-test/judge-recorded.ts';
import type { RecordedOrder, RecordedRequest } from '../policy-test/recorded-request.ts';
import { neededBand } from './needed-band.ts';
import { BusiestSpan } from './needed-rate.ts';

/** How often something was seen, and when last. */
export interface Sighting {
  count: number;
  /** Milliseconds since 1970. */
  last: number;
}

/** Something that happened, and when. */
interface Once {
  readonly pct: Decimal;
  readonly time: number;
  readonly exact: boolean;
}

/** More addresses than this a policy can't have. */
export const MOST_ADDRESSES = 200;
const MINUTES = 1440;

/** What a key did, as far as it takes no price to say it: gathered request by request. */
export class SeenUse {
  readonly #current: Policy;
  /** Requests that the key's policy of now allows; the others were accepted under another one. */
  requests = 0;
  outside = 0;
  readonly outsideBy = new Map<string, number>();
  first: number | null = null;
  last: number | null = null;
  readonly days = new Set<number>();
  reads = 0;
  trades = 0;
  readonly symbols = new Map<string, Sighting>();
  readonly sides = new Map<Side, Sighting>();
  readonly types = new Map<OrderType, Sighting>();
  readonly addresses = new Map<string, Sighting>();
  withoutAddress = 0;
  /** Orders that were placed, and those among them that could stay open. */
  orders = 0;
  resting = 0;
  changes = 0;
  /** Cancellations: of one order, and of all at once. */
  cancels = 0;
  cancelsAll = 0;
  /** Cancellations of one order that name no symbol. */
  unnamed = 0;
  /** Changes and cancellations that leave it to the order what its symbol is, its side, its type. */
  readonly open = { symbol: 0, side: 0, type: 0 };
  /** Changes of orders which must have had a price: they set one, or nothing was given away, which orders without one always do. */
  changesPriced = 0;
  /** What orders that were placed before had. */
  readonly earlier = { symbols: new Set<string>(), sides: new Set<Side>(), types: new Set<OrderType>() };
  band: Once | null = null;
  bandUnknown = 0;
  /** By minute of the day in UTC, and on how many days, cancellations left out: no hours refuse them. */
  readonly minutes = Array<boolean>(MINUTES).fill(false);
  readonly activeDays = new Set<number>();
  readonly busiest = [60_000, 10_000, 1000].map((ms) => new BusiestSpan(ms));

  /** @param current what the key may do now */
  constructor(current: Policy) {
    this.#current = current;
  }

  count(request: RecordedRequest): void {
    const { time, orders, cancels } = request;
    const judged = judgeRecorded(this.#current, request);
    if (judged.verdict === 'refused') {
      this.outside++;
      see(this.outsideBy, judged.rule);
      return;
    }
    this.requests++;
    this.first = Math.min(this.first ?? time, time);
    this.last = Math.max(this.last ?? time, time);
    this.days.add(dayOf(time));
    this.#seeAddress(request);
    if (request.class === 'read') this.reads++;
    if (request.class === 'trade') this.trades++;
    if (request.class !== 'trade' || orders.length > 0) {
      this.minutes[minuteOfDay(time)] = true;
      this.activeDays.add(dayOf(time));
      for (const span of this.busiest) span.count(time);
    }
    for (const order of orders) this.#seeOrder(order, request);
    for (const { symbol, namesOrder } of cancels) {
      if (namesOrder) this.cancels++;
      else this.cancelsAll++;
      if (symbol !== null) sight(this.symbols, symbol, time);
      else if (namesOrder) {
        this.open.symbol++;
        this.unnamed++;
      }
    }
    this.#seeBand(request);
  }

  /** A request before: what is changed or cancelled now may be an order that it placed. */
  countEarlier({ orders }: RecordedRequest): void {
    for (const { action, symbol, side, type } of orders) {
      if (action !== 'create') continue;
      if (symbol !== null) this.earlier.symbols.add(symbol);
      if (side !== null) this.earlier.sides.add(side);
      if (type !== null) this.earlier.types.add(type);
    }
  }

  #seeAddress({ address, time }: RecordedRequest): void {
    const parsed = address === null ? null : parseIpAddress(address);
    if (parsed === null) this.withoutAddress++;
    // Whoever lets in everybody may be asked from everywhere.
    else if (this.addresses.size <= MOST_ADDRESSES) sight(this.addresses, formatIpAddress(parsed), time);
  }

  #seeOrder(order: RecordedOrder, { time, worth }: RecordedRequest): void {
    const { action, symbol, side, type } = order;
    if (action === 'amend') this.changes++;
    else this.orders++;
    if (mayRest(order)) this.resting++;
    if (symbol === null) this.open.symbol++;
    else sight(this.symbols, symbol, time);
    if (side === null) this.open.side++;
    else sight(this.sides, side, time);
    if (type === null) {
      this.open.type++;
      if (order.price !== null || worth?.slippageUsd.units === 0n) this.changesPriced++;
    } else sight(this.types, type, time);
  }

  #seeBand(request: RecordedRequest): void {
    const { pct, exact } = neededBand(request);
    if (pct === null) this.bandUnknown++;
    else if (this.band === null || compare(pct, this.band.pct) > 0) {
      this.band = { pct: larger(pct, this.band?.pct ?? pct), time: request.time, exact };
    }
  }
}

function dayOf(time: number): number {
  return Math.floor(time / 86_400_000);
}

function see<Key>(counts: Map<Key, number>, key: Key): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

function sight<Key>(sightings: Map<Key, Sighting>, key: Key, time: number): void {
  const seen = sightings.get(key);
  if (seen === undefined) sightings.set(key, { count: 1, last: time });
  else {
    seen.count++;
    seen.last = Math.max(seen.last, time);
  }
}
