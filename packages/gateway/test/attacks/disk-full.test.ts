import { spawnSync } from 'node:child_process';
import { appendFileSync, chmodSync, mkdtempSync, rmdirSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startEmbedded } from '../../../database/src/embedded/index.ts';
import { startTrial, TRADER, type Trial } from '../process/trial.ts';
import { limitOrder, rawRequest, sendRaw } from './raw-client.ts';

/*
 * The disk with the database, and so with the audit log, is full: a small file system in memory, filled to its last
 * block. That needs root on Linux.
 */

const SIZE_MB = 200;
const UNLIMITED = TRADER.replace('max_daily_usd: 1500', 'max_daily_usd: 100000000').replace(
  '{per_second: 100, burst: 200}',
  '{per_second: 10000, burst: 10000}',
);

/** A file system of its own; null where this system lets nobody mount one. */
function smallDisk(): { readonly folder: string; unmount(): void } | null {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-disk-'));
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${SIZE_MB}m,mode=0755`, 'tmpfs', folder]);
  if (mounted.status !== 0) {
    rmdirSync(folder);
    return null;
  }
  chmodSync(folder, 0o755);
  return {
    folder,
    unmount: () => {
      // Lazily, so that nothing is left behind by a test that failed.
      spawnSync('umount', ['-l', folder]);
      rmdirSync(folder);
    },
  };
}

/** Takes what is left, to the last block, though the database writes meanwhile. */
function fill(folder: string): string {
  const ballast = join(folder, 'ballast');
  const block = Buffer.alloc(statfsSync(folder).bsize);
  for (;;) {
    try {
      appendFileSync(ballast, block);
    } catch (error) {
      expect(error).toMatchObject({ code: 'ENOSPC' });
      return ballast;
    }
  }
}

test('the disk of the audit log is full: every order is refused and none is sent; with space again it goes on (needs root on Linux)', async (context) => {
  const disk = smallDisk();
  if (disk === null) return context.skip('this system lets nobody mount a file system');
  let trial: Trial | null = null;
  try {
    trial = await startTrial(disk.folder);
    await whileFull(trial, disk.folder);
  } finally {
    await trial?.stop().catch(() => undefined);
    disk.unmount();
  }
});

async function whileFull(trial: Trial, folder: string): Promise<void> {
  const key = await trial.issue('busy', UNLIMITED);
  const gateway = await trial.start();
  const { exchange, database } = trial;
  let count = 0;
  const send = async () => {
    const order = limitOrder({ quantity: '0.0002', newClientOrderId: `full-${++count}` });
    return (await sendRaw(gateway.port, rawRequest(key, 'POST', '/api/v3/order', order))).status;
  };
  const together = (n: number) => Promise.all(Array.from({ length: n }, send));
  expect(new Set(await together(20))).toEqual(new Set([200]));

  const ballast = fill(folder);
  // What its pages have room for may still be written; then it ends.
  let refusals = 0;
  for (let i = 0; i < 400 && refusals < 20; i++) refusals = (await send()) === 200 ? 0 : refusals + 1;
  expect(refusals).toBe(20);
  const sent = exchange.orders.length;
  for (const status of await together(50)) expect(status).toBe(503);
  expect(exchange.orders.length).toBe(sent);

  rmSync(ballast);
  // PostgreSQL may have given up meanwhile; then whoever runs Holdfast starts it again.
  const alive = await database.admin.pool.query('SELECT 1').then(
    () => true,
    () => false,
  );
  const again = alive ? null : await startEmbedded({ home: database.home });
  await expect.poll(send, { timeout: 20_000 }).toBe(200);

  const { rows } = await database.admin.pool.query<{ text: string }>(
    `SELECT convert_from(canonical, 'UTF8') AS text FROM holdfast.audit_entries WHERE kind = 'request' AND accepted`,
  );
  const recorded = new Set(rows.map(({ text }) => /"(full-\d+)"/.exec(text)?.[1]));
  const orders = exchange.orders.map(({ parameters }) => parameters.get('newClientOrderId') ?? '');
  expect(orders.filter((id) => !recorded.has(id))).toEqual([]);
  expect(new Set(orders).size).toBe(orders.length);
  await again?.stop();
}
