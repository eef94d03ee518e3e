import fc from 'fast-check';
import type { PaperExchange } from '../../src/exchange/paper-exchange.ts';
import { ONE, type Units } from '../../src/exchange/units.ts';
import { DAY_MS } from '../../src/market/price-path.ts';

/** Something that an account of a paper exchange does. */
export const action = fc.record({
  account: fc.constantFrom('a', 'b'),
  kind: fc.constantFrom('place', 'place', 'place', 'cancel', 'deposit', 'withdraw', 'wait'),
  symbol: fc.constantFrom('BTCUSDT', 'DOGEUSDT'),
  side: fc.constantFrom('BUY' as const, 'SELL' as const),
  type: fc.constantFrom('LIMIT' as const, 'LIMIT' as const, 'MARKET' as const, 'LIMIT_MAKER' as const),
  timeInForce: fc.constantFrom('GTC' as const, 'GTC' as const, 'IOC' as const, 'FOK' as const),
  away: fc.double({ min: -0.05, max: 0.05, noNaN: true }),
  usd: fc.integer({ min: 1, max: 40_000 }),
  byQuote: fc.boolean(),
  wait: fc.integer({ min: 0, max: DAY_MS }),
});

type Action = typeof action extends fc.Arbitrary<infer T> ? T : never;

/** Does it at a time. @throws Rejection */
export function perform(
  paper: PaperExchange,
  one: Action,
  nth: number,
  time: number,
  feeIn?: 'base' | 'quote',
): void {
  const { account, symbol, side, type } = one;
  if (one.kind === 'wait') {
    paper.advance(time);
    return;
  }
  if (one.kind === 'deposit' || one.kind === 'withdraw') {
    paper[one.kind](account, 'USDT', BigInt(one.usd) * ONE, time);
    return;
  }
  if (one.kind === 'cancel') {
    const open = paper
      .orders(account)
      .find(({ status }) => status === 'NEW' || status === 'PARTIALLY_FILLED');
    if (open !== undefined) paper.cancel(account, open.id, time);
    return;
  }
  const mid = symbol === 'BTCUSDT' ? 30_000 : 0.005;
  const tick: Units = symbol === 'BTCUSDT' ? 1_000_000n : 10n;
  const step: Units = symbol === 'BTCUSDT' ? 1000n : ONE;
  const exact = BigInt(Math.floor(mid * (1 + one.away) * 1e8));
  const quantity = BigInt(Math.floor((one.usd / mid) * 1e8));
  const byQuote = type === 'MARKET' && one.byQuote;
  paper.place(
    account,
    {
      symbol,
      side,
      type,
      timeInForce: type === 'LIMIT' ? one.timeInForce : 'GTC',
      price: type === 'MARKET' ? null : exact - (exact % tick),
      quantity: byQuote ? null : quantity - (quantity % step),
      quoteQuantity: byQuote ? BigInt(one.usd) * ONE : null,
      clientOrderId: `order-${nth}`,
      ...(feeIn === undefined ? {} : { feeIn }),
    },
    time,
  );
}
