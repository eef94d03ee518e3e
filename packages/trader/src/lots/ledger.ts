import { type Decimal, formatDecimal, subtract } from '@holdfast/decimal';
import type { BasisSource, LotMethod } from './events.ts';
import { type Lot, LotQueue } from './lot-queue.ts';
import { shares, ZERO } from './share.ts';

/** A lot that is held. Amounts are decimal strings. */
export interface OpenLot {
  readonly asset: string;
  readonly amount: string;
  /** Epoch milliseconds. */
  readonly acquired: number;
  readonly costUsd: string;
  readonly basis: BasisSource;
}

/** A lot, or a part of one, that was withdrawn. */
export interface WithdrawnLot extends Omit<OpenLot, 'acquired'> {
  /** Null where more was withdrawn than was known of. */
  readonly acquired: number | null;
  readonly withdrawn: number;
}

/** A lot, or a part of one, that was disposed of. */
export interface RealisedGain {
  readonly asset: string;
  readonly amount: string;
  /** Null, with cost 0 and basis `unknown`, where more was disposed of than was known of. */
  readonly acquired: number | null;
  readonly disposed: number;
  /** Days between the two calendar dates, in UTC. Null without an acquisition. */
  readonly holdingDays: number | null;
  readonly proceedsUsd: string;
  readonly costUsd: string;
  /** Proceeds − cost. */
  readonly gainUsd: string;
  readonly basis: BasisSource;
  /** Given in a trade, or paid as a fee. */
  readonly cause: 'trade' | 'fee';
}

const DAY = 86_400_000;

/** Lots of all assets, and what became of them. What counts as money has no lots. */
export class Ledger {
  readonly #method: LotMethod;
  readonly #cash: ReadonlySet<string>;
  readonly #queues = new Map<string, LotQueue>();
  readonly #gains: RealisedGain[] = [];
  readonly #withdrawn: WithdrawnLot[] = [];

  constructor(method: LotMethod, cash: ReadonlySet<string>) {
    this.#method = method;
    this.#cash = cash;
  }

  acquire(asset: string, lot: Lot): void {
    if (this.#cash.has(asset) || lot.amount.units === 0n) return;
    const queue = this.#queues.get(asset) ?? new LotQueue(this.#method);
    this.#queues.set(asset, queue);
    queue.add(lot);
  }

  dispose(
    asset: string,
    amount: Decimal,
    proceeds: Decimal,
    disposed: number,
    cause: RealisedGain['cause'],
  ): void {
    if (this.#cash.has(asset) || amount.units === 0n) return;
    const lots = this.#take(asset, amount);
    const parts = shares(
      proceeds,
      lots.map((lot) => lot.amount),
    );
    for (const [at, { acquired, amount, cost, basis }] of lots.entries()) {
      this.#gains.push({
        asset,
        amount: formatDecimal(amount),
        acquired,
        disposed,
        holdingDays: acquired === null ? null : Math.floor(disposed / DAY) - Math.floor(acquired / DAY),
        proceedsUsd: formatDecimal(parts[at]),
        costUsd: formatDecimal(cost),
        gainUsd: formatDecimal(subtract(parts[at], cost)),
        basis,
        cause,
      });
    }
  }

  withdraw(asset: string, amount: Decimal, withdrawn: number): void {
    if (this.#cash.has(asset)) return;
    for (const { acquired, amount: part, cost, basis } of this.#take(asset, amount)) {
      this.#withdrawn.push({
        asset,
        amount: formatDecimal(part),
        acquired,
        costUsd: formatDecimal(cost),
        basis,
        withdrawn,
      });
    }
  }

  lots(): OpenLot[] {
    return openLots(this.#queues);
  }

  gains(): RealisedGain[] {
    return this.#gains;
  }

  withdrawn(): WithdrawnLot[] {
    return this.#withdrawn;
  }

  /** Lots of this amount; what isn't there becomes one of unknown basis, so that nothing is lost. */
  #take(asset: string, amount: Decimal): (Omit<Lot, 'acquired'> & { acquired: number | null })[] {
    const { lots, missing } = this.#queues.get(asset)?.take(amount) ?? { lots: [], missing: amount };
    if (missing.units === 0n) return [...lots];
    return [...lots, { acquired: null, amount: missing, cost: ZERO, basis: 'unknown' }];
  }
}

/** Cost basis that was imported, to be taken by deposits: what was acquired first goes first, whatever the method. */
export class BasisPool {
  readonly #queues = new Map<string, LotQueue>();

  constructor(imported: readonly { readonly asset: string; readonly lot: Lot }[]) {
    for (const { asset, lot } of imported) {
      const queue = this.#queues.get(asset) ?? new LotQueue('fifo');
      this.#queues.set(asset, queue);
      queue.add(lot);
    }
  }

  /** Lots that make up a deposit, as far as there are any that were acquired by then, and what they don't cover. */
  take(asset: string, amount: Decimal, time: number): { lots: readonly Lot[]; missing: Decimal } {
    return this.#queues.get(asset)?.take(amount, time) ?? { lots: [], missing: amount };
  }

  /** What no deposit took. */
  unused(): OpenLot[] {
    return openLots(this.#queues);
  }
}

function openLots(queues: ReadonlyMap<string, LotQueue>): OpenLot[] {
  return [...queues]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([asset, queue]) =>
      queue.remaining().map(({ acquired, amount, cost, basis }) => ({
        asset,
        amount: formatDecimal(amount),
        acquired,
        costUsd: formatDecimal(cost),
        basis,
      })),
    );
}
