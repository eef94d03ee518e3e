import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { parseDatabaseUrl, type RolePasswords, setUpDatabase } from '@holdfast/database';
import { HoldfastError } from '@holdfast/errors';
import { promptHidden, readSecretFromStdin } from '@holdfast/vault';
import type { Terminal } from '../terminal.ts';
import { loadConfig } from './config-file.ts';
import { readRoles, rolesFile, writeRoles } from './database-roles.ts';

interface SetUpOptions {
  readonly config?: string;
  readonly stdin?: true;
  readonly json?: true;
}

/**
 * Runs `holdfast database setup`: makes Holdfast's roles and schema in a database of your own, as an administrator whose
 * address and password are asked for, used once, and not kept.
 */
export async function setUpDatabaseCommand(options: SetUpOptions, terminal: Terminal): Promise<void> {
  const { home } = await loadConfig(options.config, terminal);
  const { address, user, password } = parseDatabaseUrl(await askAddress(options.stdin === true));
  if (user === null || password === null) {
    throw new HoldfastError(
      'DATABASE_URL_INVALID',
      'The address of the database can’t be used: setting it up needs an administrator’s name and password in it.',
    );
  }
  await mkdir(home, { recursive: true, mode: 0o700 });
  const known = readRoles(home);
  const rolePasswords = known ?? freshPasswords();
  // Before the roles have them: a password that is nowhere would have to be set anew.
  if (known === null) await writeRoles(home, rolePasswords);
  const migrations = await setUpDatabase({ address, user, password, rolePasswords });
  terminal.stdout.write(
    options.json
      ? `${JSON.stringify({ file: rolesFile(home), migrations })}\n`
      : `The database is ready (${migrations.length} migrations applied). The passwords of its roles: ${rolesFile(home)}\nName it in gateway.yaml as database, or in DATABASE_URL, without a user: postgres://HOST/NAME?sslmode=verify-full\n`,
  );
}

async function askAddress(stdin: boolean): Promise<string> {
  const bytes = stdin
    ? await readSecretFromStdin(process.stdin)
    : await promptHidden(
        { input: process.stdin, output: process.stderr },
        'Address of the database with an administrator (postgres://USER:PASSWORD@HOST/NAME): ',
      );
  try {
    return bytes.toString('utf8').trim();
  } finally {
    bytes.fill(0);
  }
}

function freshPasswords(): RolePasswords {
  const secret = () => randomBytes(32).toString('base64url');
  return { holdfast_gateway: secret(), holdfast_server: secret(), holdfast_operator: secret() };
}
