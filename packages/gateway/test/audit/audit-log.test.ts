import { describe, expect, it, vi } from 'vitest';
import { AuditLog } from '../../src/audit/audit-log.ts';
import { type Checkpoint, openCheckpoint, signCheckpoint } from '../../src/audit/checkpoint.ts';
import { type CheckpointSink, httpCheckpointSink } from '../../src/audit/checkpoint-sink.ts';
import { Checkpointer } from '../../src/audit/checkpointer.ts';
import { leafHash, MerkleTree } from '../../src/audit/merkle.ts';
import { MemoryAuditStore } from './memory-audit-store.ts';
import { keyFromSeed, sampleLog, sampleRecord, signer, verifier } from './sample.ts';

const bytes = sampleRecord;
const open = (store: MemoryAuditStore, kept: readonly string[]) =>
  AuditLog.open({
    store,
    signer,
    sinks: [],
    kept: kept.map((note) => openCheckpoint(note, verifier)),
  });
const rootOf = (leaves: readonly Buffer[]): Buffer => {
  const tree = new MerkleTree();
  for (const leaf of leaves) tree.append(leaf);
  return tree.root();
};

class Notes implements CheckpointSink {
  readonly name = 'notes';
  readonly notes: string[] = [];
  fails = false;
  async write(note: string): Promise<void> {
    if (this.fails) throw new Error('no space left');
    this.notes.push(note);
  }
}

describe('the sequencer', () => {
  it('gives entries their places in the order they were committed', async () => {
    const { store, log } = await sampleLog(5, []);
    expect(store.places.map(({ leaf }) => leaf)).toEqual([0, 1, 2, 3, 4].map((i) => leafHash(bytes(i))));
    expect(log.size).toBe(5);
    expect(log.root).toEqual(rootOf(store.places.map(({ leaf }) => leaf)));
  });

  it('takes more entries than fit into one batch, and each once', async () => {
    const store = new MemoryAuditStore();
    for (let i = 0; i < 2500; i++) store.commit(Buffer.from(`entry ${i}`));
    const log = await open(store, []);
    expect(await Promise.all([log.sequence(), log.sequence(), log.sequence()])).toEqual([2500, 0, 0]);
    expect(new Set(store.places.map(({ key }) => key)).size).toBe(2500);
  });

  it('follows what another replica did, before it signs', async () => {
    const { store, log } = await sampleLog(3, [3]);
    const other = await open(store, [store.stored[0].note]);
    store.commit(bytes(3));
    expect(await other.sequence()).toBe(1);
    store.commit(bytes(4));
    expect((await log.checkpoint())?.checkpoint.size).toBe(5);
    expect(await other.sequence()).toBe(1);
    expect(other.root).toEqual(log.root);
  });

  it('signs nothing while another replica gives places that it can’t see yet', async () => {
    const { store, log } = await sampleLog(3, [3]);
    store.commit(bytes(3));
    store.appendLeaves = async () => [];
    expect(await log.checkpoint()).toBeNull();
  });

  it.each<[string, (store: MemoryAuditStore) => void]>([
    [
      'was set back',
      (store) => {
        store.places.length = 1;
      },
    ],
    [
      'lost a leaf',
      (store) => {
        store.leaves = async function* () {};
        store.places.push({ key: 'x', leaf: leafHash(bytes(9)) });
      },
    ],
    [
      'gives a place twice',
      (store) => {
        store.appendLeaves = async () => [{ index: 1, leaf: leafHash(bytes(9)) }];
      },
    ],
    [
      'leaves a place out in the middle',
      (store) => {
        store.appendLeaves = async () => [3, 5].map((index) => ({ index, leaf: leafHash(bytes(9)) }));
      },
    ],
    [
      'leaves a place out',
      (store) => {
        store.appendLeaves = async () => [{ index: 4, leaf: leafHash(bytes(9)) }];
      },
    ],
  ])('stops, and signs nothing, when the database %s under it', async (_, tamper) => {
    const { store, log } = await sampleLog(3, [3]);
    tamper(store);
    store.commit(bytes(3));
    await expect(log.checkpoint()).rejects.toMatchObject({ code: 'AUDIT_SEQUENCE_CONFLICT' });
    expect(store.stored).toHaveLength(1);
  });
});

