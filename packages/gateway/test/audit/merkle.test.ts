import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EMPTY_ROOT, leafHash, MerkleTree, nodeHash } from '../../src/audit/merkle.ts';
import {
  consistencyRanges,
  inclusionRanges,
  type LeafRange,
  RangeHasher,
  verifyConsistency,
  verifyInclusion,
} from '../../src/audit/merkle-proof.ts';

/** Leaves and roots of the Certificate Transparency test vectors (transparency-dev/merkle, testonly/constants.go). */
const LEAVES = [
  '',
  '00',
  '10',
  '2021',
  '3031',
  '40414243',
  '5051525354555657',
  '606162636465666768696a6b6c6d6e6f',
].map((hex) => Buffer.from(hex, 'hex'));
const ROOTS = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];
/** From the same vectors: inclusion as [index, size, proof], consistency as [first, second, proof]. */
const INCLUSION: [number, number, string[]][] = [
  [0, 1, []],
  [0, 2, ['96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7']],
  [1, 2, ['6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d']],
  [2, 3, ['fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125']],
  [
    1,
    5,
    [
      '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
    ],
  ],
  [
    0,
    8,
    [
      '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
    ],
  ],
  [
    5,
    8,
    [
      'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
      'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    ],
  ],
];
const CONSISTENCY: [number, number, string[]][] = [
  [1, 1, []],
  [
    1,
    8,
    [
      '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
    ],
  ],
  [
    2,
    5,
    [
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
    ],
  ],
  [
    6,
    7,
    [
      '0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a',
      'b08693ec2e721597130641e8211e7eedccb4c26413963eee6c1e2ed16ffb1a5f',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    ],
  ],
  [
    6,
    8,
    [
      '0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a',
      'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    ],
  ],
];

// The oracle: the RFC's recursive definitions, word for word, with another hash function call.
const H = (...parts: (Buffer | number)[]): Buffer => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(typeof part === 'number' ? Buffer.of(part) : part);
  return hash.digest();
};
const k = (n: number): number => 2 ** Math.floor(Math.log2(n - 1));
function MTH(d: readonly Buffer[]): Buffer {
  if (d.length === 0) return H();
  if (d.length === 1) return H(0, d[0]);
  return H(1, MTH(d.slice(0, k(d.length))), MTH(d.slice(k(d.length))));
}
function PATH(m: number, d: readonly Buffer[]): Buffer[] {
  const n = d.length;
  if (n === 1) return [];
  if (m < k(n)) return [...PATH(m, d.slice(0, k(n))), MTH(d.slice(k(n)))];
  return [...PATH(m - k(n), d.slice(k(n))), MTH(d.slice(0, k(n)))];
}
function SUBPROOF(m: number, d: readonly Buffer[], b: boolean): Buffer[] {
  const n = d.length;
  if (m === n) return b ? [] : [MTH(d)];
  if (m <= k(n)) return [...SUBPROOF(m, d.slice(0, k(n)), b), MTH(d.slice(k(n)))];
  return [...SUBPROOF(m - k(n), d.slice(k(n)), false), MTH(d.slice(0, k(n)))];
}

const hex = (hashes: readonly Buffer[]): string[] => hashes.map((hash) => hash.toString('hex'));
const entries = (size: number): Buffer[] => Array.from({ length: size }, (_, i) => Buffer.from(`entry ${i}`));
function rootOf(leaves: readonly Buffer[]): Buffer {
  const tree = new MerkleTree();
  for (const leaf of leaves) tree.append(leafHash(leaf));
  return tree.root();
}
function hashed(ranges: readonly LeafRange[], leaves: readonly Buffer[]): Buffer[] {
  const hasher = new RangeHasher(ranges);
  for (const leaf of leaves) hasher.add(leafHash(leaf));
  return hasher.hashes();
}

describe('the Merkle tree', () => {
  it('has the roots of the published test vectors', () => {
    expect(ROOTS.map((_, size) => rootOf(LEAVES.slice(0, size)).toString('hex'))).toEqual(ROOTS);
    expect(EMPTY_ROOT.toString('hex')).toBe(ROOTS[0]);
  });

  it.each(INCLUSION)('proves leaf %i of %i as the published test vector does', (index, size, proof) => {
    expect(hex(hashed(inclusionRanges(index, size), LEAVES.slice(0, size)))).toEqual(proof);
    const hashes = proof.map((hash) => Buffer.from(hash, 'hex'));
    const root = Buffer.from(ROOTS[size], 'hex');
    expect(verifyInclusion(leafHash(LEAVES[index]), index, size, hashes, root)).toBe(true);
  });

  it.each(CONSISTENCY)(
    'proves that %i leaves begin %i as the published vector does',
    (first, second, proof) => {
      expect(hex(hashed(consistencyRanges(first, second), LEAVES.slice(0, second)))).toEqual(proof);
      const head = (size: number) => ({ size, root: Buffer.from(ROOTS[size], 'hex') });
      const hashes = proof.map((hash) => Buffer.from(hash, 'hex'));
      expect(verifyConsistency(head(first), head(second), hashes)).toBe(true);
    },
  );

  it('equals the recursive definition for every size up to 130', () => {
    const all = entries(130);
    const tree = new MerkleTree();
    for (let size = 0; size <= 130; size++) {
      expect(tree.root()).toEqual(MTH(all.slice(0, size)));
      if (size < 130) tree.append(leafHash(all[size]));
    }
  });

  it('does not take a leaf for a node', () => {
    const [left, right] = [leafHash(Buffer.of(1)), leafHash(Buffer.of(2))];
    expect(leafHash(Buffer.concat([left, right]))).not.toEqual(nodeHash(left, right));
  });
});

describe('proofs', () => {
  const size = fc.integer({ min: 1, max: 300 });

  it('of inclusion equal the recursive definition, and verify', () => {
    fc.assert(
      fc.property(size, fc.nat(), (n, at) => {
        const [all, index] = [entries(n), at % n];
        const proof = hashed(inclusionRanges(index, n), all);
        expect(hex(proof)).toEqual(hex(PATH(index, all)));
        expect(verifyInclusion(leafHash(all[index]), index, n, proof, MTH(all))).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it('of consistency equal the recursive definition, and verify', () => {
    fc.assert(
      fc.property(size, fc.nat(), (n, at) => {
        const [all, m] = [entries(n), 1 + (at % n)];
        const proof = hashed(consistencyRanges(m, n), all);
        expect(hex(proof)).toEqual(hex(SUBPROOF(m, all, true)));
        const first = { size: m, root: MTH(all.slice(0, m)) };
        expect(verifyConsistency(first, { size: n, root: MTH(all) }, proof)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it('of inclusion fail for every other index, size, leaf, root or proof', () => {
    for (const n of [1, 2, 3, 5, 8, 13, 16, 21]) {
      const all = entries(n);
      const root = MTH(all);
      for (let index = 0; index < n; index++) {
        const leaf = leafHash(all[index]);
        const proof = PATH(index, all);
        const flip = (hash: Buffer) => Buffer.from(hash.map((byte, i) => (i === 9 ? byte ^ 8 : byte)));
        for (let other = -1; other <= n + 1; other++) {
          expect(verifyInclusion(leaf, other, n, proof, root)).toBe(other === index);
        }
        expect(verifyInclusion(flip(leaf), index, n, proof, root)).toBe(false);
        expect(verifyInclusion(leaf, index, n, proof, flip(root))).toBe(false);
        expect(verifyInclusion(leaf, index, n, [...proof, root], root)).toBe(false);
        expect(verifyInclusion(leaf, index, n, [root, ...proof], root)).toBe(false);
        expect(verifyInclusion(leaf, index, n, [...proof, Buffer.alloc(0)], root)).toBe(false);
        expect(verifyInclusion(leaf, index, n * 4, proof, root)).toBe(false);
        for (let at = 0; at < proof.length; at++) {
          expect(verifyInclusion(leaf, index, n, proof.with(at, flip(proof[at])), root)).toBe(false);
          expect(verifyInclusion(leaf, index, n, proof.toSpliced(at, 1), root)).toBe(false);
        }
      }
    }
    expect(verifyInclusion(Buffer.alloc(0), 0, 1, [], Buffer.alloc(0))).toBe(false);
    expect(verifyInclusion(leafHash(Buffer.of()), 0, 0, [], EMPTY_ROOT)).toBe(false);
  });

  it('of consistency fail for every other size, root or proof', () => {
    for (const [m, n] of [
      [1, 2],
      [1, 8],
      [2, 5],
      [3, 7],
      [4, 8],
      [6, 8],
      [7, 20],
      [16, 21],
    ]) {
      const all = entries(n);
      const [one, two] = [MTH(all.slice(0, m)), MTH(all)];
      const proof = SUBPROOF(m, all, true);
      const check = (a: number, r: Buffer, b: number, s: Buffer, p: readonly Buffer[]) =>
        verifyConsistency({ size: a, root: r }, { size: b, root: s }, p);
      expect(check(m, one, n, two, proof)).toBe(true);
      for (let other = 0; other <= n; other++)
        if (other !== m) expect(check(other, one, n, two, proof)).toBe(false);
      expect(check(m, two, n, one, proof)).toBe(false);
      expect(check(m, leafHash(one), n, two, proof)).toBe(false);
      expect(check(m, one, n, leafHash(two), proof)).toBe(false);
      expect(check(m, one, n * 2, two, proof)).toBe(false);
      expect(check(n, two, m, one, proof)).toBe(false);
      expect(check(m, one, n, two, [])).toBe(false);
      for (const more of [one, two, proof[0], Buffer.alloc(0)]) {
        expect(check(m, one, n, two, [...proof, more])).toBe(false);
        expect(check(m, one, n, two, [more, ...proof])).toBe(false);
      }
      for (let at = 0; at < proof.length; at++) {
        expect(check(m, one, n, two, proof.with(at, leafHash(proof[at])))).toBe(false);
        expect(check(m, one, n, two, proof.toSpliced(at, 1))).toBe(false);
      }
    }
  });

  it('of consistency with the empty and with the same tree need nothing, and take nothing', () => {
    const [empty, one] = [
      { size: 0, root: EMPTY_ROOT },
      { size: 1, root: leafHash(Buffer.of()) },
    ];
    expect(verifyConsistency(empty, one, [])).toBe(true);
    expect(verifyConsistency(one, one, [])).toBe(true);
    expect(verifyConsistency(empty, one, [one.root])).toBe(false);
    expect(verifyConsistency(one, one, [one.root])).toBe(false);
    expect(verifyConsistency({ size: 0, root: one.root }, one, [])).toBe(false);
    expect(verifyConsistency(one, { size: 1, root: EMPTY_ROOT }, [])).toBe(false);
  });

  it('are not made for leaves and trees that do not exist', () => {
    for (const [index, n] of [
      [0, 0],
      [5, 5],
      [-1, 5],
      [0.5, 5],
    ]) {
      expect(() => inclusionRanges(index, n)).toThrow(RangeError);
    }
    expect(() => consistencyRanges(6, 5)).toThrow(RangeError);
    expect(() => hashed(inclusionRanges(0, 8), entries(7))).toThrow(RangeError);
  });
});
