import { HoldfastError } from '@holdfast/errors';
import type { Database } from './connect.ts';
import { failed } from './database-error.ts';

/**
 * Refuses a database that may lose what it confirmed: `fsync`, `full_page_writes` or `synchronous_commit` off for the
 * server, this session, this database or any of our roles, or a table of ours that is unlogged. `decide` looks at the
 * session's settings again with every batch.
 *
 * @throws HoldfastError `DATABASE_NOT_DURABLE`, naming each setting and where it is made.
 * @see https://www.postgresql.org/docs/18/runtime-config-wal.html
 * @example
 * await checkDurability(db);
 */
export async function checkDurability(db: Database): Promise<void> {
  const { rows } = await db.pool.query<{ problem: string }>(PROBLEMS).catch(failed);
  if (rows.length === 0) return;
  const problems = rows.map(({ problem }) => problem);
  throw new HoldfastError(
    'DATABASE_NOT_DURABLE',
    `The database may lose what it confirms: ${problems.join('; ')}. Set them to on, tables to logged, and start again.`,
    { problems: problems.join('; ') },
  );
}

const PROBLEMS = `
  SELECT format('%s is off', name) AS problem FROM pg_catalog.pg_settings
  WHERE name IN ('fsync', 'full_page_writes', 'synchronous_commit') AND 'off' IN (setting, reset_val)
  UNION ALL
  SELECT format('%s for %s', config, concat_ws(' in ', coalesce('role ' || r.rolname, 'all roles'), 'database ' || d.datname))
  FROM pg_catalog.pg_db_role_setting s
  CROSS JOIN LATERAL unnest(s.setconfig) AS config
  LEFT JOIN pg_catalog.pg_roles r ON r.oid = s.setrole
  LEFT JOIN pg_catalog.pg_database d ON d.oid = s.setdatabase
  WHERE (s.setdatabase = 0 OR d.datname = pg_catalog.current_database())
    AND (s.setrole = 0 OR r.rolname = current_user OR r.rolname LIKE 'holdfast\\_%')
    AND lower(config) ~ '^(fsync|full_page_writes|synchronous_commit)=(off|false|no|0|of|f|fa|fal|fals|n)$'
  UNION ALL
  SELECT format('table %s is unlogged', c.relname) FROM pg_catalog.pg_class c
  WHERE c.relnamespace = 'holdfast'::pg_catalog.regnamespace AND c.relkind IN ('r', 'p') AND c.relpersistence <> 'p'
`;
