import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { cpus, loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { duration, quick, reportFigure, reportRatio } from '../harness.ts';
import type { GatewayFigures } from './gateway-process.ts';
import { latencies, type Target, throughput } from './load.ts';

/*
 * What it costs to trade through the gateway: the same orders go through it and through a plain node:http proxy, in
 * turns, to the same server. Client, proxy, gateway, database and server share one machine.
 */

const CONNECTIONS = 64;
const PER_SECOND = 200;
const [RUNS, SECONDS] = quick ? [1, 1] : [5, 4];

interface Measured {
  readonly p50: number;
  readonly p99: number;
  readonly rate: number;
}

const children: ChildProcess[] = [];
try {
  const before = loadavg()[0];
  const exchange = await started<{ port: number }>(new URL('./exchange-process.ts', import.meta.url));
  const plain = await started<{ port: number }>(
    new URL('./plain-proxy-process.ts', import.meta.url),
    exchange.port,
  );
  const gateway = await started<Target>(new URL('./gateway-process.ts', import.meta.url), exchange.port);
  const targets: { plain: Target; gateway: Target } = { plain: { ...gateway, port: plain.port }, gateway };
  await measure(targets.plain, 1);
  await measure(targets.gateway, 1);
  const runs = { plain: [] as Measured[], gateway: [] as Measured[] };
  for (let run = 0; run < RUNS; run++) {
    runs.plain.push(await measure(targets.plain, SECONDS));
    runs.gateway.push(await measure(targets.gateway, SECONDS));
  }
  const figures = await finished(children[2]);

  const of = (name: 'plain' | 'gateway', pick: (measured: Measured) => number) =>
    median(runs[name].map(pick));
  const rates = { plain: of('plain', ({ rate }) => rate), gateway: of('gateway', ({ rate }) => rate) };
  reportRatio('orders through the gateway', 1000 / rates.gateway, 'plain proxy', 1000 / rates.plain);
  reportFigure(
    'throughput',
    `${rates.gateway.toFixed(0)} of ${rates.plain.toFixed(0)} orders a second with ${CONNECTIONS} connections, ${((100 * rates.gateway) / rates.plain).toFixed(0)} %`,
  );
  for (const name of ['p50', 'p99'] as const) {
    const [ours, theirs] = [
      of('gateway', (measured) => measured[name]),
      of('plain', (measured) => measured[name]),
    ];
    reportFigure(
      `added latency ${name} at ${PER_SECOND} a second`,
      `${duration(ours - theirs)} (${duration(ours)} less ${duration(theirs)})`,
    );
  }
  reportFigure('memory', `${(figures.memory / 1e6).toFixed(0)} MB`);
  reportFigure('orders decided by one commit', figures.batch.toFixed(1));
  reportFigure('fsync of 4 KiB', duration(figures.fsyncMs));
  reportFigure('processor time of the gateway’s process', duration(figures.cpuMs));
  reportFigure(
    'machine',
    `${cpus().length} processors, load ${before.toFixed(2)} before and ${loadavg()[0].toFixed(2)} after`,
  );
} finally {
  for (const child of children) child.kill();
}

async function measure(target: Target, seconds: number): Promise<Measured> {
  const times = await latencies(target, PER_SECOND, seconds);
  const rate = await throughput(target, CONNECTIONS, seconds);
  return { p50: quantile(times, 0.5), p99: quantile(times, 0.99), rate };
}

async function started<Told>(file: URL, ...values: number[]): Promise<Told> {
  const child = fork(fileURLToPath(file), values.map(String));
  children.push(child);
  const failed = once(child, 'exit').then(() => {
    throw new Error(`${file.pathname} ended`);
  });
  failed.catch(() => undefined);
  return (await Promise.race([once(child, 'message'), failed]))[0] as Told;
}

/** Asks the gateway's process for its figures, and waits until its database is gone. */
async function finished(child: ChildProcess): Promise<GatewayFigures> {
  const [told, ended] = [once(child, 'message'), once(child, 'exit')];
  child.send('finish');
  const [figures] = await told;
  await ended;
  return figures as GatewayFigures;
}

function median(values: readonly number[]): number {
  return quantile(
    values.toSorted((a, b) => a - b),
    0.5,
  );
}

function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}
