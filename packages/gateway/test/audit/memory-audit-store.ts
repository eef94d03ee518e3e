import type {
  AuditStore,
  PlacedLeaf,
  SequencedEntry,
  StoredCheckpoint,
} from '../../src/audit/audit-store.ts';
import { leafHash } from '../../src/audit/merkle.ts';

/** An audit store in memory, whose contents tests may tamper with as a superuser of the database could. */
export class MemoryAuditStore implements AuditStore {
  readonly committed: { key: string; bytes: Buffer }[] = [];
  places: { key: string; leaf: Buffer }[] = [];
  stored: StoredCheckpoint[] = [];

  commit(bytes: Uint8Array): void {
    this.committed.push({ key: String(this.committed.length), bytes: Buffer.from(bytes) });
  }

  /** An independent copy: a backup. */
  copy(): MemoryAuditStore {
    const copy = new MemoryAuditStore();
    copy.committed.push(...this.committed.map(({ key, bytes }) => ({ key, bytes: Buffer.from(bytes) })));
    copy.places = this.places.map(({ key, leaf }) => ({ key, leaf: Buffer.from(leaf) }));
    copy.stored = [...this.stored];
    return copy;
  }

  async size(): Promise<number> {
    return this.places.length;
  }

  async appendLeaves(limit: number): Promise<PlacedLeaf[]> {
    const placed = new Set(this.places.map(({ key }) => key));
    const first = this.places.length;
    const fresh = this.committed.filter(({ key }) => !placed.has(key)).slice(0, limit);
    this.places.push(...fresh.map(({ key, bytes }) => ({ key, leaf: leafHash(bytes) })));
    return this.places.slice(first).map(({ leaf }, i) => ({ index: first + i, leaf }));
  }

  async *leaves(begin: number, end: number): AsyncGenerator<Buffer> {
    for (const { leaf } of this.places.slice(begin, end)) yield leaf;
  }

  async *entries(begin: number, end: number): AsyncGenerator<SequencedEntry> {
    const byKey = new Map(this.committed.map(({ key, bytes }) => [key, bytes]));
    for (let index = begin; index < Math.min(end, this.places.length); index++) {
      const { key, leaf } = this.places[index];
      yield { index, leaf, bytes: byKey.get(key) ?? Buffer.alloc(0) };
    }
  }

  async addCheckpoint({ size, note }: StoredCheckpoint): Promise<void> {
    this.stored.push({ size, note });
  }

  async *checkpointsAfter(size: number): AsyncGenerator<StoredCheckpoint> {
    for (const checkpoint of this.stored) if (checkpoint.size > size) yield checkpoint;
  }
}
