import { HoldfastError } from '@holdfast/errors';
import type { Kek } from '../kek.ts';
import type { KekProvider } from '../kek-provider.ts';
import { newEntry } from './init.ts';
import { verifyKek } from './kek-check.ts';
import { type OnWriteStep, readVault, writeVault } from './storage.ts';

/*
 * A rekey is: beginRekey; one database transaction that wraps every secret and MACs every row under the next KEK and
 * makes its id the one in force; commitRekey. Whatever dies in between, the vault file has the KEK that the database
 * says is in force, and nothing is ever decrypted to disk.
 */

interface RekeyOptions {
  readonly home: string;
  readonly onStep?: OnWriteStep;
}

/**
 * Writes a new KEK beside the current one.
 *
 * @param options.current the KEK in force: only who holds it may begin
 * @returns the next KEK
 * @throws HoldfastError KEK_WRONG, VAULT_REKEY_PENDING, what `readVault` throws, and what the provider throws
 */
export async function beginRekey(
  options: RekeyOptions & { readonly current: Kek; readonly provider: KekProvider },
): Promise<Kek> {
  const { home, current, provider, onStep = () => {} } = options;
  const before = readVault(home);
  verifyKek(current, before.current);
  if (before.next !== null) throw pending();
  const { kek, entry } = await newEntry(provider);
  // The provider may have waited for a person: what was read before may be old.
  const vault = readVault(home);
  if (vault.next !== null || vault.current.kekId !== current.id) throw pending();
  writeVault(home, { current: vault.current, next: entry }, 'replace', onStep);
  return kek;
}

/**
 * Drops the old KEK, once the database is under the next one. Does nothing when that has happened already, so that it
 * can be repeated after a crash.
 *
 * @throws HoldfastError VAULT_REKEY_ABSENT when the database is not under the next KEK
 */
export function commitRekey(options: RekeyOptions & { readonly kekIdInForce: string }): void {
  const { home, kekIdInForce, onStep = () => {} } = options;
  const { current, next } = readVault(home);
  if (next === null && current.kekId === kekIdInForce) return;
  if (next?.kekId !== kekIdInForce)
    throw absent('finished', kekIdInForce, current.kekId, next?.kekId ?? null);
  writeVault(home, { current: next, next: null }, 'replace', onStep);
}

/**
 * Drops the next KEK, while the database is still under the current one. Does nothing when there is none, so that it
 * can be repeated after a crash.
 *
 * @throws HoldfastError VAULT_REKEY_ABSENT when the database is not under the current KEK
 */
export function abortRekey(options: RekeyOptions & { readonly kekIdInForce: string }): void {
  const { home, kekIdInForce, onStep = () => {} } = options;
  const { current, next } = readVault(home);
  if (current.kekId !== kekIdInForce)
    throw absent('given up', kekIdInForce, current.kekId, next?.kekId ?? null);
  if (next !== null) writeVault(home, { current, next: null }, 'replace', onStep);
}

function pending(): HoldfastError {
  return new HoldfastError(
    'VAULT_REKEY_PENDING',
    'A rekey was begun before. Finish it or give it up first: "holdfast vault status" says which of the two.',
  );
}

function absent(what: string, inForce: string, current: string, next: string | null): HoldfastError {
  return new HoldfastError(
    'VAULT_REKEY_ABSENT',
    `The rekey can't be ${what}: the database is under the key ${inForce}, and the vault file does not agree. Nothing was changed.`,
    { inForce, current, next },
  );
}
