import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { RolePasswords } from '@holdfast/database';
import { HoldfastError } from '@holdfast/errors';
import { writeWhole } from '../files.ts';

const ROLES = ['holdfast_gateway', 'holdfast_server', 'holdfast_operator'] as const;

/** The file with the passwords that Holdfast's roles have in a database of your own. */
export function rolesFile(home: string): string {
  return join(home, 'database.json');
}

/** Reads the passwords. Null: there is no file. @throws HoldfastError DATABASE_FILES_UNUSABLE */
export function readRoles(home: string): RolePasswords | null {
  const file = rolesFile(home);
  let text: string;
  try {
    if ((statSync(file).mode & 0o077) !== 0) throw unusable(file);
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  let found: unknown;
  try {
    found = JSON.parse(text);
  } catch {
    throw unusable(file);
  }
  if (!isPasswords(found)) throw unusable(file);
  return found;
}

/** Keeps the passwords for the owner of the data home alone. */
export function writeRoles(home: string, passwords: RolePasswords): Promise<void> {
  return writeWhole(rolesFile(home), `${JSON.stringify(passwords, null, 2)}\n`, 0o600);
}

function isPasswords(value: unknown): value is RolePasswords {
  if (typeof value !== 'object' || value === null) return false;
  const fields = new Map(Object.entries(value));
  return ROLES.every((role) => {
    const password = fields.get(role);
    return typeof password === 'string' && password.length >= 32;
  });
}

function unusable(file: string): HoldfastError {
  return new HoldfastError(
    'DATABASE_FILES_UNUSABLE',
    `${file} must hold the passwords of Holdfast’s database roles and be readable by its owner only (chmod 600). "holdfast database setup" makes it.`,
    { file },
  );
}
