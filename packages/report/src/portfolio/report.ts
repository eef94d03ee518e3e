import { page } from '../page/page.ts';
import { differenceSection } from './difference.ts';
import { holdingsSection } from './holdings.ts';
import type { PortfolioReportInput } from './input.ts';
import { notesSection } from './notes.ts';
import { performanceOf } from './performance.ts';
import { runsSection } from './runs.ts';
import { summary } from './summary.ts';
import { transfersSection } from './transfers.ts';
import { valueSection } from './value.ts';

/**
 * The page of one portfolio as one HTML file that needs nothing else: how it does beside its index, why the two
 * differ, what it holds and every rebalance with its reasons. Every string of the input is treated as hostile.
 *
 * @throws HoldfastError DATE_INVALID for a mark without a calendar date
 *
 * @example
 * await writeFile('growth.html', renderPortfolio(input));
 */
export function renderPortfolio(input: PortfolioReportInput): string {
  const performance = performanceOf(input.marks);
  return page({
    title: `${input.name} · Holdfast`,
    intro: summary(input, performance),
    sections: [
      { id: 'value', title: 'Value', content: valueSection(input, performance) },
      { id: 'difference', title: 'Difference to the index', content: differenceSection(input, performance) },
      { id: 'holdings', title: 'Holdings', content: holdingsSection(input) },
      { id: 'rebalances', title: 'Rebalances', content: runsSection(input) },
      { id: 'transfers', title: 'Deposits and withdrawals', content: transfersSection(input) },
      { id: 'notes', title: 'Notes', content: notesSection(input) },
    ],
    overviewHref: input.overviewHref,
    overviewLabel: 'All portfolios',
    footer: input.accounts.some(({ paper }) => paper)
      ? 'Made by Holdfast. Paper money on a simulated exchange: real fills, fees and prices differ.'
      : 'Made by Holdfast. What a portfolio made says little about what it will make.',
  });
}
