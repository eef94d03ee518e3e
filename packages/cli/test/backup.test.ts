import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { connect } from '@holdfast/database';
import { startEmbedded } from '@holdfast/database/embedded';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { balances, type DataHome, dataHome } from './support/data-home.ts';

const PASSPHRASE = 'five random words for backups';

let data: DataHome;
let key: { apiKey: string; secret: string };
let purgeAfter = '';
let revoked: { apiKey: string; secret: string };
/** Outside of the data home. */
let shelf: string;
let backup: string;

/** What the data home was before it was lost. */
let before: { keys: unknown; log: string };

const at = (name: string) => join(shelf, name);
const issue = (name: string) =>
  ['vkey', 'issue', name, '--key', 'main', '--policy', join(data.home, 'policy.yaml')] as const;

/** The machine is lost. */
function empty(): void {
  for (const name of readdirSync(data.home)) rmSync(join(data.home, name), { recursive: true, force: true });
}

async function exported(name: string): Promise<string> {
  await data.json(['audit', 'export', at(name)]);
  return readFileSync(at(name), 'utf8');
}

/** Works in the database as its superuser. */
async function asSuperuser(sql: string): Promise<readonly Record<string, unknown>[]> {
  const embedded = await startEmbedded({ home: data.home });
  const { address, passwords } = embedded;
  const db = connect({ address, user: 'holdfast_admin', password: passwords.holdfast_admin });
  try {
    return (await db.pool.query(sql)).rows;
  } finally {
    await db.close();
    await embedded.stop();
  }
}

/** As if the restore had been made six minutes ago. */
const wait = () =>
  asSuperuser(`UPDATE settings SET value = convert_to(jsonb_set(convert_from(value, 'UTF8')::jsonb, '{restoredAt}',
    to_jsonb(to_char(clock_timestamp() AT TIME ZONE 'UTC' - interval '6 minutes', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')))::text,
    'UTF8') WHERE name = 'restored'`);

beforeAll(async () => {
  data = await dataHome();
  shelf = mkdtempSync(join(tmpdir(), 'holdfast-shelf-'));
  backup = at('backup');
  await data.json(['vault', 'init', '--no-operator']);
  await data.json(
    ['key', 'add', 'main', '--exchange', 'binance', '--stdin'],
    JSON.stringify({ apiKey: 'REALKEY', secret: 'REALSECRET' }),
  );
  key = await data.json<typeof key>(issue('bot'));
  revoked = await data.json<typeof key>(issue('old'));
  await data.json(['vkey', 'revoke', 'old']);
  await data.json(
    ['key', 'add', 'leaving', '--exchange', 'binance', '--stdin'],
    JSON.stringify({ apiKey: 'OTHERKEY', secret: 'OTHERSECRET' }),
  );
  ({ purgeAfter } = await data.json<{ purgeAfter: string }>(['key', 'delete', 'leaving']));
}, 60_000);

afterAll(async () => {
  await data?.close();
  rmSync(shelf, { recursive: true, force: true });
});

