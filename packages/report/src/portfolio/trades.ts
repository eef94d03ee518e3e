import { amount } from '../html/amount.ts';
import { formatDollars, formatSignedPercent, orDash } from '../html/format.ts';
import { type Html, html } from '../html/html.ts';
import { moment } from '../html/moment.ts';
import { type Column, table } from '../html/table.ts';
import type { PlannedTrade, PortfolioTrade } from './input.ts';

/** How a side is said. */
export const SIDES = { buy: 'Buy', sell: 'Sell' } as const;

/** What was traded, as a sentence without its reason: "Bought 0.0123 BTC for $580.12". */
export function tradeSentence({ side, amount: traded, symbol, valueUsd }: PortfolioTrade): Html {
  return html`${side === 'buy' ? 'Bought' : 'Sold'} ${amount(traded)} <bdi>${symbol.split('/')[0]}</bdi> for ${formatDollars(valueUsd)}`;
}

/** Orders that filled. @param withAccount whether there is more than one */
export function tradesTable(trades: readonly PortfolioTrade[], caption: string, withAccount: boolean): Html {
  return table<PortfolioTrade>({
    caption,
    quietCaption: true,
    rows: trades,
    columns: [
      { label: 'Time', cell: ({ time }) => moment(time) },
      ...orderColumns('Price', withAccount),
      { label: 'Fee', kind: 'number', cell: ({ feeUsd }) => formatDollars(feeUsd) },
      {
        label: 'Slippage',
        hint: 'How much worse the price was than the plan’s; below 0 is better',
        kind: 'number',
        cell: ({ slippage }) =>
          orDash(slippage, (value) => formatSignedPercent(value, 2), 'there was no plan to compare with'),
      },
      reasonColumn(),
    ],
  });
}

/** Orders that wait. */
export function plannedTable(planned: readonly PlannedTrade[], caption: string, withAccount: boolean): Html {
  const numbered = planned.map((trade, i) => ({ ...trade, number: i + 1 }));
  return table<PlannedTrade & { readonly number: number }>({
    caption,
    quietCaption: true,
    rows: numbered,
    empty: 'The plan has no order.',
    columns: [
      { label: 'Order', kind: 'number', cell: ({ number }) => number },
      ...orderColumns('Limit', withAccount),
      reasonColumn(),
    ],
  });
}

function orderColumns(price: string, withAccount: boolean): Column<PlannedTrade>[] {
  return [
    ...(withAccount
      ? [{ label: 'Account', cell: ({ account }: PlannedTrade) => html`<bdi>${account}</bdi>` }]
      : []),
    { label: 'Side', cell: ({ side }) => SIDES[side] },
    { label: 'Amount', kind: 'number', cell: (trade) => amount(trade.amount) },
    { label: 'Market', cell: ({ symbol }) => html`<bdi>${symbol}</bdi>` },
    { label: price, kind: 'number', cell: (trade) => amount(trade.price) },
    { label: 'Worth', kind: 'number', cell: ({ valueUsd }) => formatDollars(valueUsd) },
  ];
}

function reasonColumn(): Column<{ readonly reason: string }> {
  return { label: 'Why', cell: ({ reason }) => html`<span class="reason">${reason}</span>` };
}
