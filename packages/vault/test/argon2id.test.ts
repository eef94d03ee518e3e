import { argon2Sync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  ARGON2ID_DEFAULT,
  areArgon2idParameters,
  checkNewPassphrase,
  newArgon2idParameters,
  stretchPassphrase,
} from '../src/argon2id.ts';
import { CHEAP, codeOf, codeOfAsync } from './fixtures.ts';

const parameters = { ...CHEAP, nonce: '00'.repeat(16) };

describe('stretching a passphrase', () => {
  it('is Argon2id over its bytes', async () => {
    const key = await stretchPassphrase(Buffer.from('pässword'), parameters);
    const expected = argon2Sync('argon2id', {
      message: 'pässword',
      nonce: Buffer.alloc(16),
      parallelism: 1,
      tagLength: 32,
      memory: CHEAP.memoryKib,
      passes: 1,
    });
    expect(key.export().equals(expected)).toBe(true);
  });

  it('gives another key for another passphrase, nonce or cost', async () => {
    const keys = await Promise.all([
      stretchPassphrase(Buffer.from('a'), parameters),
      stretchPassphrase(Buffer.from('b'), parameters),
      stretchPassphrase(Buffer.from('a'), { ...parameters, nonce: '01'.repeat(16) }),
      stretchPassphrase(Buffer.from('a'), { ...parameters, passes: 2 }),
      stretchPassphrase(Buffer.from('a'), { ...parameters, parallelism: 2 }),
      stretchPassphrase(Buffer.from('a'), { ...parameters, memoryKib: 20 * 1024 }),
    ]);
    expect(new Set(keys.map((key) => key.export().toString('hex'))).size).toBe(6);
  });

  it('zeroes the passphrase, also when it refuses it', async () => {
    const [good, long, unused] = [Buffer.from('abc'), Buffer.alloc(1025, 7), Buffer.from('abc')];
    await stretchPassphrase(good, parameters);
    expect(await codeOfAsync(stretchPassphrase(long, parameters))).toBe('PASSPHRASE_INVALID');
    expect(await codeOfAsync(stretchPassphrase(unused, { ...parameters, passes: 99 }))).toBe(
      'VAULT_FILE_INVALID',
    );
    for (const bytes of [good, long, unused]) expect(bytes.every((byte) => byte === 0)).toBe(true);
  });

  it('refuses no passphrase at all', async () => {
    expect(await codeOfAsync(stretchPassphrase(Buffer.alloc(0), parameters))).toBe('PASSPHRASE_INVALID');
  });

  it('refuses a new passphrase of 11 bytes, and takes 12', () => {
    expect(codeOf(() => checkNewPassphrase(Buffer.alloc(11, 97)))).toBe('PASSPHRASE_INVALID');
    expect(codeOf(() => checkNewPassphrase(Buffer.alloc(12, 97)))).toBe('none');
  });

  it('draws a nonce of its own each time, and spends at least 64 MiB and 3 passes', () => {
    const [one, other] = [newArgon2idParameters(), newArgon2idParameters()];
    expect(areArgon2idParameters(one)).toBe(true);
    expect(one.nonce).not.toBe(other.nonce);
    expect(ARGON2ID_DEFAULT.memoryKib).toBeGreaterThanOrEqual(64 * 1024);
    expect(ARGON2ID_DEFAULT.passes).toBeGreaterThanOrEqual(3);
  });
});

describe('stored parameters', () => {
  it.each<[string, object]>([
    ['4 TiB of memory', { memoryKib: 2 ** 32 - 1 }],
    ['just over 1 GiB of memory', { memoryKib: 1024 * 1024 + 1 }],
    ['too little memory', { memoryKib: 8 }],
    ['a billion passes', { passes: 1e9 }],
    ['no pass', { passes: 0 }],
    ['a thousand lanes', { parallelism: 1000 }],
    ['no lane', { parallelism: 0 }],
    ['half a pass', { passes: 1.5 }],
    ['negative memory', { memoryKib: -65536 }],
    ['memory that is no number', { memoryKib: '65536' }],
    ['memory that is Infinity', { memoryKib: Number.POSITIVE_INFINITY }],
    ['a short nonce', { nonce: '00'.repeat(15) }],
    ['a long nonce', { nonce: '00'.repeat(65) }],
    ['half a byte in the nonce', { nonce: `${'00'.repeat(16)}0` }],
    ['an upper-case nonce', { nonce: 'AA'.repeat(16) }],
    ['a nonce that is no text', { nonce: 7 }],
  ])('are refused with %s', async (_, change) => {
    const hostile = { ...parameters, ...change } as typeof parameters;
    expect(areArgon2idParameters(hostile)).toBe(false);
    expect(await codeOfAsync(stretchPassphrase(Buffer.from('abc'), hostile))).toBe('VAULT_FILE_INVALID');
  });
});
