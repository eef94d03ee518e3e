import { formatDecimal, multiply, parseDecimal } from '@holdfast/decimal';
import type { Kysely } from 'kysely';
import type { LotEvent } from '../lots/events.ts';
import { portfolioFills, portfolioFlows, portfolioMarks } from '../store/portfolio-reads.ts';
import type { TraderTables } from '../store/tables.ts';

/**
 * What changed the lots of a portfolio, in order of time: its fills, deposits and withdrawals. Values in USD are exact where
 * the quote is cash, and by the price of the nearest mark elsewhere.
 *
 * @param cash currencies that count as a dollar
 */
export async function portfolioLotEvents(
  db: Kysely<TraderTables>,
  portfolio: number,
  cash: readonly string[],
): Promise<LotEvent[]> {
  const [fills, flows, marks] = await Promise.all([
    portfolioFills(db, portfolio),
    portfolioFlows(db, portfolio),
    portfolioMarks(db, portfolio),
  ]);
  const priceAt = (asset: string, time: number): string => {
    if (cash.includes(asset)) return '1';
    const mark = marks.find(({ at, prices }) => at.getTime() >= time && prices[asset] !== undefined);
    return (
      mark?.prices[asset] ??
      marks.findLast(({ prices }) => prices[asset] !== undefined)?.prices[asset] ??
      0
    ).toFixed(8);
  };
  const product = (...factors: string[]): string => {
    const values = factors.map((text) => parseDecimal(text) ?? { units: 0n, scale: 0 });
    return formatDecimal(values.reduce(multiply));
  };
  const events = [
    ...flows.map((flow): LotEvent => {
      const time = flow.at.getTime();
      const amount = flow.amount.replace(/^-/, '');
      const { asset } = flow;
      return flow.amount.startsWith('-')
        ? { kind: 'withdrawal', time, asset, amount }
        : { kind: 'deposit', time, asset, amount, valueUsd: flow.usd };
    }),
    ...fills.map((fill): LotEvent => {
      const [base, quote] = fill.symbol.split('/');
      const time = fill.at.getTime();
      const { fee, fee_asset, amount, price } = fill;
      return {
        kind: fill.side,
        time,
        base,
        quote,
        amount,
        price,
        valueUsd: product(amount, price, priceAt(quote, time)),
        ...(fee_asset !== null && {
          fee: { asset: fee_asset, amount: fee, valueUsd: fill.fee_usd.toFixed(8) },
        }),
      };
    }),
  ];
  return events.sort((a, b) => a.time - b.time);
}
