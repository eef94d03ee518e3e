import { beforeEach, describe, expect, it } from 'vitest';
import type { NewOrder } from '../src/exchange/order.ts';
import { PaperExchange } from '../src/exchange/paper-exchange.ts';
import { ONE } from '../src/exchange/units.ts';
import { KRAKEN_FEES, USD_MARKETS } from '../src/kraken/kraken-markets.ts';
import { DAY_MS } from '../src/market/price-path.ts';

const START = Date.UTC(2021, 0, 1);
const BTC = USD_MARKETS.symbolOf('BTC', 30_000);

/** A market that stands at 30,000 with nothing in its book, so that accounts trade with each other. */
let paper: PaperExchange;
beforeEach(() => {
  paper = new PaperExchange(
    {
      symbols: new Map([[BTC.name, BTC]]),
      moment: () => ({ mid: 30_000, volatility: 0.04, volume: 1e-9 }),
    },
    KRAKEN_FEES,
  );
  for (const account of ['first', 'second', 'taker']) {
    paper.deposit(account, 'USD', 100_000n * ONE, START);
    paper.deposit(account, 'BTC', 10n * ONE, START);
  }
});

let nth = 0;
const order = (account: string, side: NewOrder['side'], quantity: bigint, price = 30_000n) =>
  paper.place(
    account,
    {
      symbol: BTC.name,
      side,
      type: 'LIMIT',
      timeInForce: 'GTC',
      price: price * ONE,
      quantity: quantity * ONE,
      quoteQuantity: null,
      clientOrderId: `${account} ${nth++}`,
      feeIn: 'quote',
    },
    START,
  );
const amend = (account: string, id: number, quantity: bigint | null, price: bigint | null = null) =>
  paper.amend(
    account,
    id,
    {
      quantity: quantity === null ? null : quantity * ONE,
      price: price === null ? null : price * ONE,
      postOnly: false,
    },
    START,
  );

describe('the turn of an order at its price', () => {
  it('is kept when it only becomes smaller', () => {
    const first = order('first', 'BUY', 2n);
    const second = order('second', 'BUY', 1n);
    amend('first', first.id, 1n);
    order('taker', 'SELL', 1n);
    expect([first.status, second.status]).toEqual(['FILLED', 'NEW']);
  });

  it.each([
    ['it becomes larger', () => ({ quantity: 2n, price: null })],
    ['its price goes away and comes back', () => ({ quantity: null, price: 29_000n })],
  ] as const)('is lost when %s', (_, change) => {
    const first = order('first', 'BUY', 1n);
    const second = order('second', 'BUY', 1n);
    const { quantity, price } = change();
    amend('first', first.id, quantity, price);
    if (price !== null) amend('first', first.id, null, 30_000n);
    order('taker', 'SELL', 1n);
    expect([first.status, second.status]).toEqual(['NEW', 'FILLED']);
  });
});

it('trades at once when its new price crosses, as a taker at the others’ prices', () => {
  const offered = order('second', 'SELL', 1n, 30_500n);
  const first = order('first', 'BUY', 1n, 29_000n);
  amend('first', first.id, null, 31_000n);
  expect([first.status, offered.status]).toEqual(['FILLED', 'FILLED']);
  expect(first.fills).toMatchObject([{ price: 30_500n * ONE, maker: false, commission: 122n * ONE }]);
  expect(offered.fills).toMatchObject([{ maker: true, commission: (7625n * ONE) / 100n }]);
  expect(paper.ledger.balance('first', 'USD')).toEqual({ free: (100_000n - 30_622n) * ONE, locked: 0n });
});

it('cancels the rest when it is to be smaller than what was filled, and changes nothing when it is refused', () => {
  const first = order('first', 'BUY', 3n);
  order('taker', 'SELL', 2n);
  const before = { ...first, fills: [...first.fills] };
  expect(() => amend('first', first.id, 9n)).toThrow('insufficient-balance');
  expect(() => amend('second', first.id, 1n)).toThrow('order-unknown');
  expect(first).toEqual(before);
  amend('first', first.id, 1n);
  expect(first).toMatchObject({ status: 'CANCELED', quantity: 2n * ONE, executed: 2n * ONE });
  expect(paper.ledger.balance('first', 'USD').locked).toBe(0n);
  expect(() => amend('first', first.id, 5n)).toThrow('order-unknown');
});

it('expires at its time, however time passes, and is matched before that', () => {
  const expiring = (account: string, expiresAt: number) =>
    paper.place(
      account,
      {
        symbol: BTC.name,
        side: 'BUY',
        type: 'LIMIT',
        timeInForce: 'GTC',
        price: 29_000n * ONE,
        quantity: ONE,
        quoteQuantity: null,
        clientOrderId: `${account} ${nth++}`,
        expiresAt,
      },
      START,
    );
  const [soon, later] = [expiring('first', START + 1000), expiring('second', START + DAY_MS)];
  paper.advance(START + 999);
  expect(soon.status).toBe('NEW');
  paper.advance(START + 2 * DAY_MS);
  expect([soon, later].map(({ status, updatedAt }) => [status, updatedAt - START])).toEqual([
    ['EXPIRED', 1000],
    ['EXPIRED', DAY_MS],
  ]);
  for (const account of ['first', 'second']) expect(paper.ledger.balance(account, 'USD').locked).toBe(0n);
});
