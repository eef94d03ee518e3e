import { spawn } from 'node:child_process';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { exportKek, sealSecret } from '../src/index.ts';
import { kekNamed } from './fixtures.ts';
import { countInMemory } from './process-memory.ts';

const CHILD = fileURLToPath(new URL('./canary-child.ts', import.meta.url));
const kek = kekNamed(randomBytes(16).toString('hex'));
const random = (name: string) => `${name}-${randomBytes(24).toString('base64url')}`;
const pem = generateKeyPairSync('ed25519').privateKey.export({ format: 'pem', type: 'pkcs8' }) as string;
const secrets: Record<string, string> = {
  hmac: random('hmac'),
  zeroed: random('zeroed'),
  resealed: random('resealed'),
  rewrapped: random('rewrapped'),
  damaged: random('damaged'),
  planted: random('planted'),
  pem,
};
/** What to look for: of the PEM its second line, because every key has the first. */
const needles: Record<string, string> = { ...secrets, pem: pem.split('\n')[1]! };

/** Ways in which a secret could be written somewhere. */
function spellings(secret: string): string[] {
  const bytes = Buffer.from(secret);
  return [secret, bytes.toString('hex'), bytes.toString('base64'), bytes.toString('base64url')];
}

describe('a process that has opened secrets', () => {
  let snapshot: Buffer;
  /** How often each secret is in the process's memory; null where the system doesn't let us look. */
  let copies: Record<string, number> | null;

  beforeAll(async () => {
    const folder = mkdtempSync(join(tmpdir(), 'holdfast-canary-'));
    try {
      writeSealed(folder);
      const child = spawn(process.execPath, [CHILD, folder], { stdio: ['pipe', 'pipe', 'inherit'] });
      await once(child.stdout, 'data');
      copies = copiesIn(child.pid!);
      child.stdin.end('\n');
      expect(await once(child, 'exit')).toEqual([0, null]);
      snapshot = readFileSync(join(folder, 'heap.heapsnapshot'));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it.each(Object.keys(secrets).filter((name) => name !== 'planted'))(
    'has no trace of the secret "%s" in its heap snapshot',
    (name) => {
      for (const spelling of spellings(needles[name]!)) expect(snapshot.includes(spelling)).toBe(false);
    },
  );

  it('has no trace of the KEK in its heap snapshot', () => {
    for (const encoding of ['latin1', 'hex', 'base64', 'base64url'] as const) {
      expect(snapshot.includes(kek.key.export().toString(encoding))).toBe(false);
    }
  });

  it('has the string that was kept on purpose in it, so that the tests above test something', () => {
    expect(snapshot.includes(secrets.planted!)).toBe(true);
  });

  it('has each key that is in use once in its memory, and the others nowhere (needs Linux and /proc/PID/mem)', (test) => {
    if (copies === null) return test.skip('this system does not let a process look into its child');
    const { planted, ...others } = copies;
    expect(planted).toBeGreaterThan(0);
    expect(others).toEqual({ hmac: 1, kek: 1, pem: 0, zeroed: 0, resealed: 0, rewrapped: 0, damaged: 0 });
  });
});

function writeSealed(folder: string): void {
  for (const [keyName, secret] of Object.entries(secrets)) {
    const sealed = sealSecret(kek, Buffer.from(secret), {
      purpose: 'exchange-secret',
      exchange: 'kraken',
      keyName,
      version: 1,
      target: 'real',
    });
    writeFileSync(join(folder, keyName), sealed);
  }
  writeFileSync(join(folder, 'kek'), exportKek(kek), { mode: 0o600 });
}

function copiesIn(pid: number): Record<string, number> | null {
  const names = [...Object.keys(needles), 'kek'];
  const patterns = [...Object.values(needles).map((text) => Buffer.from(text)), kek.key.export()];
  try {
    const counts = countInMemory(pid, patterns);
    return Object.fromEntries(names.map((name, index) => [name, counts[index]!]));
  } catch (error) {
    // No /proc, or a system that forbids it also to a parent.
    if (['ENOENT', 'EACCES', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')) return null;
    throw error;
  }
}
