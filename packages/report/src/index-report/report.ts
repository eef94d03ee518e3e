import { html } from '../html/html.ts';
import { page, type Section } from '../page/page.ts';
import { qualitySection } from '../quality/quality.ts';
import { survivorNote } from '../quality/survivor-note.ts';
import { costsSection } from './costs.ts';
import type { IndexReportInput } from './input.ts';
import { drawdownSection, levelSection } from './level.ts';
import { membersSection } from './members.ts';
import { monthlySection } from './monthly.ts';
import { naming } from './naming.ts';
import { notesSection } from './notes.ts';
import { overlaySection } from './overlay.ts';
import { rebalancesSection } from './rebalances.ts';
import { repeatSection, trialsSection } from './repeat.ts';
import { rollingSection } from './rolling.ts';
import { statisticsSection } from './statistics.ts';
import { summary } from './summary.ts';
import { weightsSection } from './weights.ts';

/**
 * The report of one backtest as one HTML file that needs nothing else: it loads nothing, works without script, in
 * print and from a mail. Every string of the input is treated as hostile.
 *
 * @example
 * await writeFile('report.html', renderIndexReport(input));
 */
export function renderIndexReport(input: IndexReportInput): string {
  const names = naming(input.names);
  const overlay = overlaySection(input);
  const sections: Section[] = [
    { id: 'level', title: 'Level', content: levelSection(input, names) },
    { id: 'drawdown', title: 'Drawdown', content: drawdownSection(input, names) },
    { id: 'members', title: 'Members now', content: membersSection(input, names) },
    { id: 'weights', title: 'Weights', content: weightsSection(input, names) },
    { id: 'monthly', title: 'Monthly returns', content: monthlySection(input) },
    { id: 'statistics', title: 'Statistics', content: statisticsSection(input, names) },
    { id: 'rolling', title: 'Rolling statistics', content: rollingSection(input, names) },
    ...(overlay ? [{ id: 'overlay', title: 'Overlay', content: overlay }] : []),
    { id: 'costs', title: 'Costs and capacity', content: costsSection(input) },
    { id: 'rebalances', title: 'Rebalances', content: rebalancesSection(input, names) },
    { id: 'notes', title: 'Notes', content: notesSection(input, names) },
    {
      id: 'quality',
      title: 'Data quality',
      content: html`${survivorNote(input.snapshot)}${qualitySection(input.snapshot, input.quality)}`,
    },
    { id: 'trials', title: 'Variants tried', content: trialsSection(input) },
    { id: 'repeat', title: 'How to repeat it', content: repeatSection(input) },
  ];
  return page({
    title: `${input.backtest.definition.name} · Holdfast`,
    intro: summary(input, names),
    sections,
    overviewHref: input.overviewHref,
  });
}
