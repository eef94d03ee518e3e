/** What the database is told of a request's orders when it decides, so that it is known whatever happens next. */
export interface ToldOrders {
  /** One element for each order, in the request's order; null for one that leaves nothing behind, like a test order. */
  readonly orders: readonly (ToldOrder | ToldAmendment | null)[];
  /** One element for each order where the policy limits the share of the volume; otherwise empty. */
  readonly shares: readonly ToldShare[];
}

/** The size and the prices of an order: plain decimals; null: it has none, or nobody knows. */
export interface OrderValues {
  readonly quantity: string | null;
  readonly quoteQuantity: string | null;
  readonly price: string | null;
  readonly trigger: string | null;
}

/** An order that is placed. */
export interface ToldOrder extends OrderValues {
  /** What it can be named by before the exchange has answered, each with its name space in front. */
  readonly ids: readonly string[];
  readonly symbol: string;
  readonly side: 'buy' | 'sell';
  readonly type: string;
  /** How long the order is remembered, in days. */
  readonly keepDays: number;
}

/** An amendment of an order that was placed before. */
export interface ToldAmendment {
  /** The order, and the revision of it that the request was judged by. */
  readonly amends: { readonly entry: bigint; readonly place: number; readonly revision: number };
  readonly ids: readonly string[];
  /** What the order is when the exchange rejects the amendment, and when it accepts. */
  readonly before: OrderValues;
  readonly after: OrderValues;
}

/** What an order counts against the share of its symbol's volume; US dollars as in `DecisionRequest`. */
export interface ToldShare {
  readonly symbol: string;
  readonly notionalUsd: string;
  /** Most that the key's orders of 24 hours in the symbol may be worth. */
  readonly mostUsd: string;
}

const AMOUNT = /^\d{1,20}(\.\d{1,18})?$/;
const VALUE = /^\d{1,40}(\.\d{1,80})?$/;
const TEXT = /^[ -~]{1,200}$/;
const MOST_ORDERS = 1000;

/** Why it can't be put into a batch, or null. */
export function toldProblem({ orders, shares }: ToldOrders): string | null {
  if (orders.length > MOST_ORDERS || (shares.length > 0 && shares.length !== orders.length))
    return 'told orders';
  for (const one of orders) {
    if (one === null) continue;
    if (one.ids.length > 10 || !one.ids.every((id) => TEXT.test(id))) return 'order id';
    const values = 'amends' in one ? [one.before, one.after] : [one];
    if (!values.every(isKnown)) return 'order value';
    if ('amends' in one) continue;
    if (!TEXT.test(one.symbol) || !TEXT.test(one.type)) return 'order text';
    if (!Number.isInteger(one.keepDays) || one.keepDays < 1 || one.keepDays > 1000) return 'order days';
  }
  for (const { symbol, notionalUsd, mostUsd } of shares) {
    if (!TEXT.test(symbol) || !AMOUNT.test(notionalUsd) || !AMOUNT.test(mostUsd)) return 'share';
  }
  return null;
}

/** The orders as the function `decide` takes them. */
export function toldJson({ orders }: ToldOrders): string {
  return JSON.stringify(orders, (_, value: unknown) =>
    typeof value === 'bigint' ? value.toString() : value,
  );
}

function isKnown({ quantity, quoteQuantity, price, trigger }: OrderValues): boolean {
  return [quantity, quoteQuantity, price, trigger].every((value) => value === null || VALUE.test(value));
}
