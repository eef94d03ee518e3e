import { Buffer } from 'node:buffer';
import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { issueKeyPair } from '../../src/dialect/key-pair.ts';
import { randomLetters } from '../../src/dialect/random-text.ts';
import { sameBytes } from '../../src/dialect/same-bytes.ts';

describe('random letters', () => {
  it('are as many as asked, letters and digits, each about as often', () => {
    const text = randomLetters(62_000).toString('latin1');
    expect(text).toMatch(/^[A-Za-z0-9]{62000}$/);
    const counts = new Map<string, number>();
    for (const letter of text) counts.set(letter, (counts.get(letter) ?? 0) + 1);
    expect(counts.size).toBe(62);
    // 1,000 of each expected, standard deviation 31.4: eight of them is no chance
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(252);
  });

  it('may be none', () => {
    expect(randomLetters(0)).toHaveLength(0);
  });
});

describe('a pair of keys', () => {
  it.each([
    ['rsa', 'RSA-SHA256', 'rsa'],
    ['ed25519', null, 'ed25519'],
    ['es256', 'SHA256', 'ec'],
  ] as const)(
    'of %s signs with the secret and verifies with the verifier',
    (algorithm, digest, type) => {
      const { secret, verifier } = issueKeyPair(algorithm);
      expect(secret.toString('latin1')).toMatch(
        /^-----BEGIN PRIVATE KEY-----\n(?:[A-Za-z0-9+/=]{1,64}\n)+-----END PRIVATE KEY-----\n$/,
      );
      const key = createPrivateKey(secret);
      const publicKey = createPublicKey({ key: verifier, format: 'der', type: 'spki' });
      expect(key.asymmetricKeyType).toBe(type);
      const data = Buffer.from('data');
      expect(verify(digest, data, publicKey, sign(digest, data, key))).toBe(true);
      expect(issueKeyPair(algorithm).verifier).not.toEqual(verifier);
    },
    20_000,
  );
});

describe('the same bytes', () => {
  it('are those of equal length and content', () => {
    expect(sameBytes(Buffer.from('abc'), Buffer.from('abc'))).toBe(true);
    for (const other of ['abd', 'ab', 'abcd', '', 'ABC']) {
      expect(sameBytes(Buffer.from('abc'), Buffer.from(other))).toBe(false);
    }
  });
});
