import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { importDemo } from '@holdfast/market';
import { type DataHome, dataHome, type Launched } from '../data-home.ts';
import { type Running, startHoldfast } from '../process.ts';
import { guardedGateway, killNow, killPostgres } from './processes.ts';
import { Wire } from './wire.ts';

/** What can be killed. The databases are the gateway's, which is also the trader's, and the paper exchange's. */
export type Target = 'worker' | 'gateway' | 'launcher' | 'paper' | 'database' | 'paper database';

/** Of each request about the account, whatever answers it; see `holdfast paper --faults`. */
const FAULTS = `latency: {median_ms: 2, p99_ms: 20}
chance:
  timeout_before: 0.0005
  timeout_after: 0.001
  error_before: 0.004
  error_after: 0.006
  drop_before: 0.004
  drop_after: 0.006
  rate_limit: 0.001
  answer_twice: 0.003
  answer_stale: 0.003
`;

/** A run of a portfolio, in a process of its own. */
export interface WorkerRun {
  readonly child: ChildProcess;
  readonly ended: Promise<{ readonly killed: boolean; readonly stdout: string; readonly stderr: string }>;
}

/** Everything that trades: paper exchange, gateway, their databases, two portfolios; all in one data home. */
export class Fleet {
  readonly data: DataHome;
  readonly wire: Wire;
  #paper: Running | null = null;
  #gateway: Launched | null = null;
  #paperPort = 0;
  #starts = 0;
  readonly #seed: number;

  private constructor(data: DataHome, seed: number) {
    this.data = data;
    this.#seed = seed;
    this.wire = new Wire(() => this.#paperPort);
  }

  static async start(seed: number, portfolios: Readonly<Record<string, Portfolio>>): Promise<Fleet> {
    const data = await dataHome();
    await importDemo(data.home);
    const fleet = new Fleet(data, seed);
    await fleet.startPaper();
    const { apiKey, secret } = fleet.account;
    writeFileSync(
      join(data.home, 'gateway.yaml'),
      `listen: 127.0.0.1:${await freePort()}
vault: {provider: file, file: ${join(data.keys, 'kek')}}
upstreams: {api.binance.com: {url: "http://127.0.0.1:${await fleet.wire.listen()}", clock: paper}}
`,
    );
    await data.json(['vault', 'init', '--no-operator']);
    const key = ['key', 'add', 'paper', '--exchange', 'binance', '--stdin'];
    await data.json(key, JSON.stringify({ apiKey, secret }));
    const policy = join(data.home, 'policy.yaml');
    writeFileSync(policy, await fleet.#policy());
    const vkey = join(data.home, 'vkey.json');
    const issued = await data.run(['vkey', 'issue', 'bot', '--key', 'paper', '--policy', policy, '--json']);
    writeFileSync(vkey, issued.stdout);
    await fleet.startGateway();
    await data.json(['account', 'add', 'main', '--vkey', vkey]);
    for (const [name, { index, amount, settings }] of Object.entries(portfolios)) {
      const file = join(data.home, `${name}.yaml`);
      const definition = join(data.home, `${name}-index.yaml`);
      writeFileSync(file, settings);
      writeFileSync(definition, index);
      await data.json([
        ...['portfolio', 'create', name, '--index', definition, '--account', 'main', '--mode', 'auto'],
        ...['--settings', file, ...(amount === null ? [] : ['--amount', amount])],
      ]);
    }
    return fleet;
  }

  get account(): {
    readonly address: string;
    readonly apiKey: string;
    readonly secret: string;
    readonly token: string;
  } {
    return JSON.parse(readFileSync(join(this.data.home, 'paper', 'account.json'), 'utf8'));
  }

  async startPaper(chances = FAULTS): Promise<void> {
    const faults = join(this.data.home, 'faults.yaml');
    writeFileSync(faults, `seed: ${(this.#seed + this.#starts++) % 2 ** 32}\n${chances}`);
    const { home } = this.data;
    this.#paper = startHoldfast({ folder: home, home, remove: () => undefined }, [
      ...[
        'paper',
        '--snapshot',
        'demo',
        '--speed',
        'step',
        '--port',
        `${this.#paperPort}`,
        '--faults',
        faults,
        '--json',
      ],
    ]);
    await this.#paper.until('"address"');
    this.#paperPort = Number(new URL(this.account.address).port);
  }

