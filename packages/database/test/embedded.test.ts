import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { type EmbeddedDatabase, startEmbedded } from '../src/embedded/index.ts';
import { checkDurability, connect, type Database } from '../src/index.ts';
import { startTestDatabase } from './test-database.ts';

/** A stopped cluster that each test gets a copy of. */
let stopped: string;
let home: string;
const running: EmbeddedDatabase[] = [];
const children: ChildProcess[] = [];

beforeAll(async () => {
  const test = await startTestDatabase();
  stopped = mkdtempSync(join(tmpdir(), 'holdfast-stopped-'));
  const { embedded } = test;
  await test.admin.pool.query(`INSERT INTO settings (name, value) VALUES ('proof', 'kept')`);
  await test.admin.close();
  await embedded.stop();
  renameSync(join(test.home, 'postgres'), join(stopped, 'postgres'));
  rmSync(test.home, { recursive: true });
});
afterAll(() => rmSync(stopped, { recursive: true, force: true }));
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await Promise.all(running.splice(0).map((embedded) => embedded.stop()));
  rmSync(home, { recursive: true, force: true });
});

/** A home with a copy of the cluster. Root makes it closed to others, as mkdtemp does. */
function copy(parent = tmpdir()): string {
  home = mkdtempSync(join(parent, 'holdfast-home-'));
  execFileSync('cp', ['-a', join(stopped, 'postgres'), join(home, 'postgres')]);
  return home;
}

async function start(folder: string): Promise<EmbeddedDatabase> {
  const embedded = await startEmbedded({ home: folder });
  running.push(embedded);
  return embedded;
}

const admin = ({ address, passwords }: EmbeddedDatabase): Database =>
  connect({ address, user: 'holdfast_admin', password: passwords.holdfast_admin });

async function settingsOf(embedded: EmbeddedDatabase): Promise<unknown> {
  const db = admin(embedded);
  try {
    return await db.kysely.selectFrom('settings').select('value').where('name', '=', 'proof').execute();
  } finally {
    await db.close();
  }
}

const KEPT = [{ value: Buffer.from('kept') }];