describe('checkpoints', () => {
  it('are signed over everything committed, stored first, then given to the sinks', async () => {
    const store = new MemoryAuditStore();
    const storedBefore: number[] = [];
    const sink = {
      name: 'x',
      async write(): Promise<void> {
        storedBefore.push(store.stored.length);
      },
    };
    const log = await AuditLog.open({ store, signer, sinks: [sink], kept: [] });
    store.commit(bytes(0));
    store.commit(bytes(1));
    const report = await log.checkpoint();
    expect(report?.failures).toEqual([]);
    expect(openCheckpoint(store.stored[0].note, verifier)).toMatchObject({
      size: 2,
      root: rootOf([0, 1].map((i) => leafHash(bytes(i)))),
    });
    expect(storedBefore).toEqual([1]);
  });

  it('are not made when nothing was added', async () => {
    const { log, store, notes } = await sampleLog(2, [2]);
    expect(await log.checkpoint()).toBeNull();
    expect(store.stored).toHaveLength(1);
    expect(notes).toHaveLength(1);
  });

  it('of an unchanged log are not made again after a restart', async () => {
    const { store, notes } = await sampleLog(2, [2]);
    const log = await open(store, notes);
    expect(await log.checkpoint()).toBeNull();
  });

  it('reach the other sinks when one fails, and that one later', async () => {
    const [bad, good] = [new Notes(), new Notes()];
    bad.fails = true;
    const store = new MemoryAuditStore();
    const log = await AuditLog.open({ store, signer, sinks: [bad, good], kept: [] });
    store.commit(bytes(0));
    const report = await log.checkpoint();
    expect(report?.failures).toEqual([
      { sink: 'notes', error: expect.objectContaining({ message: 'no space left' }) },
    ]);
    expect(good.notes).toHaveLength(1);
    bad.fails = false;
    expect((await log.checkpoint())?.failures).toEqual([]);
    expect(bad.notes).toEqual(good.notes);
    expect(await log.checkpoint()).toBeNull();
  });

  it('are not given away when the store failed to keep them', async () => {
    const sink = new Notes();
    const store = new MemoryAuditStore();
    store.addCheckpoint = () => Promise.reject(new Error('connection lost'));
    const log = await AuditLog.open({ store, signer, sinks: [sink], kept: [] });
    store.commit(bytes(0));
    await expect(log.checkpoint()).rejects.toThrow('connection lost');
    expect(sink.notes).toEqual([]);
  });

  it('go out over HTTP, and count as kept only with a status of 2xx', async () => {
    const sent: string[][] = [];
    let status = 204;
    const sink = httpCheckpointSink('https://witness.example/in', async (...request) => {
      sent.push(request);
      return { status };
    });
    await sink.write('note\n');
    expect(sent).toEqual([['https://witness.example/in', 'note\n', 'text/plain; charset=utf-8']]);
    for (status of [199, 301, 404, 500]) {
      await expect(sink.write('note\n')).rejects.toMatchObject({
        code: 'AUDIT_SINK_FAILED',
        facts: { status },
      });
    }
  });
});

describe('the checkpointer', () => {
  it('makes one every interval in which something was added, and one at stop', async () => {
    vi.useFakeTimers();
    try {
      const store = new MemoryAuditStore();
      const log = await open(store, []);
      const sizes: number[] = [];
      const checkpointer = new Checkpointer(log, {
        everyMs: 60_000,
        onReport: ({ checkpoint }) => sizes.push(checkpoint.size),
        onError: (error) => expect.unreachable(String(error)),
      });
      checkpointer.start();
      store.commit(bytes(0));
      await vi.advanceTimersByTimeAsync(60_000);
      await vi.advanceTimersByTimeAsync(300_000);
      store.commit(bytes(1));
      await checkpointer.stop();
      expect(sizes).toEqual([1, 2]);
      expect(store.stored.map(({ size }) => size)).toEqual([1, 2]);
      store.commit(bytes(2));
      await vi.advanceTimersByTimeAsync(300_000);
      expect(store.stored).toHaveLength(2);
    } finally {
      vi.useRealTimers();
    }
  });

  it('tells errors and goes on', async () => {
    vi.useFakeTimers();
    try {
      const store = new MemoryAuditStore();
      const log = await open(store, []);
      const errors: unknown[] = [];
      const checkpointer = new Checkpointer(log, {
        everyMs: 1000,
        onReport: () => undefined,
        onError: (error) => errors.push(error),
      });
      const appendLeaves = store.appendLeaves.bind(store);
      store.appendLeaves = () => Promise.reject(new Error('database down'));
      checkpointer.start();
      await vi.advanceTimersByTimeAsync(1000);
      store.appendLeaves = appendLeaves;
      store.commit(bytes(0));
      await vi.advanceTimersByTimeAsync(1000);
      await checkpointer.stop();
      expect(errors).toHaveLength(1);
      expect(store.stored).toHaveLength(1);
    } finally {
      vi.useRealTimers();
    }
  });
});

