import type { BudgetAnswer, BudgetLease } from '@holdfast/database';
import type { ExchangeId } from '../dialect/exchange-id.ts';
import type { UpstreamCost, UpstreamLimit } from '../dialect/upstream-limit.ts';
import { type HeaderLine, singleHeader } from '../http/inbound.ts';
import { Refusal } from '../refusal.ts';
import { Holders } from './holders.ts';
import { SOURCE_ADDRESS } from './upstream-gate.ts';

/** Who spends. */
export interface Spender {
  readonly exchange: ExchangeId;
  /** Number of the real key; null without one. */
  readonly exchangeKey: number | null;
  /** Among whom limits are shared: name of the virtual key, or one of the two below. */
  readonly holder: string;
  /** Whether it only cancels. */
  readonly cancels: boolean;
}

/** Holders that are no virtual key. */
export const GATEWAY_HOLDER = '(gateway)';
export const PUBLIC_HOLDER = '(public)';

/** What was taken for one request. */
export interface Taken {
  /** Nothing was sent after all. */
  giveBack(): void;
  /** Corrects the count upward by what the exchange says that it counted. Never throws. */
  notice(headers: readonly HeaderLine[]): Promise<void>;
}

/** What a request to a paper exchange takes: it counts for itself, by its own clock. */
export const TAKEN_ON_PAPER: Taken = { giveBack: () => undefined, notice: () => Promise.resolve() };

/** Another limit than the documentation's, by `exchange name`, for accounts of a higher tier. */
export type RaisedLimits = Pick<
  ReadonlyMap<string, { readonly limit: number; readonly windowMs?: number }>,
  'get'
>;

/** Share of a limit that a replica may have in hand for one holder beyond what waits. */
const LARGEST_SHARE = 1 / 50;
const LARGEST_LEASE = 10_000;
/** A window is counted in so many parts; a lease ends with its part. */
const TENTHS = 10;
/** Senders are turned away without asking the database for so long after it refused, at most. */
const REFUSED_MS = 250;
const MOST_PURSES = 20_000;

/** Told whether the lease that came had something for it; if not, it asks itself. */
interface Waiter {
  readonly weight: number;
  readonly told: (served: boolean) => void;
}

/** What this replica has in hand of one limit for one holder. */
interface Purse {
  left: number;
  spent: number;
  until: number;
  /** Counts leases that began anew, so that nothing is given back to a later one. */
  serial: number;
  /** A lease is asked for; these wait for it. */
  leasing: boolean;
  waiting: Waiter[];
  /** What those want in all who wait for the next lease. */
  unserved: number;
  refusedUntil: number;
  refusedWeight: number;
}

/**
 * The limits that exchanges set, shared by all replicas through the database and fair between virtual keys. It is asked
 * once for many requests: what a replica gets of a limit doubles from lease to lease while it is used up.
 */
export class UpstreamBudget {
  readonly #lease: (lease: BudgetLease) => Promise<BudgetAnswer>;
  readonly #monotonic: () => number;
  readonly #raised: RaisedLimits;
  readonly #holders: Holders;
  readonly #purses = new Map<string, Purse>();
  /** What all replicas hold of each limit, as the database said last. */
  readonly #totals = new Map<string, number>();
  readonly #correcting = new Set<string>();

  /** @param monotonic milliseconds of a clock that never goes back */
  constructor(
    lease: (lease: BudgetLease) => Promise<BudgetAnswer>,
    monotonic: () => number,
    raised: RaisedLimits = new Map(),
  ) {
    this.#lease = lease;
    this.#monotonic = monotonic;
    this.#raised = raised;
    this.#holders = new Holders(monotonic);
  }

