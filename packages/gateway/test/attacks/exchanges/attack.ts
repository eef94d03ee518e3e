type Parameters = Record<string, unknown>;

/** A call: ccxt's name of the API, method, path, parameters. */
export type Call = readonly [
  api: string | readonly string[],
  method: string,
  path: string,
  parameters?: Parameters,
];

/** What differs between the exchanges for who attacks with a virtual key of one: paths and parameters are the thief's own. */
export interface Attack {
  /** A limit order to buy of the venue's symbol. */
  order(amount: unknown, price: unknown, more?: Parameters): Call;
  /** Several orders at once; null where the exchange has no such endpoint. */
  batch(orders: readonly (readonly [amount: string, price: string])[]): Call | null;
  /** A negative amount is not refused: it sells. */
  readonly negativeSells?: true;
  readonly withdrawals: readonly Call[];
  readonly loans: readonly Call[];
  readonly transfers: readonly Call[];
  readonly credentials: readonly Call[];
  /** An amendment to a size, at 49,000; null where orders can't be amended through the gateway. */
  readonly amend: ((id: string, size: string) => Call) | null;
  /** The answer to one, and the path it goes to. */
  readonly amended: readonly [path: RegExp, body: (id: string) => unknown] | null;
  /** The answer to an order that was certainly not placed, and to one of which nothing is known. */
  readonly rejected: readonly [status: number, body: unknown];
  readonly open: readonly [status: number, body: unknown];
}
