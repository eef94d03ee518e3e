import { type Database, recordEntry } from '@holdfast/database';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTestDatabase, type TestDatabase } from '../../../database/test/test-database.ts';
import { AuditLog } from '../../src/audit/audit-log.ts';
import { openCheckpoint } from '../../src/audit/checkpoint.ts';
import { encodeContent } from '../../src/audit/content-bytes.ts';
import { exportLog } from '../../src/audit/export.ts';
import { PostgresAuditStore } from '../../src/audit/postgres-audit-store.ts';
import { proveEntry, verifyProof } from '../../src/audit/proof.ts';
import { parseRecord } from '../../src/audit/record.ts';
import { verifyExport } from '../../src/audit/verify.ts';
import { sampleContent, signer, verifier } from './sample.ts';

let test: TestDatabase;
let gateway: Database;
let store: PostgresAuditStore;
beforeAll(async () => {
  test = await startTestDatabase();
  gateway = test.as('holdfast_gateway');
  store = new PostgresAuditStore(gateway, 'gateway-1');
});
afterAll(() => test?.stop());
beforeEach(() => asSuperuser('TRUNCATE audit_entries, audit_leaves, audit_checkpoints'));

/** What only a superuser of the database can do. */
async function asSuperuser(sql: string): Promise<void> {
  const client = await test.admin.pool.connect();
  try {
    await client.query('SET session_replication_role = replica');
    await client.query(sql);
  } finally {
    await client.query('RESET session_replication_role');
    client.release();
  }
}

async function write(count: number): Promise<void> {
  for (let i = 0; i < count; i++) {
    await recordEntry(gateway, 'gateway-1', 'administration', encodeContent(sampleContent(2)));
  }
}

const open = (kept: readonly string[], by = store) =>
  AuditLog.open({ store: by, signer, sinks: [], kept: kept.map((note) => openCheckpoint(note, verifier)) });
const verify = () => verifyExport(exportLog(store, verifier), verifier);

async function signedLog(): Promise<{ log: AuditLog; note: string }> {
  const log = await open([]);
  await write(10);
  const report = await log.checkpoint();
  return { log, note: report?.checkpoint.note ?? '' };
}

describe('the audit log in PostgreSQL', () => {
  it('is placed, signed, exported, verified and proven', async () => {
    const { log, note } = await signedLog();
    await write(3);
    expect(await log.sequence()).toBe(3);
    expect(await verify()).toMatchObject({ entries: 13, signed: 10, problem: null });
    expect((await open([note])).standing).toBe('extends');
    const proof = verifyProof(await proveEntry(store, 7, openCheckpoint(note, verifier)), verifier);
    expect(parseRecord(proof.bytes)).toMatchObject({ replica: 'gateway-1', content: sampleContent(2) });
  });

  it('is read in pages without a seam', async () => {
    await asSuperuser(`INSERT INTO audit_entries (kind, replica, recorded_at, canonical)
      SELECT 'summary', 'r', now(), convert_to('{"i":' || i || '}', 'UTF8') FROM generate_series(1, 45000) i`);
    const log = await open([]);
    await log.checkpoint();
    expect(log.size).toBe(45_000);
    expect((await open([])).root).toEqual(log.root);
    expect(await verify()).toMatchObject({ entries: 45_000, signed: 45_000, problem: null });
  });

  it('is one log for two replicas, whose equal checkpoints are exported once', async () => {
    const { log, note } = await signedLog();
    const second = new PostgresAuditStore(test.as('holdfast_gateway'), 'gateway-2');
    const other = await open([note], second);
    await second.addCheckpoint(openCheckpoint(note, verifier));
    await second.addCheckpoint(openCheckpoint(note, verifier));
    await write(2);
    await Promise.all([log.checkpoint(), other.checkpoint()]);
    // Whoever came second at the same moment sees the other's places only now.
    for (const each of [log, other, log]) await each.checkpoint();
    expect(other.root).toEqual(log.root);
    expect(await verify()).toMatchObject({ entries: 12, signed: 12, problem: null });
  });

  it('can be read and exported by the server, which can’t add to it', async () => {
    const { note } = await signedLog();
    const server = new PostgresAuditStore(test.as('holdfast_server'), 'server');
    expect((await verifyExport(exportLog(server, verifier), verifier)).problem).toBeNull();
    const denied = expect.objectContaining({ code: 'DATABASE_UNAVAILABLE', facts: { sqlstate: '42501' } });
    await expect(server.addCheckpoint(openCheckpoint(note, verifier))).rejects.toEqual(denied);
    await expect(server.appendLeaves(1)).rejects.toThrow();
  });

  it.each([
    [
      'changed an entry',
      `UPDATE audit_entries SET canonical = convert_to(replace(convert_from(canonical, 'UTF8'), 'anna', 'otto'), 'UTF8') WHERE id = (SELECT entry FROM audit_leaves WHERE leaf_index = 4)`,
      0,
    ],
    [
      'removed an entry',
      'DELETE FROM audit_entries WHERE id = (SELECT entry FROM audit_leaves WHERE leaf_index = 4)',
      4,
    ],
    [
      'swapped two entries',
      'UPDATE audit_leaves l SET entry = o.entry FROM audit_leaves o WHERE (l.leaf_index, o.leaf_index) IN ((4, 6), (6, 4))',
      0,
    ],
    ['removed the newest places', 'DELETE FROM audit_leaves WHERE leaf_index >= 8', 8],
  ])('shows that a superuser %s', async (_, sql) => {
    const { note } = await signedLog();
    await asSuperuser('ALTER TABLE audit_leaves DROP CONSTRAINT IF EXISTS audit_leaves_entry_key');
    await asSuperuser(sql);
    expect((await verify()).problem).not.toBeNull();
    expect((await open([note])).frozen).toBe(true);
  });

  it('says that the database is gone, without its words', async () => {
    const pool = {
      query: () => Promise.reject(Object.assign(new Error('row (1, secret)'), { code: '57P01' })),
    };
    const gone = new PostgresAuditStore({ ...gateway, pool } as unknown as Database, 'x');
    await expect(gone.size()).rejects.toMatchObject({
      code: 'DATABASE_UNAVAILABLE',
      message: expect.not.stringContaining('secret'),
      facts: { sqlstate: '57P01' },
    });
  });
});