  /** Takes what a request costs, or nothing at all. @throws Refusal rate; HoldfastError when the database is away */
  async take(spender: Spender, costs: readonly UpstreamCost[]): Promise<Taken> {
    const taken: { purse: Purse; weight: number; serial: number }[] = [];
    const giveBack = () => {
      for (const { purse, weight, serial } of taken.splice(0)) {
        if (purse.serial !== serial) continue;
        purse.left += weight;
        purse.spent -= weight;
      }
    };
    const holder = { ...spender, holder: this.#holders.of(spender.holder) };
    // All at once: one round trip where leases are over.
    const paid = await Promise.allSettled(
      costs.map(async ({ limit, weight }) => {
        const purse = await this.#pay(holder, this.#raise(spender.exchange, limit), weight);
        taken.push({ purse, weight, serial: purse.serial });
      }),
    );
    const refused = paid.find((one) => one.status === 'rejected');
    if (refused !== undefined) {
      giveBack();
      throw refused.reason;
    }
    return {
      giveBack,
      // An exchange that counted too much says so itself.
      notice: (headers) => this.#notice(holder, costs, headers).catch(() => undefined),
    };
  }

  async #notice(
    spender: Spender,
    costs: readonly UpstreamCost[],
    headers: readonly HeaderLine[],
  ): Promise<void> {
    for (const { limit: documented } of costs) {
      if (documented.usedHeader === undefined) continue;
      const told = singleHeader(headers, documented.usedHeader);
      if (told === undefined || !/^\d{1,9}$/.test(told)) continue;
      const limit = this.#raise(spender.exchange, documented);
      const name = accountOf(spender, limit);
      if (Number(told) <= (this.#totals.get(name) ?? 0) || this.#correcting.has(name)) continue;
      this.#correcting.add(name);
      try {
        const lease = leaseOf(spender, limit, { need: 0, want: 0, seen: Number(told) });
        this.#totals.set(name, (await this.#lease(lease)).total);
      } finally {
        this.#correcting.delete(name);
      }
    }
  }

  async #pay(spender: Spender, limit: UpstreamLimit, weight: number): Promise<Purse> {
    const open = this.#purse(spender, limit, false);
    if (this.#spend(open, weight)) return open;
    const purse = spender.cancels ? this.#purse(spender, limit, true) : open;
    while (!this.#spend(purse, weight)) {
      const waitMs = purse.refusedUntil - this.#monotonic();
      if (waitMs > 0 && weight >= purse.refusedWeight) throw refusalOf(limit, waitMs);
      if (purse.leasing) {
        const { promise, resolve: told } = Promise.withResolvers<boolean>();
        purse.waiting.push({ weight, told });
        if (await promise) return purse;
        continue;
      }
      purse.leasing = true;
      try {
        await this.#fill(purse, spender, limit, weight);
      } finally {
        purse.leasing = false;
        const unserved = purse.waiting.splice(0);
        purse.unserved = unserved.reduce((sum, waiter) => sum + waiter.weight, 0);
        for (const { told } of unserved) told(false);
      }
      return purse;
    }
    return purse;
  }

  #spend(purse: Purse, weight: number): boolean {
    if (purse.left < weight || this.#monotonic() >= purse.until) return false;
    purse.left -= weight;
    purse.spent += weight;
    return true;
  }

  /** Leases at least `weight`, spends it, and serves those who wait: also when the lease is over just then. */
  async #fill(purse: Purse, spender: Spender, limit: UpstreamLimit, weight: number): Promise<void> {
    const asked = this.#monotonic();
    // Who is busy begins where it was, so that a new tenth does not cost it one lease after another.
    const lately = asked - purse.until < limit.windowMs / TENTHS ? purse.spent : 0;
    this.#beginAnew(purse);
    const reserve = spender.cancels
      ? 0
      : Math.min(Math.max(purse.spent, lately), LARGEST_LEASE, Math.floor(limit.limit * LARGEST_SHARE));
    const want = Math.min(limit.limit, LARGEST_LEASE, weight + Math.max(purse.unserved, reserve));
    purse.unserved = 0;
    const lease = leaseOf(spender, limit, { need: weight, want: Math.max(want, weight), seen: null });
    const { granted, total, validMs, retryMs } = await this.#lease(lease);
    this.#totals.set(accountOf(spender, limit), total);
    if (granted < weight) {
      purse.refusedUntil = asked + Math.min(retryMs, REFUSED_MS);
      purse.refusedWeight = weight;
      throw refusalOf(limit, retryMs);
    }
    this.#beginAnew(purse);
    purse.left += granted - weight;
    purse.spent += weight;
    purse.until = asked + validMs;
    purse.waiting = purse.waiting.filter((waiter) => {
      if (waiter.weight > purse.left) return true;
      purse.left -= waiter.weight;
      purse.spent += waiter.weight;
      waiter.told(true);
      return false;
    });
  }

  /** A lease that is over is worth nothing, and nothing is given back to it. */
  #beginAnew(purse: Purse): void {
    if (this.#monotonic() < purse.until) return;
    purse.left = 0;
    purse.spent = 0;
    purse.serial++;
  }

  #purse(spender: Spender, limit: UpstreamLimit, cancels: boolean): Purse {
    const name = `${accountOf(spender, limit)} ${cancels} ${spender.holder}`;
    const known = this.#purses.get(name);
    if (known !== undefined) return known;
    if (this.#purses.size >= MOST_PURSES) this.#forget();
    const purse: Purse = {
      left: 0,
      spent: 0,
      until: Number.NEGATIVE_INFINITY,
      serial: 0,
      waiting: [],
      unserved: 0,
      leasing: false,
      refusedUntil: 0,
      refusedWeight: 0,
    };
    this.#purses.set(name, purse);
    return purse;
  }

  /** Drops what is over. */
  #forget(): void {
    const now = this.#monotonic();
    for (const [name, { until, leasing }] of this.#purses)
      if (until <= now && !leasing) this.#purses.delete(name);
    this.#totals.clear();
  }

  #raise(exchange: ExchangeId, limit: UpstreamLimit): UpstreamLimit {
    const raised = this.#raised.get(`${exchange} ${limit.name}`);
    return raised === undefined ? limit : { ...limit, ...raised };
  }
}

function leaseOf(
  spender: Spender,
  { name, of, scope, limit, windowMs, decays }: UpstreamLimit,
  amount: Pick<BudgetLease, 'need' | 'want' | 'seen'>,
): BudgetLease {
  return {
    exchange: spender.exchange,
    sourceAddress: SOURCE_ADDRESS,
    exchangeKey: scope === 'key' ? spender.exchangeKey : null,
    name: of === undefined ? name : `${name} ${of}`,
    holder: spender.holder,
    limit,
    windowMs,
    decays: decays === true,
    cancels: spender.cancels,
    ...amount,
  };
}

function accountOf({ exchange, exchangeKey }: Spender, { scope, name, of = '' }: UpstreamLimit): string {
  return `${exchange} ${scope === 'key' ? exchangeKey : '-'} ${name} ${of}`;
}

function refusalOf({ name, limit, windowMs }: UpstreamLimit, waitMs: number): Refusal {
  return new Refusal(
    'rate',
    'upstream budget',
    `The exchange takes ${limit} in ${windowMs / 1000} s (${name}), which is used up or kept for others; try again in ${Math.ceil(waitMs)} ms.`,
    { limit: name, waitMs: Math.ceil(waitMs) },
  );
}
