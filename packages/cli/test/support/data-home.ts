import { type ChildProcess, spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { copyTestCluster } from '@holdfast/database/testing';

const MAIN = join(import.meta.dirname, '..', '..', 'src', 'main.ts');

interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A gateway's process, started by its launcher. */
export interface Launched {
  readonly process: ChildProcess;
  readonly address: string;
  /** What it wrote to stderr so far. */
  stderr(): string;
  stop(): Promise<number | null>;
}

/** A data home of its own, with a server in Binance's place. */
export interface DataHome {
  readonly home: string;
  /** A folder outside of it, for keys. */
  readonly keys: string;
  /** Requests that reached the exchange. */
  readonly seen: string[];
  /** While it is set, the exchange answers when it is over. */
  pause: Promise<void> | null;
  configure(vault: string, more?: string): void;
  run(
    args: readonly string[],
    input?: string,
    environment?: Readonly<Record<string, string>>,
  ): Promise<Ended>;
  /** The JSON of a command that must succeed. */
  json<T = Record<string, unknown>>(
    args: readonly string[],
    input?: string,
    environment?: Readonly<Record<string, string>>,
  ): Promise<T>;
  /** The code of a command that must fail. */
  error(
    args: readonly string[],
    input?: string,
    environment?: Readonly<Record<string, string>>,
  ): Promise<string>;
  /** A command that is not waited for. */
  start(args: readonly string[], input: string): ChildProcess;
  launch(args?: readonly string[], input?: string): Promise<Launched>;
  close(): Promise<void>;
}

const POLICY = `allow: [read, trade]
symbols: [BTCUSDT]
max_order_usd: 100
max_daily_usd: 1000
ips: [127.0.0.1]
`;

export async function dataHome(): Promise<DataHome> {
  const home = mkdtempSync(join(tmpdir(), 'holdfast-admin-'));
  const keys = mkdtempSync(join(tmpdir(), 'holdfast-keys-'));
  chmodSync(keys, 0o700);
  await copyTestCluster(home);
  const seen: string[] = [];
  const exchange = await startExchange(seen, () => data.pause);
  const { port } = exchange.address() as AddressInfo;
  const launched: Launched[] = [];
  writeFileSync(join(home, 'policy.yaml'), POLICY);
  const configure = (vault: string, more = '') =>
    writeFileSync(
      join(home, 'gateway.yaml'),
      `listen: 127.0.0.1:0\nvault: ${vault}\nupstreams: {api.binance.com: "http://127.0.0.1:${port}"}\n${more}`,
    );
  configure(`{provider: file, file: ${join(keys, 'kek')}}`);
  const start = (
    args: readonly string[],
    stdin: 'pipe' | 'ignore',
    environment: Readonly<Record<string, string>> = {},
  ) =>
    spawn(process.execPath, [MAIN, ...args], {
      env: { PATH: process.env.PATH, HOLDFAST_HOME: home, ...environment },
      stdio: [stdin, 'pipe', 'pipe'],
    });
  const run: DataHome['run'] = (args, input = '', environment = {}) =>
    new Promise((resolve, reject) => {
      const child = start(args, 'pipe', environment);
      const stdout = collect(child, 'stdout');
      const stderr = collect(child, 'stderr');
      child.once('error', reject);
      child.once('close', (status) => resolve({ status, stdout: stdout(), stderr: stderr() }));
      // A command that reads nothing may be gone already.
      child.stdin?.on('error', () => undefined);
      child.stdin?.end(input);
    });
  const data: DataHome = {
    home,
    keys,
    seen,
    pause: null,
    configure,
    run,
    json: async (args, input, environment) => {
      const { status, stdout, stderr } = await run([...args, '--json'], input, environment);
      if (status !== 0) throw new Error(`${args.join(' ')}: ${stderr}`);
      return JSON.parse(stdout);
    },
    error: async (args, input, environment) => {
      const { status, stderr } = await run([...args, '--json'], input, environment);
      if (status === 0) throw new Error(`${args.join(' ')} did not fail`);
      return JSON.parse(stderr.trim().split('\n').at(-1) ?? '').error.code;
    },
    start: (args, input) => {
      const child = start(args, 'pipe');
      child.stdin?.on('error', () => undefined);
      child.stdin?.end(input);
      return child;
    },
    launch: async (args = [], input) => {
      const child = start(['gateway', ...args], input === undefined ? 'ignore' : 'pipe');
      const stdout = collect(child, 'stdout');
      const stderr = collect(child, 'stderr');
      child.stdin?.end(input);
      const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
      const address = await new Promise<string>((resolve, reject) => {
        void ended.then((status) => reject(new Error(`the gateway ended with ${status}: ${stderr()}`)));
        child.stdout?.on('data', () => {
          const ready = /gateway ready on (http:\/\/\S+)\n/.exec(stdout());
          if (ready) resolve(ready[1]);
        });
      });
      const gateway: Launched = {
        process: child,
        address,
        stderr,
        stop: () => {
          child.kill('SIGINT');
          return ended;
        },
      };
      launched.push(gateway);
      return gateway;
    },
    close: async () => {
      for (const { process: child, stop } of launched) if (child.exitCode === null) await stop();
      exchange.close();
      rmSync(home, { recursive: true, force: true });
      rmSync(keys, { recursive: true, force: true });
    },
  };
  return data;
}

/** A request for the account's balances, as a client of the virtual key would send it. */
export async function balances(
  address: string,
  { apiKey, secret }: { readonly apiKey: string; readonly secret: string },
): Promise<{ readonly status: number; readonly text: string }> {
  const query = `timestamp=${Date.now()}`;
  const signature = createHmac('sha256', secret).update(query).digest('hex');
  const response = await fetch(
    `${address}/binance/api.binance.com/api/v3/account?${query}&signature=${signature}`,
    {
      headers: { 'X-MBX-APIKEY': apiKey },
    },
  );
  return { status: response.status, text: await response.text() };
}

function collect(child: ChildProcess, stream: 'stdout' | 'stderr'): () => string {
  let text = '';
  child[stream]?.setEncoding('utf8').on('data', (more: string) => {
    text += more;
  });
  return () => text;
}

async function startExchange(seen: string[], pause: () => Promise<void> | null): Promise<Server> {
  const exchange = createServer(async (request, response) => {
    seen.push(`${request.headers['x-mbx-apikey'] ?? ''} ${request.url ?? ''}`);
    response.setHeader('content-type', 'application/json');
    await pause();
    const asked = request.url?.includes('apiRestrictions') === true;
    response.end(
      JSON.stringify(
        asked
          ? {
              ipRestrict: true,
              enableReading: true,
              enableWithdrawals: false,
              enableSpotAndMarginTrading: true,
            }
          : { balances: [] },
      ),
    );
  });
  await new Promise<void>((resolve) => exchange.listen(0, '127.0.0.1', resolve));
  return exchange;
}
