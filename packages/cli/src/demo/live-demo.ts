import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { importDemo } from '@holdfast/market';
import type { OverviewInput, ReplayProgress } from '@holdfast/report';
import { CASH_CURRENCIES } from '@holdfast/trader';
import { ProgressLine } from '../output/progress.ts';
import { homeOf, type Market } from '../snapshot-choice.ts';
import type { Terminal } from '../terminal.ts';
import { startFleet } from './demo-fleet.ts';
import { demoPortfolios } from './demo-portfolios.ts';
import { LivePages } from './live-pages.ts';
import { type ReplayState, replayHistory } from './replay.ts';

export interface LiveDemo {
  /** Where the pages are. */
  readonly folder: string;
  readonly market: Market;
  readonly indices: OverviewInput;
  readonly terminal: Terminal;
  readonly signal: AbortSignal;
  /** Where history stops, milliseconds since 1970; null: at its end. */
  readonly until: number | null;
}

const DAY_MS = 86_400_000;
/** How often pages are written while history passes. */
const OVERVIEW_EVERY_MS = 1500;
const PAGES_EVERY_MS = 6000;
/** And how often once it has passed. */
const REST_MS = 10_000;
const NOTICES = [
  'A demo: the exchange is simulated, the money is toy money, and prices are those of 2021. The vault’s key lies in a file beside it, so that nobody has to type a passphrase; keep yours elsewhere.',
];

/**
 * Runs three portfolios through a year of history on a paper exchange behind the gateway, and shows it as it happens; then goes on showing
 * it until it is told to end. A second start goes on where the first was.
 *
 * @param ready told when the first page is there
 */
export async function runLiveDemo(demo: LiveDemo, ready: () => void): Promise<void> {
  const { folder, indices, terminal, signal, until } = demo;
  const home = join(homeOf(terminal), 'demo');
  await importDemo(home);
  const say = (text: string) => terminal.stderr.write(`${text} …\n`);
  const fleet = await startFleet(home, terminal, say);
  try {
    const { trader } = fleet;
    const portfolios = await demoPortfolios(trader, terminal);
    const pages = new LivePages(trader, {
      folder,
      indices,
      portfolios: portfolios.map(({ name }) => name),
      notices: NOTICES,
      cash: CASH_CURRENCIES,
    });
    await pages.write(null, true);
    ready();
    await replay();

    async function replay(): Promise<void> {
      let line: ProgressLine | null = null;
      let written = { overview: 0, pages: 0 };
      say('Letting a year of history pass');
      const began = terminal.now();
      let days = 0;
      await replayHistory(trader, portfolios, { home, terminal, signal, until }, async (state) => {
        days++;
        line ??= new ProgressLine(terminal, 'days', daysOf(state), daysDone(state) - 1);
        line.update(daysDone(state));
        const now = terminal.now();
        if (now - written.overview < OVERVIEW_EVERY_MS) return;
        const whole = now - written.pages >= PAGES_EVERY_MS;
        await pages.write(progressOf(state), whole);
        written = { overview: terminal.now(), pages: whole ? terminal.now() : written.pages };
      });
      (line as ProgressLine | null)?.clear();
      await pages.write(null, true);
      if (signal.aborted) return;
      if (days > 1) {
        const seconds = ((terminal.now() - began) / 1000).toFixed(0);
        terminal.stderr.write(`History has passed in ${seconds} s. The page shows what became of it.\n`);
      }
      terminal.stderr.write(`To look around: HOLDFAST_HOME=${home} npx holdfast portfolio status growth\n`);
      // Somebody may try commands beside it; the page shows what they do.
      while (!signal.aborted) {
        await sleep(REST_MS, undefined, { signal }).catch(() => undefined);
        if (!signal.aborted) await pages.write(null, true);
      }
    }
  } finally {
    await fleet.stop();
  }
}

function progressOf({ from, to, now }: ReplayState): ReplayProgress {
  const day = (time: number) => new Date(time - 1).toISOString().slice(0, 10);
  return { from: day(from), to: day(to), date: day(now) };
}

function daysOf({ from, to }: ReplayState): number {
  return Math.round((to - from) / DAY_MS) + 1;
}

function daysDone({ from, now }: ReplayState): number {
  return Math.round((now - from) / DAY_MS) + 1;
}