describe('a backup', () => {
  test('is made while the gateway works, into one file for its owner alone', async () => {
    const gateway = await data.launch();
    let working = true;
    let served = 0;
    const clients = Array.from({ length: 4 }, async () => {
      while (working) if ((await balances(gateway.address, key)).status === 200) served++;
    });
    await expect.poll(() => served).toBeGreaterThan(20);
    const told = await data.json(['backup', backup, '--stdin'], `${PASSPHRASE}\n`);
    working = false;
    await Promise.all(clients);
    expect(await gateway.stop()).toBe(0);
    expect(told).toMatchObject({ file: backup, bytes: statSync(backup).size });
    expect(statSync(backup).mode & 0o777).toBe(0o600);
    // Nothing aside is left.
    expect(readdirSync(shelf)).toEqual(['backup']);
    // Nothing happens after it, so that what is restored can be compared with what was.
    await data.json(['backup', at('quiet'), '--stdin'], PASSPHRASE);
    before = { keys: await data.json(['vkey', 'list']), log: await exported('log-before') };
  }, 60_000);

  test('holds nothing that can be read, and nothing of the vault’s key', () => {
    const bytes = readFileSync(backup);
    const kek = readFileSync(join(data.keys, 'kek'));
    for (const text of ['REALKEY', 'holdfast', 'binance', 'kekId', kek.toString('utf8').trim()]) {
      expect(bytes.includes(text)).toBe(false);
    }
  });

  test('is not written over a file, into the data home, under a short passphrase, or without a vault', async () => {
    const content = readFileSync(backup);
    expect(await data.error(['backup', backup], PASSPHRASE)).toBe('BACKUP_PLACE_INVALID');
    expect(readFileSync(backup).equals(content)).toBe(true);
    expect(await data.error(['backup', join(data.home, 'b')], PASSPHRASE)).toBe('BACKUP_PLACE_INVALID');
    expect(await data.error(['backup', at('none/b')], PASSPHRASE)).toBe('FILE_UNUSABLE');
    expect(await data.error(['backup', at('b')], 'short\n')).toBe('PASSPHRASE_INVALID');
    expect(await data.error(['backup', at('b')], '')).toBe('PASSPHRASE_INVALID');
    const elsewhere = mkdtempSync(join(tmpdir(), 'holdfast-none-'));
    expect(await data.error(['backup', at('b')], PASSPHRASE, { HOLDFAST_HOME: elsewhere })).toBe(
      'VAULT_MISSING',
    );
    rmSync(elsewhere, { recursive: true });
    expect(readdirSync(shelf)).not.toContain('b');
  }, 60_000);

  test('leaves no file where the disk is full (needs root on Linux)', async (context) => {
    const disk = mkdtempSync(join(tmpdir(), 'holdfast-small-'));
    const mounted = spawnSync('sh', ['-c', 'mount -t tmpfs -o size=4k,mode=0700 tmpfs "$0"', disk]);
    if (mounted.status !== 0) return context.skip('this system lets nobody mount a file system');
    try {
      const { status, stderr } = await data.run(['backup', join(disk, 'b'), '--json', '--stdin'], PASSPHRASE);
      expect(status).toBe(2);
      expect(JSON.parse(stderr).error).toMatchObject({ code: 'FILE_UNUSABLE' });
      expect(stderr).toContain('the disk is full');
      expect(readdirSync(disk)).toEqual([]);
    } finally {
      spawnSync('sh', ['-c', 'umount -l "$0"', disk]);
      rmSync(disk, { recursive: true, force: true });
    }
  }, 60_000);

  test('leaves nothing under its name when it is killed', async () => {
    for (const afterMs of [300, 800]) {
      const child = start(['backup', at('killed'), '--stdin'], PASSPHRASE);
      await setTimeout(afterMs);
      await kill(child);
    }
    const whole = readdirSync(shelf).includes('killed');
    // Unless it was done before it could be killed.
    if (whole) expect(readFileSync(at('killed')).length).toBeGreaterThan(1000);
    for (const name of readdirSync(shelf)) if (name.startsWith('.killed')) expect(name).toMatch(/\.partial$/);
  }, 60_000);

  test('is refused where the vault file is not the database’s', async () => {
    const path = join(data.home, 'vault', 'vault.json');
    const text = readFileSync(path, 'utf8');
    const { current } = JSON.parse(text);
    writeFileSync(path, text.replace(current.kekId, '0'.repeat(32)));
    expect(await data.error(['backup', at('b')], PASSPHRASE)).toBe('BACKUP_VAULT_CHANGED');
    writeFileSync(path, text);
    expect(readdirSync(shelf)).not.toContain('b');
  }, 60_000);
});