async function startChild(folder: string): Promise<{ child: ChildProcess; postgres: number }> {
  const child = spawn(
    process.execPath,
    [fileURLToPath(new URL('./embedded-child.ts', import.meta.url)), folder],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  children.push(child);
  const [line] = await once(child.stdout, 'data');
  return { child, postgres: Number(/^ready (\d+)/.exec(String(line))?.[1]) };
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

it('makes a durable cluster from nothing, closed to everybody else', async () => {
  home = mkdtempSync(join(tmpdir(), 'holdfast-home-'));
  const embedded = await start(join(home, 'not', 'yet', 'there'));
  const folder = join(home, 'not', 'yet', 'there', 'postgres');
  for (const path of ['.', 'data', 'socket']) expect(statSync(join(folder, path)).mode & 0o777).toBe(0o700);
  expect(statSync(join(folder, 'passwords.json')).mode & 0o777).toBe(0o600);
  expect(readdirSync(join(folder, 'socket')).filter((name) => name === 'password')).toEqual([]);
  expect(readdirSync(join(folder, '..'))).toEqual(['postgres']);

  const db = admin(embedded);
  await checkDurability(db);
  const show = async (name: string) =>
    (await db.pool.query(`SELECT current_setting($1) AS value`, [name])).rows[0].value;
  expect(await show('listen_addresses')).toBe('');
  expect(await show('server_version_num')).toMatch(/^18/);
  expect(await show('data_checksums')).toBe('on');
  const { rows } = await db.pool.query(
    `SELECT rolname FROM pg_authid WHERE rolpassword IS NOT NULL AND rolpassword NOT LIKE 'SCRAM-SHA-256$%'`,
  );
  expect(rows).toEqual([]);
  const { rows: trusting } = await db.pool.query(
    `SELECT * FROM pg_hba_file_rules WHERE auth_method <> 'scram-sha-256'`,
  );
  expect(trusting).toEqual([]);
  await db.close();
});

it('starts again in under two seconds with what was in it, under a folder that only its owner may enter', async () => {
  copy();
  chmodSync(home, 0o700);
  const began = performance.now();
  const embedded = await start(home);
  expect(performance.now() - began).toBeLessThan(2000);
  expect(await settingsOf(embedded)).toEqual(KEPT);
});

it('takes no password but the right one', async () => {
  copy();
  const { address } = await start(home);
  for (const password of ['', 'wrong', 'postgres']) {
    const db = connect({ address, user: 'holdfast_admin', password });
    await expect(db.pool.query('SELECT 1')).rejects.toThrow();
    await db.close();
  }
});

it('outranks settings that were changed in its files', async () => {
  copy();
  writeFileSync(
    join(home, 'postgres', 'data', 'postgresql.auto.conf'),
    `fsync = off\nfull_page_writes = off\nsynchronous_commit = off\nlisten_addresses = '*'\n`,
  );
  const db = admin(await start(home));
  await checkDurability(db);
  expect((await db.pool.query('SHOW listen_addresses')).rows).toEqual([{ listen_addresses: '' }]);
  await db.close();
});

it('is refused a second time while it runs, from this process or another, and the first goes on', async () => {
  copy();
  const first = await start(home);
  await expect(startEmbedded({ home })).rejects.toMatchObject({
    code: 'DATABASE_IN_USE',
    facts: { pid: first.pid },
  });
  expect(await settingsOf(first)).toEqual(KEPT);
});

it('of two starts at the same moment lets one win and tells the other', async () => {
  copy();
  const results = await Promise.allSettled([start(home), start(home), start(home)]);
  const refused = results.filter((result) => result.status === 'rejected');
  expect(refused.map(({ reason }) => reason.code)).toEqual(['DATABASE_IN_USE', 'DATABASE_IN_USE']);
  expect(await settingsOf(running[0])).toEqual(KEPT);
});

it('of two first starts at the same moment leaves one whole cluster', async () => {
  home = mkdtempSync(join(tmpdir(), 'holdfast-home-'));
  const results = await Promise.allSettled([start(home), start(home)]);
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect(readdirSync(home)).toEqual(['postgres']);
  expect(await settingsOf(running[0])).toEqual([]);
});

it('ends with its launcher, even when that is killed with SIGKILL, and starts again at once', async () => {
  copy();
  const { child, postgres } = await startChild(home);
  expect(isAlive(postgres)).toBe(true);
  child.kill('SIGKILL');
  const embedded = await start(home);
  expect(isAlive(postgres)).toBe(false);
  expect(await settingsOf(embedded)).toEqual(KEPT);
});

it('starts after PostgreSQL itself was killed and left its lock file', async () => {
  copy();
  const first = await start(home);
  const db = admin(first);
  await db.pool.query(`UPDATE settings SET value = 'committed' WHERE name = 'proof'`);
  process.kill(first.pid, 'SIGKILL');
  await first.ended;
  await db.close().catch(() => undefined);
  expect(existsSync(join(home, 'postgres', 'data', 'postmaster.pid'))).toBe(true);
  const again = await start(home);
  expect(await settingsOf(again)).toEqual([{ value: Buffer.from('committed') }]);
});

it.skipIf(process.platform !== 'linux')(
  'starts when the number in a left lock file belongs to another process by now',
  async () => {
    copy();
    const lock = join(home, 'postgres', 'data', 'postmaster.pid');
    writeFileSync(lock, `${process.pid}\n/proc/self/cwd\n1795502569\n5432\n../socket\n\n  1 1\nready   \n`);
    expect(await settingsOf(await start(home))).toEqual(KEPT);
  },
);

it.skipIf(process.platform !== 'linux')(
  'starts when a crash of the machine left the lock file empty',
  async () => {
    copy();
    const lock = join(home, 'postgres', 'data', 'postmaster.pid');
    writeFileSync(lock, '');
    utimesSync(lock, new Date(0), new Date(0));
    expect(await settingsOf(await start(home))).toEqual(KEPT);
  },
);

it('listens on a free port of 127.0.0.1 where the path is too long for a socket', async () => {
  const deep = join(mkdtempSync(join(tmpdir(), 'holdfast-deep-')), 'd'.repeat(90));
  mkdirSync(deep);
  copy(deep);
  const embedded = await start(home);
  expect(embedded.address).toMatchObject({ host: '127.0.0.1', tls: null });
  expect(await settingsOf(embedded)).toEqual(KEPT);
  const db = admin(embedded);
  expect((await db.pool.query('SHOW listen_addresses')).rows).toEqual([{ listen_addresses: '127.0.0.1' }]);
  await db.close();
  await Promise.all(running.splice(0).map((each) => each.stop()));
  rmSync(join(deep, '..'), { recursive: true });
});

it('tells when PostgreSQL ends by itself', async () => {
  copy();
  const embedded = await start(home);
  process.kill(embedded.pid, 'SIGINT');
  await embedded.ended;
  await embedded.stop();
});

it.each([
  ['of another version', (data: string) => writeFileSync(join(data, 'PG_VERSION'), '17\n'), /PostgreSQL 17/],
  ['without a version', (data: string) => rmSync(join(data, 'PG_VERSION')), /holds no PostgreSQL data/],
  ['that others may read', (data: string) => chmodSync(data, 0o750), /chmod 700/],
])('refuses a data folder %s', async (_, spoil, message) => {
  copy();
  spoil(join(home, 'postgres', 'data'));
  const failure = await startEmbedded({ home }).catch((error: unknown) => error);
  expect(failure).toMatchObject({ code: 'DATABASE_FILES_UNUSABLE', message: expect.stringMatching(message) });
});

it.each([
  ['missing', (file: string) => rmSync(file)],
  ['readable by others', (file: string) => chmodSync(file, 0o644)],
  ['cut off', (file: string) => writeFileSync(file, readFileSync(file).subarray(0, 50))],
  [
    'without a role',
    (file: string) => writeFileSync(file, '{"holdfast_admin":"0123456789012345678901234567890123456789"}'),
  ],
])('refuses a password file that is %s, before anything starts', async (_, spoil) => {
  copy();
  spoil(join(home, 'postgres', 'passwords.json'));
  await expect(startEmbedded({ home })).rejects.toMatchObject({ code: 'DATABASE_FILES_UNUSABLE' });
  expect(existsSync(join(home, 'postgres', 'data', 'postmaster.pid'))).toBe(false);
});

it('says what PostgreSQL said when it can’t start', async () => {
  copy();
  writeFileSync(join(home, 'postgres', 'data', 'postgresql.conf'), 'no_such_setting = 1\n');
  const failure = await startEmbedded({ home }).catch((error: unknown) => error);
  expect(failure).toMatchObject({
    code: 'DATABASE_START_FAILED',
    message: expect.stringContaining('no_such_setting'),
  });
});

it('hands nothing of our environment on', async () => {
  copy();
  process.env.HOLDFAST_TEST_SECRET = 'not for PostgreSQL';
  try {
    const { pid } = await start(home);
    if (process.platform === 'linux') {
      expect(readFileSync(`/proc/${pid}/environ`, 'utf8')).not.toContain('HOLDFAST_TEST_SECRET');
    }
  } finally {
    delete process.env.HOLDFAST_TEST_SECRET;
  }
});
