import { createHmac, createPrivateKey, createSecretKey, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { kekIdOf, openSecret, openSecretAsKey, rewrapSecret, sealSecret } from '../src/envelope.ts';
import { kekFromMaterial } from '../src/kek.ts';
import { MAX_SECRET_BYTES, SEALED_OVERHEAD } from '../src/sealed-secret.ts';
import { encodeContext, type SecretContext } from '../src/secret-context.ts';
import { anyContext, CONTEXT, codeOf, flipBit, kekNamed } from './fixtures.ts';

const kek = kekNamed('one');
const otherKek = kekNamed('two');
const seal = (text = 'a secret', context: SecretContext = CONTEXT) =>
  sealSecret(kek, Buffer.from(text), context);

function messageOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    return JSON.stringify([error, (error as Error).message, String((error as Error).cause)]);
  }
  return 'nothing was thrown';
}

describe('sealing and opening', () => {
  it('gives back 0 to 64 KiB under any context', () => {
    const lengths = fc.oneof(
      fc.constantFrom(0, 1, 15, 16, 17, 65_535, MAX_SECRET_BYTES),
      fc.integer({ min: 0, max: MAX_SECRET_BYTES }),
    );
    fc.assert(
      fc.property(lengths, anyContext, (length, context) => {
        const secret = randomBytes(length);
        const sealed = sealSecret(kek, Buffer.from(secret), context);
        expect(sealed.length).toBe(length + SEALED_OVERHEAD);
        expect(openSecret(kek, sealed, context).equals(secret)).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  it('never gives the same bytes twice', () => {
    const sealed = new Set(Array.from({ length: 500 }, () => seal().toString('hex')));
    expect(sealed.size).toBe(500);
    // Neither nonces, nor the wrapped keys, nor the ciphertexts.
    for (const [from, to] of [
      [20, 32],
      [32, 64],
      [80, 92],
      [108, 116],
    ]) {
      expect(new Set([...sealed].map((hex) => hex.slice(2 * from!, 2 * to!))).size).toBe(500);
    }
  });

  it('zeroes what it was given, also when it refuses it', () => {
    const good = Buffer.from('a secret');
    sealSecret(kek, good, CONTEXT);
    expect(good.equals(Buffer.alloc(8))).toBe(true);
    const long = Buffer.alloc(MAX_SECRET_BYTES + 1, 7);
    expect(codeOf(() => sealSecret(kek, long, CONTEXT))).toBe('SECRET_INVALID');
    expect(long.every((byte) => byte === 0)).toBe(true);
    const misplaced = Buffer.from('a secret');
    expect(codeOf(() => sealSecret(kek, misplaced, { ...CONTEXT, version: 0 }))).toBe('SECRET_INVALID');
    expect(misplaced.equals(Buffer.alloc(8))).toBe(true);
  });

  it('opens into a key that signs as the secret does, and zeroes the bytes in between', () => {
    let between = Buffer.alloc(1, 1);
    const key = openSecretAsKey(kek, seal(), CONTEXT, (bytes) => {
      between = bytes as Buffer<ArrayBuffer>;
      return createSecretKey(bytes);
    });
    expect(between.equals(Buffer.alloc(8))).toBe(true);
    expect(createHmac('sha256', key).update('x').digest()).toEqual(
      createHmac('sha256', 'a secret').update('x').digest(),
    );
  });

  it('zeroes the bytes also when no key can be made of them, and says nothing of them', () => {
    let between = Buffer.alloc(1, 1);
    const open = () =>
      openSecretAsKey(kek, seal(), CONTEXT, (bytes) => {
        between = bytes as Buffer<ArrayBuffer>;
        throw new Error(`can't parse ${bytes}`);
      });
    expect(messageOf(open)).not.toMatch(/a secret|parse/);
    expect(codeOf(open)).toBe('SECRET_UNREADABLE');
    expect(codeOf(() => openSecretAsKey(kek, seal(), CONTEXT, (key) => createPrivateKey(key)))).toBe(
      'SECRET_UNREADABLE',
    );
    expect(between.equals(Buffer.alloc(8))).toBe(true);
  });
});

describe('a sealed secret that was tampered with', () => {
  it('does not open with any one bit turned over', () => {
    const sealed = seal();
    for (let bit = 0; bit < sealed.length * 8; bit++) {
      expect(codeOf(() => openSecret(kek, flipBit(sealed, bit), CONTEXT))).toBe('SECRET_UNREADABLE');
    }
    expect(codeOf(() => openSecret(kek, sealed, CONTEXT))).toBe('none');
  });

  it('does not open cut off or prolonged, at any length', () => {
    const sealed = seal();
    for (let length = 0; length < sealed.length; length++) {
      expect(codeOf(() => openSecret(kek, sealed.subarray(0, length), CONTEXT))).toBe('SECRET_UNREADABLE');
      expect(codeOf(() => openSecret(kek, sealed.subarray(length + 1), CONTEXT))).toBe('SECRET_UNREADABLE');
    }
    expect(codeOf(() => openSecret(kek, Buffer.concat([sealed, Buffer.alloc(1)]), CONTEXT))).toBe(
      'SECRET_UNREADABLE',
    );
    const huge = Buffer.concat([sealed, Buffer.alloc(MAX_SECRET_BYTES)]);
    expect(codeOf(() => openSecret(kek, huge, CONTEXT))).toBe('SECRET_UNREADABLE');
  });

  it('does not open when it is random bytes, a string or nothing', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(codeOf(() => openSecret(kek, Buffer.from(bytes), CONTEXT))).toBe('SECRET_UNREADABLE');
      }),
    );
    for (const bad of ['HFS\x01', null, undefined, {}, []]) {
      expect(codeOf(() => openSecret(kek, bad as never, CONTEXT))).toBe('SECRET_UNREADABLE');
      expect(codeOf(() => kekIdOf(bad as never))).toBe('SECRET_UNREADABLE');
    }
  });

  it('does not open under any other context', () => {
    fc.assert(
      fc.property(anyContext, anyContext, (mine, other) => {
        fc.pre(
          JSON.stringify(mine, Object.keys(mine).sort()) !== JSON.stringify(other, Object.keys(other).sort()),
        );
        expect(codeOf(() => openSecret(kek, seal('a secret', mine), other))).toBe('SECRET_UNREADABLE');
      }),
      { numRuns: 500 },
    );
  });

  it.each<[string, Partial<SecretContext>]>([
    ['a redirected target, where a loopback listener would receive a live order', { target: 'redirected' }],
    ['another exchange', { exchange: 'okx' }],
    ['another key', { keyName: 'main2' }],
    ['a later version', { version: 2 }],
    ['another purpose', { purpose: 'exchange-passphrase' }],
    ['text moved from one name to the next', { exchange: 'krakenm', keyName: 'ain' }],
  ])('does not open under %s', (_, change) => {
    const other = { ...CONTEXT, ...change } as SecretContext;
    expect(codeOf(() => openSecret(kek, seal(), other))).toBe('SECRET_UNREADABLE');
  });

  it('does not open with the data of one secret and the data key of another, even of the same context', () => {
    const [one, other] = [seal(), seal()];
    const mixed = Buffer.concat([one.subarray(0, 80), other.subarray(80)]);
    expect(codeOf(() => openSecret(kek, mixed, CONTEXT))).toBe('SECRET_UNREADABLE');
  });

  it('does not open under another KEK, also one of the same material or the same id', () => {
    const material = createSecretKey(Buffer.alloc(32, 1));
    const [a, b] = ['a'.repeat(32), 'b'.repeat(32)];
    const sealed = sealSecret(kekFromMaterial(material, a), Buffer.from('x'), CONTEXT);
    const otherMaterial = createSecretKey(Buffer.alloc(32, 2));
    expect(codeOf(() => openSecret(kekFromMaterial(material, b), sealed, CONTEXT))).toBe('SECRET_UNREADABLE');
    expect(codeOf(() => openSecret(kekFromMaterial(otherMaterial, a), sealed, CONTEXT))).toBe(
      'SECRET_UNREADABLE',
    );
    expect(codeOf(() => openSecret(kekFromMaterial(material, a), sealed, CONTEXT))).toBe('none');
  });

  it('fails with the same words whatever the reason', () => {
    const reasons = [
      () => openSecret(kek, Buffer.alloc(3), CONTEXT),
      () => openSecret(otherKek, seal(), CONTEXT),
      () => openSecret(kek, seal(), { ...CONTEXT, version: 2 }),
      () => openSecret(kek, flipBit(seal(), 8 * 20), CONTEXT),
      () => openSecret(kek, flipBit(seal(), 8 * 108), CONTEXT),
      () => openSecretAsKey(kek, seal(), CONTEXT, () => createPrivateKey('')),
      () => rewrapSecret(otherKek, kek, seal(), CONTEXT),
    ];
    expect(new Set(reasons.map(messageOf)).size).toBe(1);
  });
});

describe('a context', () => {
  it.each<[string, object]>([
    ['an exchange’s secret without a target', { target: 'none' }],
    ['an unknown target', { target: 'Real' }],
    ['an unknown purpose', { purpose: 'secret' }],
    ['a purpose from the prototype', { purpose: 'constructor' }],
    ['a virtual secret for a real host', { purpose: 'virtual-secret' }],
    ['no key name', { keyName: '' }],
    ['a key name that is too long', { keyName: 'x'.repeat(201) }],
    ['a key name that is no text', { keyName: 7 }],
    ['version 0', { version: 0 }],
    ['version 1.5', { version: 1.5 }],
    ['version NaN', { version: Number.NaN }],
    ['a version beyond exact integers', { version: 2 ** 53 }],
    ['a version as text', { version: '1' }],
  ])('is refused with %s', (_, change) => {
    expect(codeOf(() => encodeContext('data', { ...CONTEXT, ...change } as SecretContext))).toBe(
      'SECRET_INVALID',
    );
  });

  it('is refused with lone surrogates, which would make names equal', () => {
    expect(codeOf(() => seal('x', { ...CONTEXT, keyName: '\ud800' }))).toBe('ENCODING_INVALID');
  });

  it('has another encoding for the data than for the data key', () => {
    expect(encodeContext('data', CONTEXT).equals(encodeContext('data key', CONTEXT))).toBe(false);
  });
});

describe('rewrapping', () => {
  it('opens under the new KEK only, with the secret’s own bytes untouched', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), anyContext, (bytes, context) => {
        const sealed = sealSecret(kek, Buffer.from(bytes), context);
        const rewrapped = rewrapSecret(kek, otherKek, sealed, context);
        expect(openSecret(otherKek, rewrapped, context).equals(Buffer.from(bytes))).toBe(true);
        expect(codeOf(() => openSecret(kek, rewrapped, context))).toBe('SECRET_UNREADABLE');
        expect(rewrapped.subarray(80).equals(sealed.subarray(80))).toBe(true);
        expect(rewrapped.subarray(20, 80).equals(sealed.subarray(20, 80))).toBe(false);
        expect([kekIdOf(sealed), kekIdOf(rewrapped)]).toEqual([kek.id, otherKek.id]);
      }),
    );
  });

  it('is refused under the wrong KEK, under another context, and after a change of what it opens', () => {
    const sealed = seal();
    const codes = [
      codeOf(() => rewrapSecret(otherKek, kek, sealed, CONTEXT)),
      codeOf(() =>
        rewrapSecret(kek, otherKek, sealed, { ...CONTEXT, target: 'redirected' } as SecretContext),
      ),
      codeOf(() => rewrapSecret(kek, otherKek, sealed.subarray(0, 100), CONTEXT)),
      ...Array.from({ length: 640 }, (_, bit) =>
        codeOf(() => rewrapSecret(kek, otherKek, flipBit(sealed, bit), CONTEXT)),
      ),
    ];
    expect(new Set(codes)).toEqual(new Set(['SECRET_UNREADABLE']));
  });
});
