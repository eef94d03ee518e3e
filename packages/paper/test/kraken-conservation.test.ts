import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isOpen, type Order, remaining } from '../src/exchange/order.ts';
import { PaperExchange } from '../src/exchange/paper-exchange.ts';
import { Rejection } from '../src/exchange/rejection.ts';
import { ONE, type Units } from '../src/exchange/units.ts';
import { KRAKEN_FEES, USD_MARKETS } from '../src/kraken/kraken-markets.ts';
import { DAY_MS, PricePath } from '../src/market/price-path.ts';

const START = Date.UTC(2021, 0, 1);
const MILLION = 1_000_000n;

function exchange() {
  const all = [USD_MARKETS.symbolOf('BTC', 30_000), USD_MARKETS.symbolOf('DOGE', 0.005)];
  const days = (start: number, volume: number) =>
    Array.from({ length: 30 }, (_, day) => ({ close: start * (1 + 0.2 * Math.sin(day)), volume }));
  const paths = new Map([
    ['XXBTZUSD', new PricePath(days(30_000, 1e9), START, 1)],
    ['XDGUSD', new PricePath(days(0.005, 1000), START, 2)],
  ]);
  return new PaperExchange(
    {
      symbols: new Map(all.map((one) => [one.name, one])),
      moment: (symbol, time) => paths.get(symbol)?.at(time) ?? null,
    },
    KRAKEN_FEES,
  );
}

const action = fc.record({
  account: fc.constantFrom('a', 'b'),
  kind: fc.constantFrom('place', 'place', 'place', 'place', 'amend', 'amend', 'cancel', 'wait'),
  symbol: fc.constantFrom('XXBTZUSD', 'XDGUSD'),
  side: fc.constantFrom('BUY' as const, 'SELL' as const),
  type: fc.constantFrom('LIMIT' as const, 'LIMIT' as const, 'MARKET' as const, 'LIMIT_MAKER' as const),
  timeInForce: fc.constantFrom('GTC' as const, 'GTC' as const, 'IOC' as const, 'FOK' as const),
  feeIn: fc.constantFrom('base' as const, 'quote' as const),
  selfTrade: fc.constantFrom('arriving' as const, 'resting' as const, 'both' as const),
  expires: fc.option(fc.integer({ min: 1, max: DAY_MS }), { nil: null }),
  away: fc.double({ min: -0.05, max: 0.05, noNaN: true }),
  /** Quantities have all eight decimals, so that nothing comes out even. */
  quantity: fc.bigInt({ min: 2000n, max: 150_000_000n }),
  byQuote: fc.boolean(),
  wait: fc.integer({ min: 0, max: DAY_MS }),
});
type Action = typeof action extends fc.Arbitrary<infer T> ? T : never;

it('neither makes nor loses money with fees in either currency, amendments, expiry and self-trades', () => {
  const seen = { filled: 0, amended: 0, expired: 0, stopped: 0, onTop: 0, partial: 0 };
  fc.assert(
    fc.property(fc.array(action, { minLength: 5, maxLength: 60 }), (actions) => {
      const paper = exchange();
      let time = START;
      for (const account of ['a', 'b']) {
        paper.deposit(account, 'USD', 50_000n * ONE, time);
        paper.deposit(account, 'BTC', 2n * ONE, time);
        paper.deposit(account, 'DOGE', 4_000_000n * ONE, time);
      }
      for (const [nth, one] of actions.entries()) {
        time = Math.min(time + (one.kind === 'wait' ? one.wait : 1000), START + 28 * DAY_MS);
        try {
          if (run(paper, one, nth, time)) seen.amended++;
        } catch (error) {
          if (!(error instanceof Rejection)) throw error;
        }
        for (const [asset, sum] of paper.ledger.total()) expect(sum, asset).toBe(0n);
        expectLocksOfOpenOrders(paper);
      }
      for (const account of ['a', 'b']) {
        for (const order of paper.orders(account)) {
          expectFees(order);
          seen.filled += order.fills.length;
          if (order.status === 'EXPIRED' && order.expiresAt === order.updatedAt) seen.expired++;
          if (order.status === 'EXPIRED_IN_MATCH') seen.stopped++;
          if (order.fills.length > 0 && order.status !== 'FILLED') seen.partial++;
          if (order.feeIn === (order.side === 'BUY' ? 'quote' : 'base')) seen.onTop += order.fills.length;
        }
      }
    }),
    { numRuns: 150, seed: 20261124 },
  );
  for (const [what, times] of Object.entries(seen)) expect(times, what).toBeGreaterThan(20);
});

