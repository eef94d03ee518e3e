import type { Plan } from '@holdfast/trader';
import { counted, grouped } from '../output/format.ts';
import { printable } from '../output/printable.ts';
import { table } from '../output/table.ts';

/** A plan in words: the orders, why, what it is good for, and what can't be reached. */
export function planText(plan: Plan): string {
  const lines: string[] = [];
  if (plan.orders.length === 0) {
    lines.push('Nothing to do: no order would bring the portfolio nearer to its targets than it costs.\n');
  } else {
    lines.push(`${counted(plan.orders.length, 'order')}, in the sequence in which they are placed:\n\n`);
    lines.push(
      table(
        [
          ['', 'account', '', 'amount', 'market', 'at', 'worth'],
          ...plan.orders.map(({ account, side, amount, symbol, price }, i) => [
            `${i + 1}.`,
            printable(account),
            side,
            amount,
            printable(symbol),
            price,
            `${grouped(Number(amount) * Number(price))} ${printable(symbol.split('/')[1] ?? '')}`.trimEnd(),
          ]),
        ],
        [0, 3, 5, 6],
      ),
    );
    lines.push('\nWhy\n');
    lines.push(
      table(
        plan.orders.map(({ reason }, i) => [`${i + 1}.`, printable(reason)]),
        [0],
      ),
    );
    lines.push(
      `\nFees and half spreads: ${grouped(plan.cost)} USD. Distance from the targets, with costs: ` +
        `${plan.objective_before.toExponential(2)} before, ${plan.objective.toExponential(2)} after; ` +
        `no plan reaches less than ${plan.lower_bound.toExponential(2)}.\n`,
    );
  }
  if (plan.unreachable.length > 0) {
    lines.push('\nNot to be reached\n');
    lines.push(table(plan.unreachable.map(({ asset, reason }) => [printable(asset), printable(reason)])));
  }
  return lines.join('');
}
