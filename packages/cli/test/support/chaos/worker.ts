import { enableCompileCache } from 'node:module';
import { join } from 'node:path';

/*
 * Runs the portfolio of that name once, as `holdfast portfolio rebalance --json` does, with an exchange that takes a request
 * for a shorter time, so that what became of an unclear order is known sooner.
 */

// As the program itself does.
enableCompileCache(
  join(import.meta.dirname, '..', '..', '..', '..', '..', 'node_modules', '.cache', 'holdfast'),
);
const [
  { asDatabaseError },
  { findPortfolio, openVenue },
  { openTrader },
  { paperTimeOf },
  { runOnce },
  { processTerminal },
] = await Promise.all([
  import('@holdfast/database'),
  import('@holdfast/trader'),
  import('../../../src/portfolio/open-trader.ts'),
  import('../../../src/portfolio/paper-time.ts'),
  import('../../../src/portfolio/run-command.ts'),
  import('../../../src/terminal.ts'),
]);

/** Milliseconds: for an exchange on the same machine, by the same clock. */
const NEAR_BY = { windowMs: 800, clocksDifferMs: 200, timeoutMs: 2500 };

const terminal = processTerminal();
const trader = await openTrader({}, terminal);
try {
  const portfolio = await findPortfolio(trader.db, process.argv[2]);
  const [account] = portfolio.accounts;
  const { exchange, gateway, virtual_key, live } = account;
  const venue = openVenue({ exchange, gateway, live, ...virtual_key }, paperTimeOf(terminal), NEAR_BY);
  const near = { ...trader, venueOf: () => venue };
  const result = await runOnce(near, portfolio, new AbortController().signal, true);
  process.stdout.write(`${JSON.stringify(result)}\n`);
} catch (thrown) {
  const error = asDatabaseError(thrown);
  process.stderr.write(
    `${error instanceof Error && 'code' in error ? error.code : 'INTERNAL'}: ${String(error)}\n`,
  );
} finally {
  await trader.close();
}
// As the program itself: without waiting for what native libraries still hold, but not before everything is written.
process.stdout.write('', () => process.stderr.write('', () => process.exit(0)));
