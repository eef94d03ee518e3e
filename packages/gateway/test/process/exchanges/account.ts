import type { Book, WireOrder } from './venue.ts';

/** An order on the account. */
export interface AccountOrder {
  readonly number: number;
  readonly symbol: string;
  readonly side: 'buy' | 'sell';
  readonly type: 'market' | 'limit';
  readonly quantity: string;
  readonly price: string;
  readonly clientOrderId: string;
  readonly time: number;
  state: 'open' | 'filled' | 'cancelled';
}

/** A fill. */
export interface AccountTrade {
  readonly number: number;
  readonly order: AccountOrder;
  readonly price: string;
  readonly cost: string;
}

/** The account behind a fake exchange: market orders fill at the book, limit orders that don't cross it rest. */
export class Account {
  readonly orders: AccountOrder[] = [];
  readonly trades: AccountTrade[] = [];
  /** Told of every order that was placed, filled or cancelled, as exchanges tell their streams. */
  readonly watchers = new Set<(order: AccountOrder, trade: AccountTrade | null) => void>();
  /** Tokens that open its streams, where the exchange has such. */
  readonly tokens = new Set<string>();
  /** The greatest nonce that was used, where the exchange counts them. */
  nonce = 0n;

  place(order: WireOrder, { bid, ask }: Book, time: number): AccountOrder {
    const market = order.side === 'buy' ? ask : bid;
    const price = order.price ?? market;
    const quantity = order.quantity ?? (Number(order.quoteQuantity) / Number(market)).toFixed(8);
    const crosses = order.side === 'buy' ? Number(price) >= Number(ask) : Number(price) <= Number(bid);
    const number = 1001 + this.orders.length;
    const placed: AccountOrder = {
      number,
      symbol: order.symbol,
      side: order.side,
      type: order.type,
      quantity,
      price,
      clientOrderId: order.clientOrderId ?? `auto-${number}`,
      time,
      state: crosses ? 'filled' : 'open',
    };
    this.orders.push(placed);
    let trade: AccountTrade | null = null;
    if (crosses) {
      const cost = (Number(quantity) * Number(market)).toFixed(8);
      trade = { number: 9001 + this.trades.length, order: placed, price: market, cost };
      this.trades.push(trade);
    }
    for (const watch of this.watchers) watch(placed, trade);
    return placed;
  }

  find(number: number): AccountOrder | undefined {
    return this.orders.find((order) => order.number === number);
  }

  /** Null when there is no such order that could be cancelled. */
  cancel(number: number): AccountOrder | null {
    const order = this.find(number);
    if (order?.state !== 'open') return null;
    order.state = 'cancelled';
    for (const watch of this.watchers) watch(order, null);
    return order;
  }

  open(): AccountOrder[] {
    return this.orders.filter(({ state }) => state === 'open');
  }

  closed(): AccountOrder[] {
    return this.orders.filter(({ state }) => state !== 'open');
  }
}

/** How much of an order was done. */
export function filledOf({ state, quantity }: AccountOrder): string {
  return state === 'filled' ? quantity : '0';
}
