import { createHash, createSecretKey } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isHoldfastError } from '@holdfast/errors';
import fc from 'fast-check';
import { onTestFinished } from 'vitest';
import { type Kek, kekFromMaterial } from '../src/kek.ts';
import type { SecretContext } from '../src/secret-context.ts';

/** The least that stored parameters may cost, so that tests are quick. */
export const CHEAP = { memoryKib: 19 * 1024, passes: 1, parallelism: 1 } as const;

/** A KEK that depends on `name` only. */
export function kekNamed(name: string): Kek {
  const id = createHash('sha256').update(`id ${name}`).digest('hex').slice(0, 32);
  return kekFromMaterial(createSecretKey(createHash('sha256').update(name).digest()), id);
}

export const CONTEXT: SecretContext = {
  purpose: 'exchange-secret',
  exchange: 'kraken',
  keyName: 'main',
  version: 1,
  target: 'real',
};

const named = {
  exchange: fc.string({ unit: 'grapheme', maxLength: 12 }),
  keyName: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }),
  version: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
};
export const anyContext: fc.Arbitrary<SecretContext> = fc.oneof(
  fc.record({
    ...named,
    purpose: fc.constantFrom('exchange-secret' as const, 'exchange-passphrase' as const),
    target: fc.constantFrom('real' as const, 'redirected' as const),
  }),
  fc.record({
    ...named,
    purpose: fc.constantFrom('virtual-secret' as const, 'virtual-passphrase' as const, 'audit-key' as const),
    target: fc.constant('none' as const),
  }),
);

/** The code of the error that `work` throws; `none` when it throws none. */
export function codeOf(work: () => unknown): string {
  try {
    work();
    return 'none';
  } catch (error) {
    return isHoldfastError(error) ? error.code : `${error}`;
  }
}

/** As {@link codeOf}, of a promise. */
export async function codeOfAsync(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'none',
    (error) => (isHoldfastError(error) ? error.code : `${error}`),
  );
}

/** An empty folder (0700) that is removed after the test. */
export function freshFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-vault-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A copy of the bytes with one bit turned over. */
export function flipBit(bytes: Uint8Array, bit: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[bit >> 3]! ^= 1 << (bit & 7);
  return copy;
}
