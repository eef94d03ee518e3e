import { findPortfolio, type Portfolio } from '@holdfast/trader';
import type { Trader } from '../portfolio/open-trader.ts';
import { paperTimeOf } from '../portfolio/paper-time.ts';
import { runOnce } from '../portfolio/run-command.ts';
import type { Terminal } from '../terminal.ts';

const DAY_MS = 86_400_000;

/** Where a replay of history is; milliseconds since 1970. */
export interface ReplayState {
  readonly from: number;
  readonly to: number;
  readonly now: number;
}

export interface ReplayOptions {
  /** The demo's data home. */
  readonly home: string;
  readonly terminal: Terminal;
  readonly signal: AbortSignal;
  /** Where it stops, milliseconds since 1970; null: at the end of history. */
  readonly until: number | null;
}

/**
 * Lets history pass day by day up to its end: at each close the exchange's clock is moved on, and every portfolio does what is
 * due. Goes on where it was.
 *
 * @param onDay told after each day; awaited
 */
export async function replayHistory(
  trader: Trader,
  portfolios: readonly Portfolio[],
  { home, terminal, signal, until }: ReplayOptions,
  onDay: (state: ReplayState) => Promise<void>,
): Promise<void> {
  const time = paperTimeOf({ ...terminal, environment: { ...terminal.environment, HOLDFAST_HOME: home } });
  const starts = await Promise.all(
    portfolios.map(async (portfolio) => (await trader.indexOf(portfolio)).start),
  );
  const from = Math.max(...starts);
  let { now, end } = await time.read();
  end = Math.min(end, until ?? end);
  while (!signal.aborted) {
    const next = now < from ? from : Math.min(end, (Math.floor(now / DAY_MS) + 1) * DAY_MS);
    if (next > now) now = await time.pass(next - now);
    for (const { name } of portfolios) {
      if (signal.aborted) return;
      await runOnce(trader, await findPortfolio(trader.db, name), signal, false);
    }
    ({ now } = await time.read());
    await onDay({ from, to: end, now });
    if (now >= end) return;
  }
}
