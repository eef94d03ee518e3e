import { setTimeout as sleep } from 'node:timers/promises';
import { connect } from '@holdfast/database';
import {
  findPortfolio,
  type IndexSource,
  PortfolioQueue,
  runPortfolio,
  traderDatabase,
  withAccounts,
} from '@holdfast/trader';
import { SlowVenue } from './slow-venue.ts';

// One worker of `workers.bench.ts`: a process of its own with the real queue, locks, plans and executor.

const LATENCY_MS = 20;
const { pool, close } = connect({
  address: JSON.parse(process.env.BENCH_ADDRESS ?? '{}'),
  user: 'holdfast_server',
  password: process.env.BENCH_PASSWORD ?? '',
  connections: 4,
});
const db = traderDatabase(pool);
const now = Date.now();
const index: IndexSource = {
  at: () => ({
    date: new Date(now).toISOString().slice(0, 10),
    closedAt: now,
    rebalanceDate: new Date(now).toISOString().slice(0, 10),
    level: 1000,
    weights: { BTC: 0.5, ETH: 0.3, SOL: 0.2 },
    weightsBefore: null,
    closes: SlowVenue.prices,
  }),
};
const queue = new PortfolioQueue(pool);
await queue.start();
await queue.workOff({
  run: async (name) => {
    const portfolio = await findPortfolio(db, name);
    const venue = new SlowVenue(LATENCY_MS);
    await withAccounts(
      db,
      portfolio.accounts.map(({ number }) => number),
      (session) =>
        runPortfolio(portfolio, {
          db: session,
          index,
          venueOf: () => venue,
          wall: Date.now,
          sleep: (ms) => sleep(ms),
        }),
    );
  },
});
process.stdout.write('ready\n');
process.once('SIGTERM', async () => {
  await queue.stop();
  await close();
  process.exit(0);
});
