import { closeSync, existsSync, openSync, readdirSync, readFileSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Credential } from '../../../gateway/test/process/exchanges/venue.ts';

/** How a secret can be written: itself, hex of either case, base64, base64 for URLs, and two bytes for each character. */
function spellings(secret: Buffer): Buffer[] {
  const hex = secret.toString('hex');
  const texts = [hex, hex.toUpperCase(), secret.toString('base64'), secret.toString('base64url')];
  const wide = Buffer.from(secret.toString('latin1'), 'utf16le');
  return [secret, wide, ...texts.map((text) => Buffer.from(text.replaceAll('=', ''), 'latin1'))];
}

/** A secret with the name under which it is reported; the secret itself never is. */
export interface Wanted {
  readonly name: string;
  readonly bytes: Buffer;
}

/**
 * What to look for of a key: of a PEM its second line (of a long one the third), because every key of a kind begins alike;
 * of Kraken's base64 also what it means.
 */
export function wantedOf(
  name: string,
  { algorithm, secret, passphrase }: Pick<Credential, 'algorithm' | 'secret' | 'passphrase'>,
): Wanted[] {
  const line = secret.includes('-----BEGIN') ? secret.split('\n')[algorithm === 'rsa' ? 2 : 1] : secret;
  const found: Wanted[] = [{ name, bytes: Buffer.from(line) }];
  if (name.includes('kraken')) found.push({ name: `${name}, decoded`, bytes: Buffer.from(line, 'base64') });
  if (passphrase !== null) found.push({ name: `${name}, passphrase`, bytes: Buffer.from(passphrase) });
  return found;
}

/**
 * How often each secret, in any spelling, is in some bytes. Goes through them once, however many secrets there are: two
 * bytes that begin no spelling are passed over at once.
 */
export function countIn(haystack: Buffer, wanted: readonly Wanted[]): Record<string, number> {
  const begins = new Uint8Array(1 << 16);
  const patterns: { readonly name: string; readonly bytes: Buffer }[] = [];
  for (const { name, bytes } of wanted) {
    for (const spelling of spellings(bytes)) {
      begins[spelling[0] | (spelling[1] << 8)] = 1;
      patterns.push({ name, bytes: spelling });
    }
  }
  const found: Record<string, number> = {};
  for (let at = 0; at + 1 < haystack.length; at++) {
    if (begins[haystack[at] | (haystack[at + 1] << 8)] === 0) continue;
    for (const { name, bytes } of patterns) {
      if (bytes[2] === haystack[at + 2] && bytes.equals(haystack.subarray(at, at + bytes.length)))
        found[name] = (found[name] ?? 0) + 1;
    }
  }
  return found;
}

/** Adds counts of several places up. */
export function together(counts: readonly Record<string, number>[]): Record<string, number> {
  const sum: Record<string, number> = {};
  for (const one of counts) for (const [name, n] of Object.entries(one)) sum[name] = (sum[name] ?? 0) + n;
  return sum;
}

/** All files of a folder, read whole; sockets and what vanishes meanwhile are left out. */
export function countInFiles(folder: string, wanted: readonly Wanted[]): Record<string, number> {
  return together(
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => {
      const path = join(folder, name);
      const file = statSync(path, { throwIfNoEntry: false });
      return file?.isFile() ? countIn(readFileSync(path), wanted) : {};
    }),
  );
}

/**
 * What is in the memory of processes (Linux), as a core dump would hold it. Memory that they share is read once.
 *
 * @returns null where the system doesn't let this process look into those
 */
export function countInMemoryOf(
  pids: readonly number[],
  wanted: readonly Wanted[],
): Record<string, number> | null {
  const counts: Record<string, number>[] = [];
  let shared = false;
  for (const pid of pids) {
    try {
      for (const { from, to, isShared } of regionsOf(pid)) {
        if (isShared && shared) continue;
        const bytes = readMemory(pid, from, to);
        if (bytes !== null) counts.push(countIn(bytes, wanted));
      }
      shared = true;
    } catch (error) {
      const { code = '' } = error as NodeJS.ErrnoException;
      if (['EACCES', 'EPERM'].includes(code) || !existsSync('/proc/self/mem')) return null;
      // It ended meanwhile.
      if (!['ENOENT', 'ESRCH'].includes(code)) throw error;
    }
  }
  return together(counts);
}

function regionsOf(pid: number): { from: number; to: number; isShared: boolean }[] {
  return readFileSync(`/proc/${pid}/maps`, 'latin1')
    .split('\n')
    .flatMap((line) => {
      const [, from, to, kind] = /^([0-9a-f]+)-([0-9a-f]+) rw.(.)/.exec(line) ?? [];
      if (from === undefined) return [];
      return [{ from: Number.parseInt(from, 16), to: Number.parseInt(to, 16), isShared: kind === 's' }];
    });
}

/** Null for a region that is gone, or that can't be read as memory. */
function readMemory(pid: number, from: number, to: number): Buffer | null {
  const memory = openSync(`/proc/${pid}/mem`, 'r');
  try {
    const bytes = Buffer.alloc(to - from);
    let length = 0;
    while (length < bytes.length) {
      const read = readSync(memory, bytes, length, bytes.length - length, from + length);
      if (read === 0) break;
      length += read;
    }
    return bytes.subarray(0, length);
  } catch (error) {
    if (['EIO', 'EFAULT'].includes((error as NodeJS.ErrnoException).code ?? '')) return null;
    throw error;
  } finally {
    closeSync(memory);
  }
}
