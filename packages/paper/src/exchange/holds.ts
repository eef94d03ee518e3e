import type { FaultPlan } from '../faults/fault-plan.ts';
import type { Ledger } from './ledger.ts';
import type { Units } from './units.ts';

type Hold = FaultPlan['holds'][number];

interface HoldEvent {
  /** Simulated milliseconds since 1970. */
  readonly time: number;
  readonly hold: Hold;
  readonly begins: boolean;
}

const BILLION = 1_000_000_000n;

/** Balances that are locked for some time though no order needs them, as a fault plan says. */
export class BalanceHolds {
  readonly #ledger: Ledger;
  readonly #events: readonly HoldEvent[];
  readonly #held = new Map<Hold, Map<string, Units>>();
  #next = 0;

  constructor(ledger: Ledger, holds: readonly Hold[]) {
    this.#ledger = ledger;
    this.#events = holds
      .filter(({ from, to }) => Date.parse(from) < Date.parse(to))
      .flatMap((hold) => [
        { time: Date.parse(hold.from), hold, begins: true },
        { time: Date.parse(hold.to), hold, begins: false },
      ])
      // What ends makes free what another may hold from then on.
      .sort((a, b) => a.time - b.time || Number(a.begins) - Number(b.begins));
  }

  /** When something is locked or freed next; infinite: never. */
  get next(): number {
    return this.#events[this.#next]?.time ?? Number.POSITIVE_INFINITY;
  }

  /** What an account can't use of an asset though no order needs it. */
  of(account: string, asset: string): Units {
    let sum = 0n;
    for (const [hold, amounts] of this.#held) {
      if (hold.asset === asset) sum += amounts.get(account) ?? 0n;
    }
    return sum;
  }

  /** Locks and frees what is due by then. */
  apply(time: number): void {
    for (; this.next <= time; this.#next++) {
      const { hold, begins } = this.#events[this.#next];
      if (begins) this.#begin(hold);
      else this.#end(hold);
    }
  }

  #begin(hold: Hold): void {
    const part = BigInt(Math.round(hold.part * 1e9));
    const amounts = new Map<string, Units>();
    for (const account of this.#ledger.accounts) {
      const amount = (this.#ledger.balance(account, hold.asset).free * part) / BILLION;
      if (amount === 0n) continue;
      this.#ledger.lock(account, hold.asset, amount);
      amounts.set(account, amount);
    }
    this.#held.set(hold, amounts);
  }

  #end(hold: Hold): void {
    for (const [account, amount] of this.#held.get(hold) ?? []) {
      this.#ledger.unlock(account, hold.asset, amount);
    }
    this.#held.delete(hold);
  }
}
