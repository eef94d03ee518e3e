import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { attachEmbedded } from '@holdfast/database/embedded';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connect } from '../../database/src/index.ts';
import { venues } from '../../gateway/test/process/exchanges/index.ts';
import type { Credential } from '../../gateway/test/process/exchanges/venue.ts';
import { FakeExchange } from '../../gateway/test/process/fake-exchange.ts';
import { type Credentials, ccxtOf } from '../../gateway/test/process/trial.ts';
import {
  countIn,
  countInFiles,
  countInMemoryOf,
  together,
  type Wanted,
  wantedOf,
} from './support/canary-places.ts';
import { treeOf } from './support/process-tree.ts';

/*
 * Known secrets of every kind go through the command line into the vault, `holdfast gateway` signs with them under load,
 * and then they are looked for everywhere. A name that was chosen like a secret is kept as plain text on purpose and must
 * be found in each of these places, or the others' absence would prove nothing.
 */

const MAIN = join(import.meta.dirname, '..', 'src', 'main.ts');
const ENTRY = join(import.meta.dirname, 'support', 'launch-with-snapshots.ts');
const PLANTED = `planted-${randomBytes(16).toString('hex')}`;
const PASSPHRASE = `passphrase-${randomBytes(16).toString('hex')}`;
const OPERATOR = ['--operator', 'ada'];
/** Every exchange, and by Binance every kind of key. */
const KEYS = venues.flatMap((venue) =>
  venue.algorithms
    .slice(0, venue.exchange === 'binance' ? undefined : 1)
    .map((algorithm) => ({ venue, algorithm })),
);

/** The virtual key of it is handed over by a code. */
const WRAPPED = 'kraken-hmac';

let folder: string;
/** The code of a hand-over that nobody has fetched. */
let waiting: string;
let home: string;
let diagnostics: string;
let launcher: ChildProcess | undefined;
let gatewayPid: number;
let databasePids: number[];
const fakes = new Map<string, FakeExchange>();
const wanted: Wanted[] = [{ name: 'planted', bytes: Buffer.from(PLANTED) }];
/** Everything that commands and the gateway wrote, and all answers to clients. */
const said: string[] = [];
/** What `vkey issue` and `vkey unwrap` printed, which are the only ones that ever show a secret. */
const issued: string[] = [];
let snapshot: Buffer;
let memory: Record<string, number> | null;

