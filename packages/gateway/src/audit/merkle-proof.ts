import { EMPTY_ROOT, HASH_BYTES, MerkleTree, nodeHash } from './merkle.ts';

/** Leaves from `begin` up to, without, `end`. */
export interface LeafRange {
  readonly begin: number;
  readonly end: number;
}

/**
 * The ranges of leaves whose subtree hashes prove that a leaf is in a tree, from the leaf up to the root.
 * Source: PATH of RFC 6962 section 2.1.1.
 *
 * @throws RangeError unless 0 ≤ index < size
 */
export function inclusionRanges(index: number, size: number): LeafRange[] {
  if (!(isCount(index) && isCount(size) && index < size)) throw new RangeError('no such leaf');
  const ranges: LeafRange[] = [];
  let [begin, end] = [0, size];
  while (end - begin > 1) {
    const middle = begin + split(end - begin);
    if (index < middle) {
      ranges.push({ begin: middle, end });
      end = middle;
    } else {
      ranges.push({ begin, end: middle });
      begin = middle;
    }
  }
  return ranges.reverse();
}

/**
 * The ranges of leaves whose subtree hashes prove that a tree of `first` leaves is the beginning of one of `second`.
 * Source: SUBPROOF of RFC 6962 section 2.1.2.
 *
 * @throws RangeError unless 0 ≤ first ≤ second
 */
export function consistencyRanges(first: number, second: number): LeafRange[] {
  if (!(isCount(first) && isCount(second) && first <= second)) throw new RangeError('no such trees');
  if (first === 0 || first === second) return [];
  const ranges: LeafRange[] = [];
  let [begin, end] = [0, second];
  while (end !== first) {
    const middle = begin + split(end - begin);
    if (first <= middle) {
      ranges.push({ begin: middle, end });
      end = middle;
    } else {
      ranges.push({ begin, end: middle });
      begin = middle;
    }
  }
  // A subtree that begins at 0 is the first tree itself, whose root the verifier knows.
  if (begin > 0) ranges.push({ begin, end });
  return ranges.reverse();
}

/**
 * Hashes ranges of leaves that don't overlap in one pass over the leaves, in log₂ memory a range.
 *
 * @example
 * const hasher = new RangeHasher(inclusionRanges(3, 8));
 * for (const leaf of leaves) hasher.add(leaf);
 * hasher.hashes();
 */
export class RangeHasher {
  readonly #ranges: readonly { readonly range: LeafRange; readonly tree: MerkleTree }[];
  /** In the order of the leaves. */
  readonly #ordered: readonly { readonly range: LeafRange; readonly tree: MerkleTree }[];
  #next = 0;
  #at = 0;

  constructor(ranges: readonly LeafRange[]) {
    this.#ranges = ranges.map((range) => ({ range, tree: new MerkleTree() }));
    this.#ordered = [...this.#ranges].sort((a, b) => a.range.begin - b.range.begin);
  }

  /** Takes the next leaf's hash, from leaf 0 on. */
  add(leaf: Buffer): void {
    const current = this.#ordered[this.#next];
    if (current !== undefined && this.#at >= current.range.begin) {
      current.tree.append(leaf);
      if (this.#at + 1 === current.range.end) this.#next++;
    }
    this.#at++;
  }

  /**
   * The hashes, in the order the ranges were given.
   *
   * @throws RangeError when leaves are missing
   */
  hashes(): Buffer[] {
    if (this.#next < this.#ordered.length) throw new RangeError('leaves are missing');
    return this.#ranges.map(({ tree }) => tree.root());
  }
}

/**
 * Whether the leaf is at this place of the tree with this root.
 * Source: RFC 9162 section 2.1.3.2.
 */
export function verifyInclusion(
  leaf: Uint8Array,
  index: number,
  size: number,
  proof: readonly Buffer[],
  root: Buffer,
): boolean {
  if (!isCount(index) || !isCount(size) || index >= size) return false;
  if (leaf.length !== HASH_BYTES || !areHashes(proof)) return false;
  let hash: Buffer = Buffer.from(leaf);
  let [at, last] = [index, size - 1];
  for (const sibling of proof) {
    if (last === 0) return false;
    if (at % 2 === 1 || at === last) {
      hash = nodeHash(sibling, hash);
      while (at % 2 === 0 && at !== 0) [at, last] = [half(at), half(last)];
    } else hash = nodeHash(hash, sibling);
    [at, last] = [half(at), half(last)];
  }
  return last === 0 && hash.equals(root);
}

/**
 * Whether the first tree is the beginning of the second. A tree without leaves is the beginning of any.
 * Source: RFC 9162 section 2.1.4.2.
 */
export function verifyConsistency(
  first: { readonly size: number; readonly root: Buffer },
  second: { readonly size: number; readonly root: Buffer },
  proof: readonly Buffer[],
): boolean {
  if (!isCount(first.size) || !isCount(second.size) || first.size > second.size) return false;
  if (!areHashes([...proof, first.root, second.root])) return false;
  if (first.size === second.size) return proof.length === 0 && first.root.equals(second.root);
  if (first.size === 0) return proof.length === 0 && first.root.equals(EMPTY_ROOT);
  if (proof.length === 0) return false;

  let [at, last] = [first.size - 1, second.size - 1];
  while (at % 2 === 1) [at, last] = [half(at), half(last)];
  // Nothing is left of the first tree's size: it is a perfect subtree, and its root starts the path.
  const path = at === 0 ? [first.root, ...proof] : proof;
  let [one, two] = [path[0], path[0]];
  for (const sibling of path.slice(1)) {
    if (last === 0) return false;
    if (at % 2 === 1 || at === last) {
      [one, two] = [nodeHash(sibling, one), nodeHash(sibling, two)];
      while (at % 2 === 0 && at !== 0) [at, last] = [half(at), half(last)];
    } else two = nodeHash(two, sibling);
    [at, last] = [half(at), half(last)];
  }
  return last === 0 && one.equals(first.root) && two.equals(second.root);
}

/** The largest power of two below `size`, for `size` ≥ 2. */
function split(size: number): number {
  let power = 1;
  while (power * 2 < size) power *= 2;
  return power;
}

function half(value: number): number {
  return Math.floor(value / 2);
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

function areHashes(hashes: readonly Buffer[]): boolean {
  return hashes.every(({ length }) => length === HASH_BYTES);
}
