import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { importDemo } from '@holdfast/market';
import { addAccount, createPortfolio, findAccount, findPortfolio, portfolioFills } from '@holdfast/trader';
import { openTrader } from '../../packages/cli/src/portfolio/open-trader.ts';
import { paperTimeOf } from '../../packages/cli/src/portfolio/paper-time.ts';
import { runOnce } from '../../packages/cli/src/portfolio/run-command.ts';
import { processTerminal } from '../../packages/cli/src/terminal.ts';
import { quick, reportFigure, reportRatio } from '../harness.ts';

/*
 * A year of weekly rebalances of a Top 20 with 10,000 USD: plans, orders through the gateway with its PostgreSQL, fills from the paper
 * exchange, everything written down. The reference is the same with a plain proxy in the gateway's place, which holds the
 * exchange's own key: what verifying, judging, recording and signing cost in the whole.
 */

const MAIN = join(import.meta.dirname, '..', '..', 'packages', 'cli', 'src', 'main.ts');
const WEEKS = quick ? 3 : 47;
const WEEK = 7 * 86_400_000;
const INDEX = `name: Weekly Top 20
universe: {min_median_volume: {usd: 10000000, window: 30}}
select: {top: 20, buffer: 3}
weight: {scheme: market-cap, cap: 0.1}
rebalance: {schedule: weekly}
`;

interface Year {
  readonly milliseconds: number;
  readonly orders: number;
  readonly rebalances: number;
}

const through = await runYear('gateway');
const reference = await runYear('proxy');
const { orders, rebalances, milliseconds } = through;
reportFigure(
  'a year of weekly rebalances',
  `${(milliseconds / 1000).toFixed(1)} s (${rebalances} rebalances, ${orders} orders)`,
);
reportRatio('year through the gateway', milliseconds, 'a plain proxy in its place', reference.milliseconds);
process.exit(0);

async function runYear(via: 'gateway' | 'proxy'): Promise<Year> {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-bench-year-'));
  const home = join(folder, 'home');
  mkdirSync(home, { mode: 0o700 });
  const environment = { PATH: process.env.PATH, HOLDFAST_HOME: home };
  const children: ChildProcess[] = [];
  let proxy: Server | null = null;
  const run = (args: readonly string[], input = '') =>
    execFileSync(process.execPath, [MAIN, ...args], { env: environment, input, encoding: 'utf8' });
  const start = async (args: readonly string[]): Promise<string> => {
    const child = spawn(process.execPath, [MAIN, ...args, '--json'], {
      env: environment,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    children.push(child);
    let said = '';
    for await (const text of child.stdout) {
      said += text;
      if (said.includes('\n')) break;
    }
    return JSON.parse(said.split('\n')[0]).address;
  };
  try {
    await importDemo(home);
    const address = await start(['paper', '--snapshot', 'demo', '--speed', 'step', '--port', '0']);
    const paper = JSON.parse(readFileSync(join(home, 'paper', 'account.json'), 'utf8'));
    let gateway: string;
    let virtual_key = { apiKey: paper.apiKey as string, secret: paper.secret as string };
    if (via === 'gateway') {
      writeFileSync(
        join(home, 'gateway.yaml'),
        `listen: 127.0.0.1:0
vault: {provider: file, file: ${join(folder, 'kek')}}
upstreams: {api.binance.com: {url: "${address}", clock: paper}}
public: {per_second: 1000, burst: 2000}
`,
      );
      run(['vault', 'init', '--no-operator']);
      run(['key', 'add', 'paper', '--exchange', 'binance', '--stdin'], JSON.stringify(virtual_key));
      const { symbols } = (await (await fetch(`${address}/api/v3/exchangeInfo`)).json()) as {
        symbols: { symbol: string }[];
      };
      const policy = join(home, 'policy.yaml');
      writeFileSync(
        policy,
        `allow: [read, trade]
symbols: [${symbols.map(({ symbol }) => symbol).join(', ')}]
price_band_pct: 5
max_order_usd: 20000
max_daily_usd: 200000
own_orders_only: true
rate: {per_second: 200, burst: 1000}
`,
      );
      const issued = JSON.parse(
        run(['vkey', 'issue', 'bot', '--key', 'paper', '--policy', policy, '--json']),
      );
      virtual_key = { apiKey: issued.apiKey, secret: issued.secret };
      gateway = await start(['gateway']);
    } else {
      proxy = plainProxy(address);
      await new Promise<void>((resolve) => proxy?.listen(0, '127.0.0.1', resolve));
      gateway = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    }
    const terminal = { ...processTerminal(), environment };
    const trader = await openTrader({}, terminal);
    try {
      const { db } = trader;
      await addAccount(db, { name: 'main', exchange: 'binance', gateway, virtual_key, live: false });
      await createPortfolio(db, {
        name: 'year',
        definition: { id: 'weekly', text: INDEX, library: {}, snapshot: 'demo' },
        settings: { execution: { patience_s: 0, orders_at_once: 8 } },
        mode: 'auto',
        amountUsd: '10000',
        accounts: [await findAccount(db, 'main')],
        createdAt: new Date(),
      });
      const portfolio = await findPortfolio(db, 'year');
      const time = paperTimeOf(terminal);
      const index = await trader.indexOf(portfolio);
      await time.pass(index.start - (await time.read()).now);
      const never = new AbortController().signal;
      let rebalanced = 0;
      const began = performance.now();
      for (let week = 0; week < WEEKS; week++) {
        if ((await runOnce(trader, portfolio, never, false)).kind === 'rebalanced') rebalanced++;
        await time.pass(WEEK - ((await time.read()).now - (index.start + week * WEEK)));
      }
      const milliseconds = performance.now() - began;
      const orders = new Set(
        (await portfolioFills(db, portfolio.number)).map((fill) => fill.client_order_id),
      );
      return { milliseconds, orders: orders.size, rebalances: rebalanced };
    } finally {
      await trader.close();
    }
  } finally {
    for (const child of children.toReversed()) {
      const ended = new Promise((resolve) => child.once('close', resolve));
      child.kill('SIGINT');
      await ended;
    }
    proxy?.close();
    proxy?.closeAllConnections();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Forwards `/<exchange>/<host>/<path>` to the exchange as it comes. */
function plainProxy(upstream: string): Server {
  return createServer((inbound, outbound) => {
    const path = (inbound.url ?? '/').replace(/^\/[a-z]+\/[^/]+/, '');
    const forwarded = request(
      `${upstream}${path}`,
      { method: inbound.method, headers: inbound.headers },
      (answer) => {
        outbound.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outbound);
      },
    );
    forwarded.once('error', () => outbound.destroy());
    inbound.pipe(forwarded);
  });
}
