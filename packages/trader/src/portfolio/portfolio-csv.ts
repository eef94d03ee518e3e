import { csvOf, textCell } from '../csv-cells.ts';
import type { portfolioFills } from '../store/portfolio-reads.ts';
import type { Mark } from './mark-portfolio.ts';

type Fill = Awaited<ReturnType<typeof portfolioFills>>[number];

/** Every trade as CSV (RFC 4180), with the order and the plan that it belongs to. */
export function tradesCsv(fills: readonly Fill[]): string {
  return csvOf(
    [
      'time',
      'account',
      'market',
      'side',
      'amount',
      'price',
      'fee',
      'fee_asset',
      'fee_usd',
      'trade_id',
      'order_id',
      'plan',
    ],
    fills.map((fill) => [
      fill.at.toISOString(),
      textCell(fill.account),
      textCell(fill.symbol),
      fill.side,
      fill.amount,
      fill.price,
      fill.fee,
      textCell(fill.fee_asset ?? ''),
      fill.fee_usd.toFixed(8),
      textCell(fill.trade_id),
      fill.client_order_id,
      fill.rebalance,
    ]),
  );
}

/** Value and index level of every mark as CSV (RFC 4180). */
export function marksCsv(marks: readonly Mark[]): string {
  return csvOf(
    ['time', 'value_usd', 'index_level'],
    marks.map(({ at, value_usd, index_level }) => [
      at.toISOString(),
      value_usd.toFixed(8),
      index_level === null ? '' : String(index_level),
    ]),
  );
}
