import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from '@holdfast/database';
import { startEmbedded } from '@holdfast/database/embedded';
import { addAccount, createPortfolio, findAccount, PortfolioQueue, traderDatabase } from '@holdfast/trader';
import { quick, reportFigure, reportRatio } from '../harness.ts';

/*
 * Rebalances of 1,000 portfolios, each on an account of its own, with an exchange that takes 20 ms for every answer; each worker is a
 * process of its own that runs one portfolio at a time. The reference is one worker: waiting for an exchange must not hold up
 * what others could do meanwhile.
 */

const PORTFOLIOS = quick ? 20 : 1000;
const WORKER = join(import.meta.dirname, 'worker-process.ts');

const folder = mkdtempSync(join(tmpdir(), 'holdfast-bench-workers-'));
const database = await startEmbedded({ home: folder });
const { pool, close } = connect({
  address: database.address,
  user: 'holdfast_server',
  password: database.passwords.holdfast_server,
  connections: 4,
});
const db = traderDatabase(pool);
try {
  const [one, two] = [await timeFor(1), await timeFor(2)];
  reportFigure(
    'rebalances a second',
    `${(PORTFOLIOS / (one / 1000)).toFixed(1)} by one worker, ${(PORTFOLIOS / (two / 1000)).toFixed(1)} by two`,
  );
  reportRatio('two workers', two, 'one worker', one);
} finally {
  await close();
  await database.stop();
  rmSync(folder, { recursive: true, force: true });
}

/** Milliseconds until every portfolio of a new set is rebalanced. */
async function timeFor(workers: number): Promise<number> {
  const names = Array.from({ length: PORTFOLIOS }, (_, i) => `w${workers}-${i}`);
  for (const name of names) {
    const virtual_key = { apiKey: 'none', secret: 'none' };
    const gateway = 'http://127.0.0.1:1';
    await addAccount(db, { name, exchange: 'binance', gateway, virtual_key, live: false });
    await createPortfolio(db, {
      name,
      definition: { id: 'bench', text: '', library: {}, snapshot: '' },
      settings: { execution: { patience_s: 0 } },
      mode: 'auto',
      amountUsd: null,
      accounts: [await findAccount(db, name)],
      createdAt: new Date(),
    });
  }
  // They hold their cash already: noticing a deposit takes a second look, half a second later.
  await pool.query(
    `INSERT INTO portfolio_holdings (portfolio, account, asset, amount)
     SELECT p.number, a.account, 'USDT', 1000 FROM portfolios p JOIN portfolio_accounts a ON a.portfolio = p.number
     WHERE p.name LIKE $1`,
    [`w${workers}-%`],
  );
  const queue = new PortfolioQueue(pool);
  await queue.start();
  const children: ChildProcess[] = [];
  try {
    for (let i = 0; i < workers; i++) children.push(await startWorker());
    const began = performance.now();
    await queue.enqueue(names);
    for (;;) {
      const { rows } = await pool.query<{ done: string }>(
        `SELECT count(*) AS done FROM rebalances r JOIN portfolios p ON p.number = r.portfolio
         WHERE r.state = 'done' AND p.name LIKE $1`,
        [`w${workers}-%`],
      );
      if (Number(rows[0]?.done) === PORTFOLIOS) break;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    return performance.now() - began;
  } finally {
    await Promise.all(
      children.map((child) => {
        const ended = new Promise((resolve) => child.once('close', resolve));
        child.kill('SIGTERM');
        return ended;
      }),
    );
    await queue.stop();
  }
}

function startWorker(): Promise<ChildProcess> {
  const child = spawn(process.execPath, [WORKER], {
    env: {
      PATH: process.env.PATH,
      BENCH_ADDRESS: JSON.stringify(database.address),
      BENCH_PASSWORD: database.passwords.holdfast_server,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return new Promise((resolve, reject) => {
    child.stdout.once('data', () => resolve(child));
    child.once('close', (status) => reject(new Error(`a worker ended with ${status}`)));
  });
}
