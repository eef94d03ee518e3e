import { hash } from 'node:crypto';

/** Bytes of a SHA-256 hash. */
export const HASH_BYTES = 32;

/** The root of a tree without leaves: the hash of nothing. */
export const EMPTY_ROOT: Buffer = sha256(Buffer.alloc(0));

const node = Buffer.alloc(1 + 2 * HASH_BYTES);
node[0] = 1;

export function sha256(bytes: Uint8Array): Buffer {
  return hash('sha256', bytes, 'buffer');
}

/**
 * The hash of a leaf: SHA-256(0x00 ‖ entry).
 * Source: RFC 6962 and RFC 9162, section 2.1.
 */
export function leafHash(entry: Uint8Array): Buffer {
  const bytes = Buffer.allocUnsafe(entry.length + 1);
  bytes[0] = 0;
  bytes.set(entry, 1);
  return sha256(bytes);
}

/**
 * The hash of a node: SHA-256(0x01 ‖ left ‖ right).
 * Source: RFC 6962 and RFC 9162, section 2.1.
 */
export function nodeHash(left: Uint8Array, right: Uint8Array): Buffer {
  node.set(left, 1);
  node.set(right, 1 + HASH_BYTES);
  return sha256(node);
}

/**
 * A Merkle tree that only grows. It keeps the perfect subtrees its leaves make up (one hash for every one-bit of the
 * size), so a leaf costs two hashes on average and the memory is log₂ of the size.
 * Source: RFC 6962 and RFC 9162, section 2.1.
 *
 * @example
 * const tree = new MerkleTree();
 * tree.append(leafHash(entry));
 * tree.root();
 */
export class MerkleTree {
  #size = 0;
  readonly #hashes: Buffer[] = [];

  get size(): number {
    return this.#size;
  }

  append(leaf: Buffer): void {
    let hash = leaf;
    for (let width = this.#size; width % 2 === 1; width = (width - 1) / 2) {
      hash = nodeHash(this.#hashes.pop() as Buffer, hash);
    }
    this.#hashes.push(hash);
    this.#size++;
  }

  root(): Buffer {
    if (this.#size === 0) return EMPTY_ROOT;
    return this.#hashes.reduceRight((right, left) => nodeHash(left, right));
  }
}