/** @returns whether an order was amended */
function run(paper: PaperExchange, one: Action, nth: number, time: number): boolean {
  const { account, symbol, side, type, feeIn, selfTrade } = one;
  if (one.kind === 'wait') {
    paper.advance(time);
    return false;
  }
  const mid = symbol === 'XXBTZUSD' ? 30_000 : 0.005;
  const tick: Units = symbol === 'XXBTZUSD' ? 10_000_000n : 1n;
  const exact = BigInt(Math.floor(mid * (1 + one.away) * 1e8));
  const price = exact - (exact % tick);
  const quantity = symbol === 'XXBTZUSD' ? one.quantity : one.quantity * 100_000n;
  if (one.kind === 'cancel' || one.kind === 'amend') {
    const open = paper.orders(account).filter((order) => isOpen(order) && order.symbol === symbol);
    const order = open[nth % Math.max(1, open.length)];
    if (order === undefined) return false;
    if (one.kind === 'cancel') {
      paper.cancel(account, order.id, time);
      return false;
    }
    const change = { quantity: one.byQuote ? quantity : null, price, postOnly: one.timeInForce === 'FOK' };
    paper.amend(account, order.id, change, time);
    return true;
  }
  const byQuote = type === 'MARKET' && one.byQuote;
  paper.place(
    account,
    {
      symbol,
      side,
      type,
      timeInForce: type === 'LIMIT' ? one.timeInForce : 'GTC',
      price: type === 'MARKET' ? null : price,
      quantity: byQuote ? null : quantity,
      quoteQuantity: byQuote ? one.quantity * 1000n : null,
      clientOrderId: `order-${nth}`,
      feeIn,
      selfTrade,
      ...(one.expires === null || type === 'MARKET' ? {} : { expiresAt: time + one.expires }),
    },
    time,
  );
  return false;
}

/** What is locked is what open orders may still cost with their fee, no more and no less. */
function expectLocksOfOpenOrders(paper: PaperExchange): void {
  for (const account of ['a', 'b']) {
    const expected = new Map<string, Units>();
    for (const order of paper.orders(account)) {
      if (!isOpen(order)) continue;
      const base = order.symbol === 'XXBTZUSD' ? 'BTC' : 'DOGE';
      const buys = order.side === 'BUY';
      const pays = buys ? (remaining(order) * (order.price ?? 0n)) / ONE : remaining(order);
      const onTop = order.feeIn === (buys ? 'quote' : 'base');
      const held = onTop ? pays + (pays * 4000n) / MILLION : pays;
      const asset = buys ? 'USD' : base;
      expected.set(asset, (expected.get(asset) ?? 0n) + held);
    }
    for (const [asset, { free, locked }] of paper.ledger.balances(account)) {
      expect(free).toBeGreaterThanOrEqual(0n);
      expect(locked, `${account} ${asset}`).toBe(expected.get(asset) ?? 0n);
    }
  }
}

/** Each fee is the rate of what was traded, in the currency that was asked for, to the last digit. */
function expectFees({ side, feeIn, symbol, fills }: Order): void {
  const base = symbol === 'XXBTZUSD' ? 'BTC' : 'DOGE';
  for (const { price, quantity, commission, commissionAsset, maker } of fills) {
    expect(commissionAsset).toBe(feeIn === 'base' ? base : 'USD');
    const traded = feeIn === 'base' ? quantity : (quantity * price) / ONE;
    const exact = traded * (maker ? 2500n : 4000n);
    const onTop = feeIn === (side === 'BUY' ? 'quote' : 'base');
    expect(commission).toBe(onTop ? exact / MILLION : (exact + MILLION - 1n) / MILLION);
  }
}