describe('a restore', () => {
  test('is refused where something is, and while a gateway runs', async () => {
    expect(await data.error(['restore', backup], PASSPHRASE)).toBe('RESTORE_HOME_NOT_EMPTY');
    const gateway = await data.launch();
    expect(await data.error(['restore', backup], PASSPHRASE)).toBe('RESTORE_HOME_NOT_EMPTY');
    expect((await balances(gateway.address, key)).status).toBe(200);
    await gateway.stop();
  }, 60_000);

  test('writes nothing for a backup that is not whole, or another passphrase', async () => {
    empty();
    const bytes = readFileSync(backup);
    expect(await data.error(['restore', backup], 'five other words for backups')).toBe(
      'BACKUP_PASSPHRASE_WRONG',
    );
    expect(await data.error(['restore', at('missing')], PASSPHRASE)).toBe('FILE_UNUSABLE');
    const changed = (at_: number) => {
      const copy = Buffer.from(bytes);
      copy[at_] ^= 1;
      return copy;
    };
    const bad: readonly Buffer[] = [
      bytes.subarray(0, -1),
      changed(60),
      changed(bytes.length - 1),
      Buffer.concat([bytes, Buffer.alloc(16)]),
      // Two backups under the same passphrase.
      Buffer.concat([
        bytes.subarray(0, bytes.length >> 1),
        readFileSync(at('quiet')).subarray(bytes.length >> 1),
      ]),
    ];
    for (const content of bad) {
      writeFileSync(at('bad'), content);
      expect(await data.error(['restore', at('bad')], PASSPHRASE)).toBe('BACKUP_DAMAGED');
      expect(readdirSync(data.home)).toEqual([]);
    }
  }, 60_000);

  test('that is killed leaves nothing that a gateway would start with, and can be repeated', async () => {
    empty();
    for (const afterMs of [700, 1400]) {
      const child = start(['restore', at('quiet'), '--stdin'], PASSPHRASE);
      await setTimeout(afterMs);
      await kill(child);
      expect(readdirSync(data.home).every((name) => name.startsWith('.restoring-'))).toBe(true);
    }
    await setTimeout(300);
    expect(await data.json(['restore', at('quiet'), '--stdin'], PASSPHRASE)).toMatchObject({ frozen: true });
    expect(readdirSync(data.home).sort()).toEqual(['audit', 'gateway.yaml', 'postgres', 'vault']);
  }, 60_000);

  test('gives back every key and every audit entry', async () => {
    expect(await data.json(['vkey', 'list'])).toEqual(before.keys);
    const restored = await exported('log-restored');
    expect(before.log.startsWith(restored.slice(0, restored.lastIndexOf('\nend ')))).toBe(true);
    const { key: verifier } = await data.json<{ key: string }>(['audit', 'key']);
    expect(await data.json(['audit', 'verify', at('log-restored'), '--key', verifier])).toMatchObject({
      problem: null,
    });
  }, 60_000);

  test('gives back a key that was to be deleted with its date, and with all of its delay before it', async () => {
    expect(await data.json(['key', 'show', 'leaving'])).toMatchObject({
      deleted: false,
      deletion: { after: purgeAfter, seenHours: 0, ofHours: 168 },
    });
    expect(await data.error(['key', 'delete', 'leaving', '--confirm'])).toBe('KEY_DELETION_EARLY');
  }, 60_000);

  test('starts frozen, although the database is the one that the checkpoints are of', async () => {
    await expect(data.launch()).rejects.toThrow('AUDIT_FROZEN');
    const sealed = await data.launch(['--sealed']);
    expect(await data.error(['vault', 'unseal'])).toBe('AUDIT_FROZEN');
    expect((await balances(sealed.address, key)).status).toBe(503);
    await sealed.stop();
  }, 60_000);

  test('stays frozen until no request of before can be repeated', async () => {
    const accept = ['audit', 'accept-rollback', '--reason', 'the disk is gone'];
    expect(await data.error(accept)).toBe('RESTORE_TOO_RECENT');
    await expect(data.launch()).rejects.toThrow('AUDIT_FROZEN');
    await wait();
    expect(await data.json(accept)).toMatchObject({ accepted: true });
    expect(await data.json(accept)).toMatchObject({ accepted: false });
  }, 60_000);

  test('then signs again with the vault’s key; a revoked key stays revoked', async () => {
    const gateway = await data.launch();
    expect((await balances(gateway.address, key)).status).toBe(200);
    expect(data.seen.at(-1)).toContain('REALKEY');
    expect((await balances(gateway.address, revoked)).status).not.toBe(200);
    await gateway.stop();
    const log = await exported('log-after');
    expect(log).toContain('rollback-accepted');
    const { key: verifier } = await data.json<{ key: string }>(['audit', 'key']);
    expect(await data.json(['audit', 'verify', at('log-after'), '--key', verifier])).toMatchObject({
      problem: null,
    });
  }, 60_000);

  test('is what it was also when it was made under load', async () => {
    empty();
    const { auditEntries } = await data.json<{ auditEntries: number }>(
      ['restore', backup, '--stdin'],
      PASSPHRASE,
    );
    const restored = await exported('log-under-load');
    const { key: verifier } = await data.json<{ key: string }>(['audit', 'key']);
    expect(await data.json(['audit', 'verify', at('log-under-load'), '--key', verifier])).toMatchObject({
      problem: null,
      entries: auditEntries,
    });
    const entries = restored.split('\n').filter((line) => line.startsWith('entry '));
    const same = before.log.split('\n').filter((line) => line.startsWith('entry '));
    expect(same.slice(0, entries.length)).toEqual(entries);
  }, 60_000);

  test('of an older state beside a newer local checkpoint is frozen as well', async () => {
    // The checkpoints of the lost machine were kept; they are of more entries than the backup has.
    const newer = before.log.split('\n').findLast((line) => line.startsWith('checkpoint '));
    const note = Buffer.from(newer?.split(' ')[1] ?? '', 'base64').toString('utf8');
    mkdirSync(join(data.home, 'audit'), { mode: 0o700, recursive: true });
    writeFileSync(join(data.home, 'audit', 'checkpoints'), `${note}\n`, { mode: 0o600 });
    await wait();
    await asSuperuser(`UPDATE settings SET value = '' WHERE name = 'restored'`);
    await expect(data.launch()).rejects.toThrow('behind');
    expect(await data.json(['audit', 'accept-rollback', '--reason', 'nothing newer is left'])).toMatchObject({
      accepted: true,
      standing: 'behind',
    });
  }, 60_000);
});

/** A command that is not waited for. */
function start(args: readonly string[], input: string): ChildProcess {
  const main = join(import.meta.dirname, '..', 'src', 'main.ts');
  const child = spawn(process.execPath, [main, ...args], {
    env: { PATH: process.env.PATH, HOLDFAST_HOME: data.home },
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  child.stdin?.on('error', () => undefined);
  child.stdin?.end(input);
  return child;
}

/** With the database that it started, which ends by itself then. */
async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = once(child, 'close');
  child.kill('SIGKILL');
  await ended;
}
