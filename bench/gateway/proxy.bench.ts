import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { cpus, loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { duration, quick, reportFigure, reportRatio } from '../harness.ts';
import type { GatewayFigures } from './gateway-process.ts';
import { latencies, type Target, throughput } from './load.ts';
import { startNginx } from './nginx.ts';
import { descendants, processorTime } from './processor-time.ts';

/*
 * What it costs to trade through the gateway: the same orders go through it and through a plain node:http proxy, in
 * turns, to the same server; through a gateway with many virtual keys, too, and through nginx where it is installed.
 * Client, proxy, gateway, database and server share one machine.
 */

const CONNECTIONS = 64;
const PER_SECOND = 200;
const [RUNS, SECONDS, MANY_KEYS] = quick ? [1, 1, 20] : [5, 4, 10_000];
/** As the gateway's own process is started. */
const GATEWAY_NODE = ['--max-semi-space-size=16'];

interface Measured {
  readonly p50: number;
  readonly p99: number;
  readonly rate: number;
  /** Microseconds of processor time an order with many connections. */
  readonly cost: { readonly proxy: number; readonly below: number; readonly client: number } | null;
}

interface Way {
  readonly name: string;
  readonly target: Target;
  readonly pid: number;
  readonly runs: Measured[];
}

const children: ChildProcess[] = [];
process.once('exit', () => {
  for (const child of children) child.kill();
});
const load = loadavg()[0];
let nginx: Awaited<ReturnType<typeof startNginx>> = null;
try {
  const [, exchange] = await started<{ port: number }>(new URL('./exchange-process.ts', import.meta.url), []);
  const [plainChild, plain] = await started<{ port: number }>(
    new URL('./plain-proxy-process.ts', import.meta.url),
    [exchange.port],
  );
  const [oneChild, one] = await started<Target>(
    new URL('./gateway-process.ts', import.meta.url),
    [exchange.port, 1],
    GATEWAY_NODE,
  );
  const [manyChild, many] = await started<Target>(
    new URL('./gateway-process.ts', import.meta.url),
    [exchange.port, MANY_KEYS],
    GATEWAY_NODE,
  );
  nginx = await startNginx(exchange.port);
  const way = (name: string, target: Target, child: ChildProcess): Way => ({
    name,
    target,
    pid: child.pid ?? 0,
    runs: [],
  });
  const ways = {
    plain: way('plain proxy', { ...one, port: plain.port }, plainChild),
    one: way('gateway', one, oneChild),
    many: way(`gateway with ${MANY_KEYS} virtual keys`, many, manyChild),
    ...(nginx === null ? {} : { nginx: way('nginx', { ...one, port: nginx.port }, nginx.child) }),
  };
  for (const each of Object.values(ways)) await measure(each, quick ? 1 : 4);
  for (let run = 0; run < RUNS; run++) {
    for (const each of Object.values(ways)) each.runs.push(await measure(each, SECONDS));
  }
  const figures = { one: await finished(oneChild), many: await finished(manyChild) };

  const [gateway, proxy] = [median(ways.one, ({ rate }) => rate), median(ways.plain, ({ rate }) => rate)];
  reportRatio('orders through the gateway', 1000 / gateway, 'plain proxy', 1000 / proxy);
  for (const each of Object.values(ways)) {
    const rate = median(each, (measured) => measured.rate);
    const share = each === ways.plain ? '' : `, ${((100 * rate) / proxy).toFixed(0)} % of the plain proxy`;
    reportFigure(
      `${each.name}, ${CONNECTIONS} connections`,
      `${rate.toFixed(0)} orders a second${share}${costs(each)}`,
    );
    const [p50, p99] = (['p50', 'p99'] as const).map((name) => median(each, (measured) => measured[name]));
    const added = (['p50', 'p99'] as const)
      .map((name) => `${duration(median(each, (m) => m[name]) - median(ways.plain, (m) => m[name]))} ${name}`)
      .join(', ');
    reportFigure(
      `${each.name}, ${PER_SECOND} a second`,
      `p50 ${duration(p50)}, p99 ${duration(p99)}${each === ways.plain ? '' : `; added ${added}`}`,
    );
  }
  if (nginx === null) reportFigure('nginx', 'not installed');
  for (const [name, { memory, privateMemory, batch }] of [
    [ways.one.name, figures.one],
    [ways.many.name, figures.many],
  ] as const) {
    const own = privateMemory === null ? '' : `, ${(privateMemory / 1e6).toFixed(0)} MB of it its own`;
    reportFigure(`${name}, memory`, `${(memory / 1e6).toFixed(0)} MB resident${own}`);
    reportFigure(`${name}, orders decided by one commit`, batch.toFixed(1));
  }
  reportFigure('fsync of 4 KiB', duration(figures.one.fsyncMs));
  reportFigure(
    'machine',
    `${cpus().length} processors, load ${load.toFixed(2)} before and ${loadavg()[0].toFixed(2)} after`,
  );
} finally {
  nginx?.stop();
  for (const child of children) child.kill();
}

async function measure({ target, pid }: Way, seconds: number): Promise<Measured> {
  const times = await latencies(target, PER_SECOND, seconds);
  const before = usage(pid);
  const start = performance.now();
  const rate = await throughput(target, CONNECTIONS, seconds);
  const orders = (rate * (performance.now() - start)) / 1000;
  const after = usage(pid);
  const cost =
    before === null || after === null
      ? null
      : {
          proxy: (after.proxy - before.proxy) / orders,
          below: (after.below - before.below) / orders,
          client: (after.client - before.client) / orders,
        };
  return { p50: quantile(times, 0.5), p99: quantile(times, 0.99), rate, cost };
}

/** Of a process alone, of those it started (the gateway's PostgreSQL, nginx's worker), and of this one. */
function usage(pid: number): { proxy: number; below: number; client: number } | null {
  const client = process.cpuUsage();
  const all = processorTime(pid);
  if (all === null) return null;
  const below = descendants(pid)
    .filter((child) => !descendants(pid).some((above) => descendants(above).includes(child)))
    .reduce((sum, child) => sum + (processorTime(child) ?? 0), 0);
  return { proxy: all - below, below, client: client.user + client.system };
}

function costs(way: Way): string {
  const known = way.runs.every(({ cost }) => cost !== null);
  if (!known) return '';
  const of = (part: 'proxy' | 'below' | 'client') => median(way, ({ cost }) => cost?.[part] ?? 0).toFixed(0);
  return `; processor time an order: ${of('proxy')} µs, ${of('below')} µs in what it started, ${of('client')} µs in the client`;
}

async function started<Told>(
  file: URL,
  values: readonly number[],
  execArgv: string[] = [],
): Promise<[ChildProcess, Told]> {
  const child = fork(fileURLToPath(file), values.map(String), { execArgv });
  children.push(child);
  const failed = once(child, 'exit').then(() => {
    throw new Error(`${file.pathname} ended`);
  });
  failed.catch(() => undefined);
  return [child, (await Promise.race([once(child, 'message'), failed]))[0] as Told];
}

/** Asks the gateway's process for its figures, and waits until its database is gone. */
async function finished(child: ChildProcess): Promise<GatewayFigures> {
  const [told, ended] = [once(child, 'message'), once(child, 'exit')];
  child.send('finish');
  const [figures] = await told;
  await ended;
  return figures as GatewayFigures;
}

function median({ runs }: Way, pick: (measured: Measured) => number): number {
  return quantile(
    runs.map(pick).toSorted((a, b) => a - b),
    0.5,
  );
}

function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}