async function run(args: readonly string[], input: string): Promise<string> {
  const child = spawn(process.execPath, [MAIN, ...args, '--json'], {
    env: { PATH: process.env.PATH, HOLDFAST_HOME: home },
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  const status = await new Promise((resolve) => child.once('close', resolve));
  said.push(stderr);
  if (args[1] === 'issue' || args[1] === 'unwrap') issued.push(stdout);
  else said.push(stdout);
  if (status !== 0) throw new Error(`${args.slice(0, 3).join(' ')}: ${stderr}`);
  return stdout;
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-canary-'));
  home = join(folder, 'home');
  diagnostics = join(folder, 'diagnostics');
  for (const made of [home, diagnostics, join(folder, 'keys')]) mkdirSync(made, { mode: 0o700 });
  chmodSync(folder, 0o755);
  for (const venue of venues) fakes.set(venue.exchange, await FakeExchange.start(venue));
  const upstreams = venues.flatMap(({ exchange, hosts }) =>
    hosts.map((host) => `  ${host}: "${fakes.get(exchange)?.url.origin}"`),
  );
  const keyFile = join(folder, 'keys', 'kek');
  const markets = venues.map(({ exchange, symbol }) => `"${exchange} ${symbol}"`).join(', ');
  writeFileSync(
    join(home, 'gateway.yaml'),
    `listen: 127.0.0.1:0\nvault: {provider: file, file: ${keyFile}}\nupstreams:\n${upstreams.join('\n')}\n` +
      `reference_price: {every_ms: 500, window_ms: 2000, waive_second_venue: [${markets}]}\n`,
  );
  await run(['vault', 'init', '--operator', 'ada', '--stdin'], `${PASSPHRASE}\n`);
  wanted.push({ name: 'operator’s passphrase', bytes: Buffer.from(PASSPHRASE) });
  wanted.push({ name: 'key file', bytes: Buffer.from(readFileSync(keyFile, 'latin1').trim()) });
  await launch();
  // The administration takes 16 connections at once.
  for (let at = 0; at < KEYS.length; at += 8)
    await Promise.all(KEYS.slice(at, at + 8).map(({ venue, algorithm }) => makeKeys(venue, algorithm)));
  said.push(await run(['vkey', 'list'], ''));
  const late = ['--wrap', '--for', '1h', '--stdin', ...OPERATOR];
  const policy = join(home, 'kraken-hmac.yaml');
  const wrapped = await run(
    ['vkey', 'issue', 'waiting', '--key', WRAPPED, '--policy', policy, ...late],
    `${PASSPHRASE}\n`,
  );
  waiting = JSON.parse(wrapped).code;
  await load();
  const tree = treeOf(launcher?.pid ?? 0);
  gatewayPid = tree.find(({ commandLine }) => commandLine.includes('process/main.ts'))?.pid ?? 0;
  databasePids = tree.filter(({ commandLine }) => commandLine.includes('postgres')).map(({ pid }) => pid);
  memory = countInMemoryOf([gatewayPid], wanted);
  process.kill(gatewayPid, 'SIGUSR2');
  // A snapshot that is written to its end is JSON.
  await until(() => newestSnapshot()?.toString('latin1').trimEnd().endsWith('}') === true);
  snapshot = newestSnapshot() ?? Buffer.alloc(0);
}, 120_000);

afterAll(async () => {
  await stop();
  for (const fake of fakes.values()) fake.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function stop(): Promise<void> {
  const child = launcher;
  launcher = undefined;
  if (child === undefined) return;
  const ended = new Promise((resolve) => child.once('close', resolve));
  child.kill('SIGINT');
  const late = setTimeout(() => child.kill('SIGKILL'), 20_000);
  await ended;
  clearTimeout(late);
}

let address = '';

async function launch(): Promise<void> {
  const script = join(folder, 'node');
  writeFileSync(
    script,
    `#!/bin/sh\nexec ${process.execPath} --heapsnapshot-signal=SIGUSR2 --diagnostic-dir=${diagnostics} ` +
      `--allow-fs-read=${diagnostics} --allow-fs-write=${diagnostics} "$@"\n`,
    { mode: 0o755 },
  );
  const child = spawn(process.execPath, [ENTRY, script, 'gateway'], {
    env: { PATH: process.env.PATH, HOLDFAST_HOME: home, PLANTED },
  });
  launcher = child;
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    said.push(text);
    address ||= /gateway ready on (\S+)\n/.exec(text)?.[1] ?? '';
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => said.push(text));
  await until(() => address !== '');
}

async function makeKeys(venue: (typeof venues)[number], algorithm: Credential['algorithm']): Promise<void> {
  const name = `${venue.exchange}-${algorithm}`;
  const credential = venue.makeCredential(algorithm);
  fakes.get(venue.exchange)?.credentials.push(credential);
  wanted.push(...wantedOf(`real ${name}`, credential));
  const { keyId: apiKey, secret, passphrase } = credential;
  const risks = venue.acceptRisks;
  const accept = risks === undefined ? [] : ['--accept-risk', risks, '--reason', PLANTED];
  await run(
    ['key', 'add', name, '--exchange', venue.exchange, '--stdin', ...OPERATOR, ...accept],
    `${PASSPHRASE}\n${JSON.stringify({ apiKey, secret, passphrase })}`,
  );
  const policy = join(home, `${name}.yaml`);
  writeFileSync(
    policy,
    `allow: [read, trade]\nsymbols: [${venue.symbol}]\norder_types: [limit]\nprice_band_pct: 5\nmax_order_usd: 1000\n` +
      'max_daily_usd: 100000\nown_orders_only: false\ncancel_all: true\nips: [127.0.0.1]\n',
  );
  const made = JSON.parse(
    await run(
      [
        'vkey',
        'issue',
        name === 'okx-hmac' ? PLANTED : name,
        '--key',
        name,
        '--policy',
        policy,
        '--stdin',
        ...OPERATOR,
        ...(name === WRAPPED ? ['--wrap'] : []),
      ],
      `${PASSPHRASE}\n`,
    ),
  );
  // Whoever fetches it is no operator.
  const virtual = name === WRAPPED ? JSON.parse(await run(['vkey', 'unwrap'], `${made.code}\n`)) : made;
  if (name === WRAPPED) wanted.push({ name: `virtual ${name}, code`, bytes: Buffer.from(made.code) });
  wanted.push(
    ...wantedOf(`virtual ${name}`, { algorithm, secret: virtual.secret, passphrase: virtual.passphrase }),
  );
  clients.push({
    venue,
    credentials: {
      apiKey: virtual.apiKey,
      secret: virtual.secret,
      ...(virtual.passphrase === null ? {} : { password: virtual.passphrase }),
    },
  });
}

const clients: { readonly venue: (typeof venues)[number]; readonly credentials: Credentials }[] = [];

/** Every key signs reads and orders; wrong keys and refused orders make errors. */
async function load(): Promise<void> {
  const port = Number(new URL(address).port);
  await Promise.all(
    clients.map(async ({ venue, credentials }) => {
      const client = ccxtOf(venue.exchange, port, credentials);
      // An exchange's budget is small, and shared with the order books.
      await until(() => succeeds(client.loadMarkets()));
      // The exchange's own budget may end before the tenth.
      for (let i = 0; i < 10; i++)
        await client.fetchBalance().catch((error: Error) => said.push(error.message));
      await until(() => succeeds(client.createOrder(venue.unified, 'limit', 'buy', 0.001, 49_000)));
      await client
        .createOrder(venue.unified, 'limit', 'buy', 10, 49_000)
        .catch((error: Error) => said.push(error.message));
      const other = ccxtOf(venue.exchange, port, { ...credentials, apiKey: PLANTED });
      await other.fetchBalance().catch((error: Error) => said.push(error.message));
      said.push(JSON.stringify(client.last_response_headers), String(client.last_http_response));
    }),
  );
}

let lastError = '';
const succeeds = (act: Promise<unknown>) =>
  act.then(
    () => true,
    (error: Error) => {
      lastError = error.message;
      return false;
    },
  );

async function until(done: () => boolean | Promise<boolean>): Promise<void> {
  for (const end = performance.now() + 30_000; !(await done()); await wait(100)) {
    if (performance.now() > end) throw new Error(`it did not come to that: ${lastError}`);
  }
}

function newestSnapshot(): Buffer | null {
  const [name] = readdirSync(diagnostics).filter((file) => file.endsWith('.heapsnapshot'));
  return name === undefined ? null : readFileSync(join(diagnostics, name));
}

/** Nothing but what was kept on purpose, and what is named. */
function onlyPlanted(found: Record<string, number>, but: readonly string[] = []): void {
  expect(found.planted, 'what was planted is found').toBeGreaterThan(0);
  expect(Object.keys(found).filter((name) => name !== 'planted' && !but.includes(name))).toEqual([]);
}

/** What may be there for a reason that docs/testing.md tells. */
const IN_HEADERS = ['okx', 'bitget'].flatMap((exchange) =>
  ['real', 'virtual'].map((kind) => `${kind} ${exchange}-hmac, passphrase`),
);

describe('secrets of a gateway that works', () => {
  test('every key was used, and each kind of secret is looked for', () => {
    for (const fake of fakes.values())
      expect(fake.account.orders.length).toBeGreaterThanOrEqual(fake.credentials.length);
    expect(wanted.length).toBeGreaterThan(2 * KEYS.length);
  });

  test('are not in the heap snapshot of its process', () => {
    onlyPlanted(countIn(snapshot, wanted), IN_HEADERS);
  });

  test('are in its memory only where a key has to be: those that sign and verify, and what passed through (needs /proc/PID/mem)', (context) => {
    if (memory === null) return context.skip('this system lets nobody look into another process');
    process.stdout.write(`in the gateway’s memory: ${JSON.stringify(memory)}\n`);
    const inUse = KEYS.filter(({ algorithm }) => algorithm === 'hmac').map(
      ({ venue: { exchange } }) => `real ${exchange}-hmac${exchange === 'kraken' ? ', decoded' : ''}`,
    );
    // A passphrase that signs, and is never sent, is a key of its own: it is here, and in no heap.
    inUse.push('real kucoin-hmac, passphrase');
    // One copy for each time that the keys were read, until the older ones are collected.
    for (const name of inUse) expect(memory[name], name).toBeGreaterThan(0);
    // What was issued went through it, as the operator's passphrase did; and what verifies an HMAC is the secret itself.
    const issuedHere = Object.keys(memory).filter((name) => name.startsWith('virtual '));
    onlyPlanted(memory, [...inUse, ...IN_HEADERS, ...issuedHere, 'operator’s passphrase']);
  });

  test('are not in the memory of PostgreSQL’s processes (needs /proc/PID/mem)', (context) => {
    expect(databasePids.length).toBeGreaterThan(3);
    const found = countInMemoryOf(databasePids, wanted);
    if (found === null) return context.skip('this system lets nobody look into another process');
    onlyPlanted(found);
  });

  test('are not in the launcher’s memory, which asked for the vault’s key (needs /proc/PID/mem)', (context) => {
    const found = countInMemoryOf([launcher?.pid ?? 0], wanted);
    if (found === null) return context.skip('this system lets nobody look into another process');
    onlyPlanted(found);
  });

  test('are in no file of the data home, the database’s own included', () => {
    onlyPlanted(countInFiles(home, wanted));
  });

  test('are in no table of the database', async () => {
    const running = attachEmbedded({ home });
    if (running === null) throw new Error('no database runs');
    const { address: database, passwords } = running;
    const admin = connect({ address: database, user: 'holdfast_admin', password: passwords.holdfast_admin });
    const { rows: tables } = await admin.pool.query<{ name: string }>(
      `SELECT format('%I.%I', table_schema, table_name) AS name FROM information_schema.tables
       WHERE table_schema NOT IN ('pg_catalog', 'information_schema') AND table_type = 'BASE TABLE'`,
    );
    const texts: string[] = [];
    for (const { name } of tables) {
      const { rows } = await admin.pool.query<{ row: string }>(`SELECT t::text AS row FROM ${name} t`);
      texts.push(...rows.map(({ row }) => row));
    }
    await admin.close();
    expect(tables.length).toBeGreaterThan(15);
    onlyPlanted(countIn(Buffer.from(texts.join('\n')), wanted));
    // What waited there to be fetched is only known now.
    const { secret } = JSON.parse(await run(['vkey', 'unwrap'], `${waiting}\n`));
    const fetched = [
      ...wantedOf('waiting kraken-hmac', { algorithm: 'hmac', secret, passphrase: null }),
      { name: 'waiting, code', bytes: Buffer.from(waiting) },
    ];
    onlyPlanted(countIn(Buffer.from(texts.join('\n')), [...fetched, wanted[0]]));
    onlyPlanted(countInFiles(home, [...fetched, wanted[0]]));
  });

  test('are in nothing that commands, the gateway and its answers said, but for what issuing shows once', () => {
    onlyPlanted(countIn(Buffer.from(said.join('\n')), wanted));
    expect(countIn(Buffer.from(issued.join('\n')), wanted)['virtual okx-hmac']).toBe(1);
  });

  test('are in no command line and no environment of its processes', () => {
    const facts = treeOf(launcher?.pid ?? 0).flatMap((one) => [one.commandLine, one.environment]);
    expect(facts.length).toBeGreaterThan(8);
    onlyPlanted(together(facts.map((one) => countIn(one, wanted))));
  });

  test('are not in the export of the audit log, which is signed to its end when the gateway stops', async () => {
    await stop();
    const exported = join(folder, 'audit.export');
    await run(['audit', 'export', exported], '');
    onlyPlanted(countIn(readFileSync(exported), wanted));
  });
});
