import type { Order } from './order.ts';

/** All orders that an exchange ever took, and which of them rest in a book. */
export class OrderRegister {
  readonly #orders = new Map<number, Order>();
  readonly #byAccount = new Map<string, Order[]>();
  readonly #byClientId = new Map<string, Order>();
  readonly #resting = new Map<string, Order[]>();

  add(order: Order): void {
    this.#orders.set(order.id, order);
    this.#byClientId.set(`${order.account} ${order.clientOrderId}`, order);
    const mine = this.#byAccount.get(order.account);
    if (mine === undefined) this.#byAccount.set(order.account, [order]);
    else mine.push(order);
  }

  /** An account's order; null when it has none such. */
  find(account: string, id: number): Order | null {
    const order = this.#orders.get(id);
    return order === undefined || order.account !== account ? null : order;
  }

  /** The last order of an account with a client's id. */
  findByClientId(account: string, clientOrderId: string): Order | null {
    return this.#byClientId.get(`${account} ${clientOrderId}`) ?? null;
  }

  /** An account's orders, the oldest first. */
  of(account: string): readonly Order[] {
    return this.#byAccount.get(account) ?? [];
  }

  rest(order: Order): void {
    const resting = this.#resting.get(order.symbol);
    if (resting === undefined) this.#resting.set(order.symbol, [order]);
    else resting.push(order);
  }

  /** Takes an order out of its book, when it is in it. */
  leave(order: Order): void {
    const resting = this.#resting.get(order.symbol);
    const at = resting?.indexOf(order) ?? -1;
    if (resting === undefined || at < 0) return;
    resting.splice(at, 1);
    if (resting.length === 0) this.#resting.delete(order.symbol);
  }

  /** Orders that rest in a symbol's book. */
  resting(symbol: string): readonly Order[] {
    return this.#resting.get(symbol) ?? [];
  }

  get hasNoResting(): boolean {
    return this.#resting.size === 0;
  }

  /** Symbols in whose books orders rest. */
  get restingSymbols(): string[] {
    return [...this.#resting.keys()];
  }
}
