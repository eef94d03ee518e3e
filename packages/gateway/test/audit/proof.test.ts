import { beforeAll, describe, expect, it } from 'vitest';
import { type Checkpoint, openCheckpoint, signCheckpoint } from '../../src/audit/checkpoint.ts';
import { leafHash } from '../../src/audit/merkle.ts';
import { proveEntry, verifyProof } from '../../src/audit/proof.ts';
import type { MemoryAuditStore } from './memory-audit-store.ts';
import { keyFromSeed, sampleLog, sampleRecord, signer, verifier } from './sample.ts';

const invalid = expect.objectContaining({ code: 'AUDIT_PROOF_INVALID' });
let store: MemoryAuditStore;
let checkpoint: Checkpoint;
let proof: string;
beforeAll(async () => {
  const sample = await sampleLog(60, [21, 50]);
  store = sample.store;
  checkpoint = openCheckpoint(sample.notes[1], verifier);
  proof = await proveEntry(store, 17, checkpoint);
});

describe('a proof of one entry', () => {
  it('needs nothing but the public key', async () => {
    for (const index of [0, 1, 17, 20, 21, 49]) {
      const text = await proveEntry(store, index, checkpoint);
      expect(verifyProof(text, verifier)).toEqual({
        index,
        bytes: sampleRecord(index),
        checkpoint,
      });
    }
  });

  it('has the form of a C2SP tlog-proof', () => {
    const [format, extra, index, ...rest] = proof.split('\n');
    expect([format, index]).toEqual(['c2sp.org/tlog-proof@v1', 'index 17']);
    expect(Buffer.from(extra.slice('extra '.length), 'base64')).toEqual(sampleRecord(17));
    // Six hashes for a tree of 50, an empty line, and the checkpoint as it was signed.
    expect(rest.slice(0, 6).every((line) => /^[A-Za-z0-9+/]{43}=$/.test(line))).toBe(true);
    expect(rest.slice(6).join('\n')).toBe(`\n${checkpoint.note}`);
  });

  it('of the only entry of a log has no hashes', async () => {
    const { store: one, notes } = await sampleLog(1, [1]);
    const text = await proveEntry(one, 0, openCheckpoint(notes[0], verifier));
    expect(verifyProof(text, verifier).bytes).toEqual(sampleRecord(0));
  });

  it('fails after any change of any byte', () => {
    const bytes = Buffer.from(proof);
    for (let at = 0; at < bytes.length; at++) {
      const changed = Buffer.from(bytes);
      changed[at] ^= 1 << (at % 7);
      expect(() => verifyProof(changed.toString(), verifier), `byte ${at}`).toThrow();
    }
  });

  it.each([
    ['nothing', () => ''],
    ['only a checkpoint', () => checkpoint.note],
    ['no entry', () => proof.replace(/^extra .*\n/m, '')],
    ['another entry', () => proof.replace(/^extra .*$/m, `extra ${sampleRecord(18).toString('base64')}`)],
    ['another index', () => proof.replace('index 17', 'index 18')],
    ['an index with a zero before it', () => proof.replace('index 17', 'index 017')],
    ['an index beyond the tree', () => proof.replace('index 17', 'index 50')],
    ['an index that is not whole', () => proof.replace('index 17', 'index 17.0')],
    ['a hash less', () => proof.replace(/^[A-Za-z0-9+/]{43}=\n/m, '')],
    ['a hash more', () => proof.replace('\n\n', `\n${leafHash(Buffer.of()).toString('base64')}\n\n`)],
    [
      'a hundred hashes',
      () => proof.replace('\n\n', `${`\n${leafHash(Buffer.of()).toString('base64')}`.repeat(100)}\n\n`),
    ],
    ['a short hash', () => proof.replace(/^[A-Za-z0-9+/]{43}=$/m, 'AAAA')],
    ['another format', () => proof.replace('@v1', '@v2')],
    ['a line before it', () => `\n${proof}`],
    ['too many bytes', () => proof + 'x'.repeat(1 << 20)],
  ])('fails with %s', (_, change) => {
    expect(() => verifyProof(change(), verifier)).toThrow(invalid);
  });

  it('fails with a node of the tree presented as an entry', async () => {
    // The two hashes below a node are no entry: leaves and nodes are hashed apart.
    const { store: two, notes } = await sampleLog(2, [2]);
    const nodes = Buffer.concat(two.places.map(({ leaf }) => leaf));
    const text = `c2sp.org/tlog-proof@v1\nextra ${nodes.toString('base64')}\nindex 0\n\n${notes[0]}`;
    expect(() => verifyProof(text, verifier)).toThrow(invalid);
  });

  it('fails with the checkpoint of another key, size or log', () => {
    const swap = (note: string) => proof.slice(0, proof.indexOf('\n\n') + 2) + note;
    const thief = { ...signer, key: keyFromSeed(Buffer.alloc(32, 9)) };
    expect(() => verifyProof(swap(signCheckpoint(checkpoint, thief)), verifier)).toThrow(
      expect.objectContaining({ code: 'AUDIT_SIGNATURE_INVALID' }),
    );
    expect(() => verifyProof(swap(store.stored[0].note), verifier)).toThrow(invalid);
    const other = signCheckpoint(checkpoint, { ...signer, name: 'holdfast.example/other' });
    expect(() => verifyProof(swap(other), verifier)).toThrow();
  });

  it('is not made for an entry that the checkpoint does not cover', async () => {
    for (const index of [50, 59, 60, -1, 0.5, Number.NaN]) {
      await expect(proveEntry(store, index, checkpoint)).rejects.toEqual(invalid);
    }
  });

  it('is not made of a database that was changed', async () => {
    const changed = store.copy();
    changed.committed[17].bytes[30] ^= 1;
    await expect(proveEntry(changed, 17, checkpoint)).rejects.toEqual(invalid);
    const shorter = store.copy();
    shorter.places.length = 40;
    await expect(proveEntry(shorter, 17, checkpoint)).rejects.toEqual(invalid);
  });
});