  async startGateway(): Promise<void> {
    this.#gateway = await this.data.launch();
  }

  /** Moves the exchange's clock on, at most by a part of what is left of its history. */
  async step(milliseconds: number, part: number): Promise<void> {
    const { address, token } = this.account;
    const url = `${address}/paper/v1/clock`;
    const { time, end } = (await (await fetch(url)).json()) as { time: number; end: number };
    const by = Math.floor(Math.min(milliseconds, (end - time) * part));
    const answer = await fetch(`${url}?by=${by}`, { method: 'POST', headers: { 'x-paper-token': token } });
    if (!answer.ok) throw new Error(`the clock was not moved: ${await answer.text()}`);
  }

  run(portfolio: string): WorkerRun {
    const child = spawn(process.execPath, [join(import.meta.dirname, 'worker.ts'), portfolio], {
      env: { PATH: process.env.PATH, HOLDFAST_HOME: this.data.home },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const written = { stdout: '', stderr: '' };
    for (const stream of ['stdout', 'stderr'] as const) {
      child[stream]?.setEncoding('utf8').on('data', (text: string) => {
        written[stream] += text;
      });
    }
    const ended = new Promise<Awaited<WorkerRun['ended']>>((resolve) => {
      child.once('close', (_, signal) => resolve({ killed: signal === 'SIGKILL', ...written }));
    });
    return { child, ended };
  }

  /** Kills one. @returns whether it was alive; then `restart` is to be called, but for a worker */
  kill(target: Target, { child }: WorkerRun): boolean {
    const launcher = this.#gateway?.process.pid ?? 0;
    switch (target) {
      case 'worker':
        return child.exitCode === null && child.signalCode === null && killNow(child.pid ?? 0);
      case 'gateway': {
        const pid = guardedGateway(launcher);
        return pid !== null && killNow(pid);
      }
      case 'launcher':
        return killNow(launcher);
      case 'paper':
        return killNow(this.#paper?.child.pid ?? 0);
      case 'database':
        return killPostgres(this.data.home);
      case 'paper database':
        return killPostgres(join(this.data.home, 'paper'));
    }
  }

  /** Starts again what was killed, once it and what hangs on it is gone. */
  async restart(target: Target): Promise<void> {
    if (target === 'worker') return;
    if (target.startsWith('paper')) {
      await this.#paper?.finished;
      await this.startPaper();
    } else {
      await within(
        20_000,
        'the launcher ends',
        new Promise<void>((resolve) => {
          const child = this.#gateway?.process;
          if (child === undefined || child.exitCode !== null || child.signalCode !== null) resolve();
          else child.once('close', () => resolve());
        }),
      );
      await this.startGateway();
    }
  }

  /** Kills the paper exchange once more and starts it with other faults. */
  async restartPaper(chances: string): Promise<void> {
    killNow(this.#paper?.child.pid ?? 0);
    await this.#paper?.finished;
    await this.startPaper(chances);
  }

  /** Ends the gateway as a person would, and starts the next. */
  async renewGateway(): Promise<void> {
    await this.#gateway?.stop();
    await this.startGateway();
  }

  async close(): Promise<void> {
    this.#paper?.child.kill('SIGINT');
    await this.#paper?.finished;
    await this.data.close();
    this.wire.close();
  }

  async #policy(): Promise<string> {
    const answer = await fetch(`${this.account.address}/api/v3/exchangeInfo`);
    const { symbols } = (await answer.json()) as { symbols: { symbol: string }[] };
    return `allow: [read, trade]
symbols: [${symbols.map(({ symbol }) => symbol).join(', ')}]
order_types: [limit, post-only]
price_band_pct: 5
max_order_usd: 20000
max_daily_usd: 1000000
own_orders_only: true
rate: {per_second: 1000, burst: 2000}
`;
  }
}

export interface Portfolio {
  /** The definition's text. */
  readonly index: string;
  readonly amount: string | null;
  readonly settings: string;
}

async function within<T>(milliseconds: number, what: string, work: Promise<T>): Promise<T> {
  const late = wait(milliseconds, undefined, { ref: false }).then(() => {
    throw new Error(`${what}: not within ${milliseconds} ms`);
  });
  return Promise.race([work, late]);
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}
