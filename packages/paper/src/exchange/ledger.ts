import { Rejection } from './rejection.ts';
import type { Units } from './units.ts';

export interface Balance {
  readonly free: Units;
  readonly locked: Units;
}

const NOTHING: Balance = { free: 0n, locked: 0n };

/**
 * Who has how much. Whatever one gets, another gives: accounts, the market that takes the other side, fees, and the outside
 * that deposits come from. The sum over all is always zero.
 */
export class Ledger {
  readonly #accounts = new Map<string, Map<string, Balance>>();
  readonly #market = new Map<string, Units>();
  readonly #fees = new Map<string, Units>();
  readonly #outside = new Map<string, Units>();

  balance(account: string, asset: string): Balance {
    return this.#accounts.get(account)?.get(asset) ?? NOTHING;
  }

  /** Everybody who ever had something. */
  get accounts(): string[] {
    return [...this.#accounts.keys()];
  }

  /** Every asset that an account ever had. */
  balances(account: string): ReadonlyMap<string, Balance> {
    return this.#accounts.get(account) ?? new Map();
  }

  deposit(account: string, asset: string, amount: Units): void {
    add(this.#outside, asset, -amount);
    this.#set(account, asset, amount, 0n);
  }

  /** @throws Rejection insufficient-balance */
  withdraw(account: string, asset: string, amount: Units): void {
    this.#demand(account, asset, amount);
    add(this.#outside, asset, amount);
    this.#set(account, asset, -amount, 0n);
  }

  /** Sets an amount aside for an order. @throws Rejection insufficient-balance */
  lock(account: string, asset: string, amount: Units): void {
    this.#demand(account, asset, amount);
    this.#set(account, asset, -amount, amount);
  }

  unlock(account: string, asset: string, amount: Units): void {
    this.#set(account, asset, amount, -amount);
  }

  /** Pays what was locked to another account, or to the market (null). */
  payLocked(from: string, to: string | null, asset: string, amount: Units): void {
    this.#set(from, asset, 0n, -amount);
    if (to === null) add(this.#market, asset, amount);
    else this.#set(to, asset, amount, 0n);
  }

  /** The market pays an account. */
  payFromMarket(to: string, asset: string, amount: Units): void {
    add(this.#market, asset, -amount);
    this.#set(to, asset, amount, 0n);
  }

  /** Takes a fee out of what an account just got. */
  takeFee(account: string, asset: string, amount: Units): void {
    this.#set(account, asset, -amount, 0n);
    add(this.#fees, asset, amount);
  }

  /** Takes a fee out of what was locked for it. */
  takeLockedFee(account: string, asset: string, amount: Units): void {
    this.#set(account, asset, 0n, -amount);
    add(this.#fees, asset, amount);
  }

  /** Sum of everything, by asset; zero when no money was made or lost. */
  total(): ReadonlyMap<string, Units> {
    const sums = new Map<string, Units>();
    for (const balances of this.#accounts.values()) {
      for (const [asset, { free, locked }] of balances) add(sums, asset, free + locked);
    }
    for (const side of [this.#market, this.#fees, this.#outside]) {
      for (const [asset, amount] of side) add(sums, asset, amount);
    }
    return sums;
  }

  #demand(account: string, asset: string, amount: Units): void {
    if (this.balance(account, asset).free < amount) throw new Rejection('insufficient-balance');
  }

  #set(account: string, asset: string, free: Units, locked: Units): void {
    const balances = this.#accounts.get(account) ?? new Map<string, Balance>();
    this.#accounts.set(account, balances);
    const now = balances.get(asset) ?? NOTHING;
    const next = { free: now.free + free, locked: now.locked + locked };
    if (next.free < 0n || next.locked < 0n) throw new RangeError(`${account} has no such amount of ${asset}`);
    balances.set(asset, next);
  }
}

function add(amounts: Map<string, Units>, asset: string, amount: Units): void {
  amounts.set(asset, (amounts.get(asset) ?? 0n) + amount);
}