describe('a database at start', () => {
  it('is not trusted when its checkpoints come in no order', async () => {
    const { store, notes } = await sampleLog(70, [20, 50]);
    store.stored.reverse();
    expect((await open(store, notes)).standing).toBe('forked');
  });

  it('is the first when neither it nor the local file has anything', async () => {
    const log = await open(new MemoryAuditStore(), []);
    expect([log.standing, log.frozen]).toEqual(['first', false]);
  });

  it('extends the newest kept checkpoint after an ordinary stop, and after a crash', async () => {
    const { store, notes } = await sampleLog(70, [20, 50]);
    const log = await open(store, notes);
    expect([log.standing, log.frozen, log.size]).toEqual(['extends', false, 70]);
    expect(log.root).toEqual(rootOf(store.places.map(({ leaf }) => leaf)));
  });

  it('extends it also when the local file misses the last checkpoints', async () => {
    const { store, notes } = await sampleLog(70, [20, 50, 70]);
    expect((await open(store, notes.slice(0, 1))).standing).toBe('extends');
  });

  it('starts frozen when it is a backup, and signs nothing', async () => {
    const { store, log, notes } = await sampleLog(30, [20]);
    const backup = store.copy();
    store.commit(bytes(30));
    await log.checkpoint();
    const restored = await open(backup, notes);
    expect([restored.standing, restored.frozen, restored.kept?.size]).toEqual(['behind', true, 31]);
    await expect(restored.checkpoint()).rejects.toMatchObject({ code: 'AUDIT_FROZEN' });
    expect(backup.stored).toHaveLength(1);
  });

  it('starts frozen when it is a backup that went on without being accepted', async () => {
    const { store, log, notes } = await sampleLog(30, [20]);
    const backup = store.copy();
    store.commit(bytes(30));
    await log.checkpoint();
    backup.commit(bytes(40));
    backup.commit(bytes(41));
    await (await open(backup, notes)).sequence();
    expect((await open(backup, notes)).standing).toBe('forked');
  });

  it('goes on after an operator accepted the rollback, also after the next start', async () => {
    const { store, log, notes } = await sampleLog(30, [20]);
    const backup = store.copy();
    store.commit(bytes(30));
    await log.checkpoint();
    const sink = new Notes();
    const kept: Checkpoint[] = notes.map((note) => openCheckpoint(note, verifier));
    const restored = await AuditLog.open({ store: backup, signer, sinks: [sink], kept });
    restored.acceptRollback();
    backup.commit(bytes(50));
    expect((await restored.checkpoint())?.checkpoint.size).toBe(31);
    const again = await open(backup, [...notes, ...sink.notes]);
    expect([again.standing, again.frozen]).toEqual(['extends', false]);
    // The newer database that was given up must not come back unseen either.
    expect((await open(store, [...notes, ...sink.notes])).standing).toBe('forked');
  });

  it('is empty although something was signed: behind', async () => {
    const { notes } = await sampleLog(30, [20]);
    expect((await open(new MemoryAuditStore(), notes)).standing).toBe('behind');
  });

  it('has entries but no local file to hold them against: unproven', async () => {
    const { store } = await sampleLog(30, [20]);
    const log = await open(store, []);
    expect([log.standing, log.frozen]).toEqual(['unproven', true]);
  });

  it('had a leaf changed', async () => {
    const { store, notes } = await sampleLog(30, [10, 20]);
    store.places[15].leaf[0] ^= 1;
    expect((await open(store, notes)).standing).toBe('forked');
  });

  it('had a leaf removed and another one put at the end', async () => {
    const { store, notes } = await sampleLog(30, [10, 20]);
    store.places.push(...store.places.splice(3, 1));
    expect((await open(store, notes)).standing).toBe('forked');
  });

  it('was made anew by somebody without the key, with checkpoints of his own', async () => {
    const { notes } = await sampleLog(30, [20]);
    const store = new MemoryAuditStore();
    for (let i = 0; i < 40; i++) store.commit(bytes(i + 7));
    const thief = { ...signer, key: keyFromSeed(Buffer.alloc(32, 9)) };
    await (await AuditLog.open({ store, signer: thief, sinks: [], kept: [] })).checkpoint();
    expect((await open(store, notes)).standing).toBe('forked');
  });

  it('was made anew by somebody with the key', async () => {
    const { notes } = await sampleLog(30, [20]);
    const store = new MemoryAuditStore();
    for (let i = 0; i < 40; i++) store.commit(bytes(i + 7));
    await (await open(store, [])).sequence();
    store.stored.push({
      size: 40,
      note: signCheckpoint({ size: 40, root: rootOf(store.places.map(({ leaf }) => leaf)) }, signer),
    });
    expect((await open(store, notes)).standing).toBe('forked');
  });

  it.each<[string, (store: MemoryAuditStore) => void]>([
    [
      'a note that is none',
      (store) => {
        store.stored[0] = { ...store.stored[0], note: 'hello' };
      },
    ],
    [
      'the note of another size',
      (store) => {
        store.stored[1] = { ...store.stored[1], note: store.stored[0].note };
      },
    ],
    [
      'a checkpoint of more entries than there are',
      (store) => {
        store.stored.push({ ...store.stored[1], size: 500 });
      },
    ],
  ])('is not trusted with %s', async (_, tamper) => {
    const { store, notes } = await sampleLog(70, [20, 50]);
    tamper(store);
    expect((await open(store, notes)).standing).toBe('forked');
    expect((await open(store, notes)).size).toBe(70);
  });

  it('extends the kept checkpoint also when another replica signs more meanwhile', async () => {
    const { store, log, notes } = await sampleLog(30, [20]);
    const size = store.size.bind(store);
    store.size = async () => {
      const before = await size();
      store.size = size;
      store.commit(bytes(30));
      await log.checkpoint();
      return before;
    };
    expect((await open(store, notes)).standing).toBe('extends');
  });

  it('that lost leaves while it was read is not trusted', async () => {
    const { store, notes } = await sampleLog(30, [20]);
    store.size = async () => 31;
    expect((await open(store, notes)).standing).toBe('forked');
  });
});
