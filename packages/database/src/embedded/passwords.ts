import { randomBytes } from 'node:crypto';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { HoldfastError } from '@holdfast/errors';
import type { RolePasswords } from '../migrations/set-up-database.ts';

/** Passwords of the embedded cluster: its administrator's and the roles'. */
export interface ClusterPasswords extends RolePasswords {
  readonly holdfast_admin: string;
}

const NAMES = ['holdfast_admin', 'holdfast_gateway', 'holdfast_server', 'holdfast_operator'] as const;

/** Writes fresh passwords of 256 bits each to a file that only its owner may read. */
export function createPasswords(file: string): ClusterPasswords {
  const secret = () => randomBytes(32).toString('base64url');
  const passwords: ClusterPasswords = {
    holdfast_admin: secret(),
    holdfast_gateway: secret(),
    holdfast_server: secret(),
    holdfast_operator: secret(),
  };
  writeFileSync(file, `${JSON.stringify(passwords, null, 2)}\n`, { mode: 0o600, flag: 'wx', flush: true });
  return passwords;
}

/**
 * @throws HoldfastError `DATABASE_FILES_UNUSABLE` when the file is missing, damaged, or readable by others.
 */
export function readPasswords(file: string): ClusterPasswords {
  try {
    if ((statSync(file).mode & 0o077) !== 0) throw new RangeError('others may read it');
    const found: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (!isPasswords(found)) throw new RangeError('a password is missing');
    return found;
  } catch {
    throw new HoldfastError(
      'DATABASE_FILES_UNUSABLE',
      `${file} must hold the passwords of the embedded database and be readable by its owner only (chmod 600).`,
      { file },
    );
  }
}

function isPasswords(value: unknown): value is ClusterPasswords {
  if (typeof value !== 'object' || value === null) return false;
  const fields = new Map(Object.entries(value));
  return NAMES.every((name) => {
    const password = fields.get(name);
    return typeof password === 'string' && password.length >= 32;
  });
}
