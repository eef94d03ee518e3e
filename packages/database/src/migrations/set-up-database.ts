import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { HoldfastError } from '@holdfast/errors';
import pg from 'pg';
import type { DatabaseAddress } from '../address.ts';
import type { Role } from '../connect.ts';
import { failed, sqlState } from '../database-error.ts';
import { ProvenClient } from '../proven-client.ts';
import { scramVerifier } from '../scram-verifier.ts';
import { type Migration, shippedMigrations } from './files.ts';
import { migrate } from './migrate.ts';

/** The password of each role that signs in: printable ASCII. */
export type RolePasswords = Readonly<Record<Role, string>>;

export interface SetUpOptions {
  readonly address: DatabaseAddress;
  /** An administrator: superuser, or owner of the database with CREATEROLE. */
  readonly user: string;
  readonly password: string;
  readonly rolePasswords: RolePasswords;
  readonly migrations?: readonly Migration[];
}

/**
 * Makes the roles, sets their passwords and migrates the schema. Repeating it changes only what is missing, and the
 * passwords if they differ.
 *
 * @returns Numbers of the migrations that were applied now.
 * @throws HoldfastError `DATABASE_ROLES_UNSAFE`, `DATABASE_NEWER`, `DATABASE_MIGRATION_CHANGED`,
 * `DATABASE_UNAVAILABLE`.
 * @example
 * await setUpDatabase({ address, user: 'postgres', password, rolePasswords });
 */
export async function setUpDatabase(options: SetUpOptions): Promise<number[]> {
  const { address, user, password, rolePasswords, migrations = shippedMigrations() } = options;
  const client = new (address.tls === null ? ProvenClient : pg.Client)({
    host: address.host,
    port: address.port,
    database: address.database,
    user,
    password,
    ssl:
      address.tls === null
        ? false
        : { rejectUnauthorized: true, ...(address.tls.ca && { ca: address.tls.ca }) },
    options: '-c search_path=pg_catalog,pg_temp',
    application_name: 'holdfast set-up',
    connectionTimeoutMillis: 5000,
  });
  // A connection that breaks fails the statement under way, which says so.
  client.on('error', () => undefined);
  await client.connect().catch(failed);
  try {
    await makeRoles(client, rolePasswords);
    return await migrate(client, migrations);
  } finally {
    await client.end();
  }
}

async function makeRoles(client: pg.Client, passwords: RolePasswords): Promise<void> {
  await client.query('BEGIN').catch(failed);
  try {
    // Roles belong to the whole server; two set-ups at once would trip over each other's rows.
    await client.query('SELECT pg_advisory_xact_lock(7205759404)');
    await client.query(readFileSync(new URL('./roles.sql', import.meta.url), 'utf8'));
    for (const [role, password] of Object.entries(passwords)) {
      const verifier = client.escapeLiteral(scramVerifier(password, randomBytes(16)));
      await client.query(`ALTER ROLE ${client.escapeIdentifier(role)} PASSWORD ${verifier}`);
    }
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    if (sqlState(error) === '0P000') {
      throw new HoldfastError(
        'DATABASE_ROLES_UNSAFE',
        'A role named holdfast_… in the database is superuser, may create roles or databases, or is a member of another role. Take that from it, or drop it, and start again.',
      );
    }
    failed(error);
  }
}
