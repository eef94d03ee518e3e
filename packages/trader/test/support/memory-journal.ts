import { add, type Decimal, formatDecimal, multiply, subtract } from '@holdfast/decimal';
import type { ClosedOrder, Journal, OrderRecord } from '../../src/executor/journal.ts';
import { exact } from './memory-exchange.ts';

/** The process died. */
export class Crash extends Error {
  override readonly name = 'Crash';
}

/** A journal that can die at any of its writes, before or after it took effect. */
export class MemoryJournal implements Journal {
  readonly records = new Map<string, OrderRecord>();
  readonly #holdings = new Map<string, Map<string, Decimal>>();
  /** Called at each write; may throw, or let time pass. */
  atWrite: (moment: 'before' | 'after') => void = () => undefined;
  writes = 0;

  hold(account: string, asset: string, amount: string): void {
    this.#of(account).set(asset, exact(amount));
  }

  async orders(): Promise<OrderRecord[]> {
    return [...this.records.values()];
  }

  async write(order: OrderRecord): Promise<void> {
    await this.#durably(() => {
      const same = [...this.records.values()].some(
        ({ step, attempt }) => step === order.step && attempt === order.attempt,
      );
      if (this.records.has(order.clientOrderId) || same) throw new Error('it was written before');
      this.records.set(order.clientOrderId, order);
    });
  }

  async opened(clientOrderId: string, exchangeId: string, filled: string): Promise<void> {
    await this.#update(clientOrderId, { state: 'open', exchangeId, filled });
  }

  async refused(clientOrderId: string, refusal: string): Promise<void> {
    await this.#update(clientOrderId, { state: 'refused', refusal });
  }

  async lost(clientOrderId: string): Promise<void> {
    await this.#update(clientOrderId, { state: 'lost' });
  }

  async closed(order: OrderRecord, { exchangeId, filled, fills }: ClosedOrder): Promise<void> {
    await this.#durably(() => {
      const now = this.#record(order.clientOrderId);
      if (now.state === 'closed') return;
      this.records.set(order.clientOrderId, { ...now, state: 'closed', exchangeId, filled });
      const [base, quote] = order.symbol.split('/');
      const held = this.#of(order.account);
      const change = (asset: string, by: Decimal) =>
        held.set(asset, add(held.get(asset) ?? { units: 0n, scale: 0 }, by));
      const minus = (value: Decimal) => subtract({ units: 0n, scale: 0 }, value);
      for (const { amount, price, fee, feeAsset } of fills) {
        const cost = multiply(exact(amount), exact(price));
        change(base, order.side === 'buy' ? exact(amount) : minus(exact(amount)));
        change(quote, order.side === 'buy' ? minus(cost) : cost);
        if (feeAsset !== null) change(feeAsset, minus(exact(fee)));
      }
    });
  }

  async holdings(account: string): Promise<ReadonlyMap<string, string>> {
    const positive = [...this.#of(account)].filter(([, { units }]) => units > 0n);
    return new Map(positive.map(([asset, amount]) => [asset, formatDecimal(amount)]));
  }

  /** Of a step, in the order of its attempts. */
  ofStep(step: number): OrderRecord[] {
    return [...this.records.values()]
      .filter((record) => record.step === step)
      .toSorted((a, b) => a.attempt - b.attempt);
  }

  async #update(clientOrderId: string, set: Partial<OrderRecord>): Promise<void> {
    await this.#durably(() => {
      this.records.set(clientOrderId, { ...this.#record(clientOrderId), ...set });
    });
  }

  async #durably(write: () => void): Promise<void> {
    this.writes++;
    this.atWrite('before');
    write();
    this.atWrite('after');
  }

  #record(clientOrderId: string): OrderRecord {
    const record = this.records.get(clientOrderId);
    if (record === undefined) throw new Error(`${clientOrderId} was never written`);
    return record;
  }

  #of(account: string): Map<string, Decimal> {
    const held = this.#holdings.get(account) ?? new Map<string, Decimal>();
    this.#holdings.set(account, held);
    return held;
  }
}
