import { createHash, createSecretKey, generateKeyPairSync, hkdfSync } from 'node:crypto';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { kekFromMaterial, newKekId, secretKey } from '../src/kek.ts';
import { EXPORTED_KEK_BYTES, exportKek, importKek } from '../src/kek-transfer.ts';
import { deriveSubkey, type SubkeyPurpose } from '../src/subkey.ts';
import { codeOf, flipBit, kekNamed } from './fixtures.ts';

const kek = kekNamed('one');
const PURPOSES: SubkeyPurpose[] = ['secret wrapping', 'row mac', 'kek check', 'secret fingerprint'];
const hash = (key: { export(): Buffer }) => createHash('sha256').update(key.export()).digest('hex');

describe('a KEK', () => {
  it('differs by material and by id', () => {
    const a = createSecretKey(Buffer.alloc(32, 1));
    const b = createSecretKey(Buffer.alloc(32, 2));
    const [one, two] = [newKekId(), newKekId()];
    const keys = [kekFromMaterial(a, one), kekFromMaterial(a, two), kekFromMaterial(b, one)];
    expect(new Set(keys.map(({ key }) => hash(key))).size).toBe(3);
    expect(hash(kekFromMaterial(a, one).key)).toBe(hash(keys[0]!.key));
  });

  it.each([
    ['16 bytes', createSecretKey(Buffer.alloc(16)), 'a'.repeat(32)],
    ['33 bytes', createSecretKey(Buffer.alloc(33)), 'a'.repeat(32)],
    ['a private key', generateKeyPairSync('ed25519').privateKey, 'a'.repeat(32)],
    ['a short id', createSecretKey(Buffer.alloc(32)), 'a'.repeat(31)],
    ['an upper-case id', createSecretKey(Buffer.alloc(32)), 'A'.repeat(32)],
    ['an id with a line end', createSecretKey(Buffer.alloc(32)), `${'a'.repeat(32)}\n`],
  ])('is not made of %s', (_, material, id) => {
    expect(codeOf(() => kekFromMaterial(material, id))).toBe('KEK_INVALID');
  });

  it('does not show its key in JSON or when printed', () => {
    const bytes = kek.key.export();
    const shown = JSON.stringify(kek) + inspect(kek, { depth: 9, showHidden: true });
    for (const encoding of ['hex', 'base64', 'latin1'] as const)
      expect(shown).not.toContain(bytes.toString(encoding));
  });
});

describe('making a key of bytes', () => {
  it('zeroes them', () => {
    const bytes = Buffer.alloc(32, 7);
    expect(secretKey(bytes).export().equals(Buffer.alloc(32, 7))).toBe(true);
    expect(bytes.equals(Buffer.alloc(32))).toBe(true);
  });
});

describe('subkeys', () => {
  it('differ by purpose, by KEK, and from the KEK itself', () => {
    const all = [kek, kekNamed('two')].flatMap((one) => [
      hash(one.key),
      ...PURPOSES.map((purpose) => hash(deriveSubkey(one, purpose))),
    ]);
    expect(new Set(all).size).toBe(2 * (PURPOSES.length + 1));
  });

  it('are what HKDF gives, so that they can be derived elsewhere', () => {
    const id = Buffer.from(kek.id, 'hex');
    const expected = hkdfSync('sha256', kek.key.export(), id, 'holdfast subkey v1 row mac', 32);
    expect(deriveSubkey(kek, 'row mac').export()).toEqual(Buffer.from(expected));
  });

  it('are not remembered across KEKs that share an id', () => {
    const id = newKekId();
    const [a, b] = [1, 2].map((fill) => kekFromMaterial(createSecretKey(Buffer.alloc(32, fill)), id));
    expect(hash(deriveSubkey(a!, 'row mac'))).not.toBe(hash(deriveSubkey(b!, 'row mac')));
  });
});

describe('a KEK on its way through a pipe', () => {
  it('arrives, and leaves zeroes behind', () => {
    const bytes = exportKek(kek);
    expect(bytes).toHaveLength(EXPORTED_KEK_BYTES);
    const arrived = importKek(bytes);
    expect(arrived.id).toBe(kek.id);
    expect(hash(arrived.key)).toBe(hash(kek.key));
    expect(bytes.every((byte) => byte === 0)).toBe(true);
  });

  it('is refused cut off, prolonged or with another beginning, and zeroed all the same', () => {
    const good = exportKek(kek);
    const bad = [
      good.subarray(0, -1),
      Buffer.concat([good, Buffer.alloc(1)]),
      Buffer.alloc(0),
      ...Array.from({ length: 32 }, (_, bit) => flipBit(good, bit)),
    ].map((bytes) => Buffer.from(bytes));
    for (const bytes of bad) {
      expect(codeOf(() => importKek(bytes))).toBe('KEK_INVALID');
      expect(bytes.every((byte) => byte === 0)).toBe(true);
    }
  });
});
