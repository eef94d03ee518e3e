import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { AuditLog } from '../../src/audit/audit-log.ts';
import { signCheckpoint } from '../../src/audit/checkpoint.ts';
import type { AdministrationContent } from '../../src/audit/content.ts';
import { exportLog } from '../../src/audit/export.ts';
import { leafHash, MerkleTree } from '../../src/audit/merkle.ts';
import { formatVerifierKey, noteVerifier } from '../../src/audit/signed-note.ts';
import { safeText } from '../../src/audit/text.ts';
import { explainVerification, type Verification } from '../../src/audit/verification.ts';
import { verifyExport } from '../../src/audit/verify.ts';
import { MemoryAuditStore } from './memory-audit-store.ts';
import {
  exportLines,
  keyFromSeed,
  recordBytes,
  sampleContent,
  sampleLog,
  sampleRecord,
  signer,
  verifier,
} from './sample.ts';

const thief = { ...signer, key: keyFromSeed(Buffer.alloc(32, 9)) };

async function* inChunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
const verify = (
  lines: readonly string[] | Uint8Array,
  against: readonly string[] = [],
): Promise<Verification> =>
  verifyExport(once(lines instanceof Uint8Array ? lines : Buffer.from(lines.join(''), 'latin1')), verifier, {
    against,
  });

/** What an attacker does to a file: makes a new last line that fits. */
function closed(lines: readonly string[]): string[] {
  const body = lines.filter((line) => !line.startsWith('end '));
  const count = body.filter((line) => line.startsWith('entry')).length;
  const hash = createHash('sha256').update(body.join('')).digest('base64');
  return [...body, `end ${count} ${hash}\n`];
}

const isEntry = (line: string) => line.startsWith('entry');
/** Numbers entries anew, with leaf hashes that fit: all that can be done without the key. */
function consistent(lines: readonly string[]): string[] {
  let index = 0;
  return closed(
    lines.map((line) => {
      if (!isEntry(line)) return line;
      const [, , , ...text] = line.slice(0, -1).split(' ');
      const leaf = leafHash(Buffer.from(text.join(' '), 'latin1')).toString('base64');
      return `entry ${index++} ${leaf} ${text.join(' ')}\n`;
    }),
  );
}
/** Signs the checkpoints of a file anew, over what stands before them. */
function resigned(lines: readonly string[], by = signer): string[] {
  const tree = new MerkleTree();
  return closed(
    lines.map((line) => {
      if (isEntry(line)) tree.append(Buffer.from(line.split(' ')[2], 'base64'));
      if (!line.startsWith('checkpoint ')) return line;
      const note = signCheckpoint({ size: tree.size, root: tree.root() }, by);
      return `checkpoint ${Buffer.from(note).toString('base64')}\n`;
    }),
  );
}

const CHECKPOINTS = [7, 20, 21, 50, 64, 90];
const SIZE = 97;
let lines: string[];
let notes: string[];
/** The line of an entry. */
const at = (index: number): number => lines.findIndex((line) => line.startsWith(`entry ${index} `));

beforeAll(async () => {
  const sample = await sampleLog(SIZE, CHECKPOINTS);
  notes = sample.notes;
  lines = await exportLines(sample.store);
});

describe('an export', () => {
  it('is sound as it was written, in chunks of any size', async () => {
    const bytes = Buffer.from(lines.join(''));
    for (const size of [1, 7, 100, 4096, bytes.length]) {
      expect(await verifyExport(inChunks(bytes, size), verifier)).toEqual({
        origin: signer.name,
        entries: SIZE,
        checkpoints: CHECKPOINTS.length,
        signed: 90,
        outside: [],
        rollbacks: [],
        problem: null,
      });
    }
  });

  it('begins with its format, its log and the key', () => {
    expect(lines.slice(0, 3)).toEqual([
      'holdfast-audit-export v1\n',
      `origin ${signer.name}\n`,
      `key ${formatVerifierKey(verifier)}\n`,
    ]);
    expect(lines[3]).toBe(`entry 0 ${leafHash(sampleRecord(0)).toString('base64')} ${sampleRecord(0)}\n`);
  });

  it('of an empty log is sound', async () => {
    const empty = await exportLines(new MemoryAuditStore());
    expect(await verify(empty)).toMatchObject({ entries: 0, signed: 0, problem: null });
  });

  it('agrees with checkpoints that were kept elsewhere', async () => {
    const { outside, problem } = await verify(lines, [notes[4], notes[0]]);
    expect(problem).toBeNull();
    expect(outside).toEqual([
      { size: 64, agrees: true },
      { size: 7, agrees: true },
    ]);
  });

  it('agrees with an outside checkpoint of nothing, unless it is of another nothing', async () => {
    const empty = signCheckpoint({ size: 0, root: new MerkleTree().root() }, signer);
    expect(await verify(lines, [empty])).toMatchObject({
      outside: [{ size: 0, agrees: true }],
      problem: null,
    });
    const lie = signCheckpoint({ size: 0, root: Buffer.alloc(32) }, signer);
    expect(await verify(lines, [lie])).toMatchObject({
      outside: [{ size: 0, agrees: false }],
      problem: { fault: 'disagrees with outside checkpoint', firstDifference: null },
    });
  });

  it('agrees with an outside checkpoint at whose size the export has none', async () => {
    const tree = new MerkleTree();
    for (let i = 0; i < 33; i++) tree.append(leafHash(sampleRecord(i)));
    const note = signCheckpoint({ size: 33, root: tree.root() }, signer);
    expect((await verify(lines, [note])).outside).toEqual([{ size: 33, agrees: true }]);
  });

  it('holds bytes that are no entry as they are, so that what a superuser wrote is seen', async () => {
    const store = new MemoryAuditStore();
    for (const bytes of ['', 'two\nlines', '\u001b[31m', 'é', '\u0000']) store.commit(Buffer.from(bytes));
    await (await AuditLog.open({ store, signer, sinks: [], kept: [] })).checkpoint();
    const odd = await exportLines(store);
    expect(odd.filter((line) => line.startsWith('entry64 '))).toHaveLength(5);
    expect(await verify(odd)).toMatchObject({ entries: 5, signed: 5, problem: null });
    // There is one form for each entry.
    const other = closed(odd.map((line) => line.replace(/^entry64 1 (.*) .*$/m, 'entry64 1 $1 YWI=')));
    expect((await verify(other)).problem?.fault).toBe('malformed');
  });

  it('of a log that grows meanwhile ends where it was when it began', async () => {
    const { store, log } = await sampleLog(10, [10]);
    const chunks: string[] = [];
    const size = store.size.bind(store);
    store.size = async () => {
      const now = await size();
      store.size = size;
      store.commit(sampleRecord(10));
      await log.checkpoint();
      return now;
    };
    for await (const chunk of exportLog(store, verifier)) chunks.push(chunk);
    expect(await verify(Buffer.from(chunks.join('')))).toMatchObject({
      entries: 10,
      checkpoints: 1,
      problem: null,
    });
  });

  it('says where a rollback was accepted', async () => {
    const { store, log } = await sampleLog(5, []);
    store.commit(
      recordBytes(6, {
        kind: 'rollback-accepted',
        abandonedSize: 9,
        abandonedRoot: 'ab'.repeat(32),
        size: 5,
        operator: safeText('anna', 64),
        reason: safeText('disk failure', 64),
      }),
    );
    await log.checkpoint();
    const verification = await verify(await exportLines(store));
    expect(verification.rollbacks).toEqual([{ index: 5, abandonedSize: 9, abandonedRoot: 'ab'.repeat(32) }]);
    expect(explainVerification(verification).join('\n')).toMatch(/Entry 5 .* accepted an older database/);
  });
});

describe('a change of one byte', () => {
  it('is found at every byte of an export, though its last line is made to fit, at the right place', async () => {
    const store = new MemoryAuditStore();
    const log = await AuditLog.open({ store, signer, sinks: [], kept: [] });
    for (let i = 0; i < 120; i++) {
      store.commit(Buffer.from(`{"i":"${i}"}`));
      if ([40, 80, 115].includes(i + 1)) await log.checkpoint();
    }
    await log.sequence();
    const small = await exportLines(store);
    let line = 0;
    let start = 0;
    const bytes = Buffer.from(small.join(''));
    for (let byte = 0; byte < bytes.length; byte++) {
      if (byte - start >= small[line].length) start += small[line++].length;
      const changed = Buffer.from(bytes);
      changed[byte] ^= 1 << (byte % 8);
      const body = changed.subarray(0, bytes.length - small[small.length - 1].length);
      const fitting =
        line === small.length - 1
          ? changed
          : Buffer.concat([
              body,
              Buffer.from(`end 120 ${createHash('sha256').update(body).digest('base64')}\n`),
            ]);
      const { problem } = await verify(fitting);
      expect(problem, `byte ${byte}`).not.toBeNull();
      const index = /^entry (\d+) /.exec(small[line])?.[1];
      if (index !== undefined && problem?.firstDifference) {
        expect(problem.firstDifference.from, `byte ${byte}`).toBeLessThanOrEqual(Number(index));
        // A lost newline makes the next line part of this one.
        expect(problem.firstDifference.to, `byte ${byte}`).toBeLessThanOrEqual(Number(index));
      }
    }
  });

  it('inside an entry that was signed is found at exactly that entry', async () => {
    for (const index of [0, 6, 7, 20, 33, 89]) {
      const changed = lines.with(at(index), lines[at(index)].replace('"replica":"one"', '"replica":"two"'));
      const { problem } = await verify(closed(changed));
      expect(problem).toMatchObject({
        fault: 'changed entry',
        line: at(index) + 1,
        firstDifference: { from: index, to: index },
      });
    }
  });

  it('inside an entry that nobody signed yet is found too, unless its leaf hash is made to fit', async () => {
    const changed = lines.with(at(93), lines[at(93)].replace('"replica":"one"', '"replica":"two"'));
    expect((await verify(closed(changed))).problem).toMatchObject({ firstDifference: { from: 90, to: 93 } });
    const fitting = await verify(consistent(changed));
    expect(fitting.problem).toBeNull();
    expect(explainVerification(fitting).join('\n')).toContain(
      'The entries 90 to 96 came after the newest checkpoint',
    );
  });

  it('is found at the first of several such entries', async () => {
    let changed = lines;
    for (const index of [31, 40, 45]) {
      changed = changed.with(at(index), changed[at(index)].replace('"replica":"one"', '"replica":"two"'));
    }
    expect((await verify(closed(changed))).problem).toMatchObject({
      line: at(31) + 1,
      firstDifference: { from: 31, to: 31 },
    });
  });

  it('does not hide an earlier one whose leaf hash was made to fit', async () => {
    const first = consistent(lines.with(at(25), lines[at(25)].replace('"replica":"one"', '"replica":"two"')));
    const both = closed(first.with(at(40), first[at(40)].replace('"replica":"one"', '"replica":"two"')));
    expect((await verify(both)).problem?.firstDifference).toEqual({ from: 21, to: 40 });
  });
});

/** Edits of the list of entry lines, and the first entry that differs by them. */
type Edit = (entries: string[], i: number, j: number) => number;
const EDITS: Record<string, Edit> = {
  changed: (entries, i) => {
    entries[i] = entries[i].replace('"replica":"one"', '"replica":"two"');
    return i;
  },
  removed: (entries, i) => {
    entries.splice(i, 1);
    return i;
  },
  inserted: (entries, i) => {
    entries.splice(i, 0, entries[i].replace('"replica":"one"', '"replica":"new"'));
    return i;
  },
  doubled: (entries, i) => {
    entries.splice(i + 1, 0, entries[i]);
    return i + 1;
  },
  swapped: (entries, i, j) => {
    [entries[i], entries[j]] = [entries[j], entries[i]];
    return Math.min(i, j);
  },
  moved: (entries, i, j) => {
    entries.splice(j, 0, ...entries.splice(i, 1));
    return Math.min(i, j);
  },
};

/** The edited export, with every checkpoint where it stood, after as many entries. */
function edited(edit: Edit, i: number, j: number): { lines: string[]; first: number } {
  const entries = lines.filter(isEntry);
  const first = edit(entries, i, j);
  const result = lines.slice(0, 3);
  const places = new Map(
    CHECKPOINTS.map((size, n) => [size, lines.filter((line) => line.startsWith('checkpoint'))[n]]),
  );
  entries.forEach((entry, index) => {
    result.push(entry);
    const checkpoint = places.get(index + 1);
    if (checkpoint !== undefined) result.push(checkpoint);
  });
  return { lines: closed(result), first };
}

describe.each(Object.entries(EDITS))('an entry that was %s', (_, edit) => {
  const position = fc.integer({ min: 0, max: 88 });

  it('is found, and so is where', async () => {
    await fc.assert(
      fc.asyncProperty(position, position, async (i, j) => {
        fc.pre(i !== j);
        const { lines: changed, first } = edited(edit, i, j);
        const { problem } = await verify(changed);
        expect(problem?.firstDifference?.from).toBeLessThanOrEqual(first);
        expect(problem?.firstDifference?.to).toBe(first);
      }),
      { numRuns: 40 },
    );
  });

  it('is found between two checkpoints when numbers and leaf hashes were made to fit', async () => {
    await fc.assert(
      fc.asyncProperty(position, position, async (i, j) => {
        fc.pre(i !== j);
        const { lines: changed, first } = edited(edit, i, j);
        const { problem } = await verify(consistent(changed));
        const before = CHECKPOINTS.findLast((size) => size <= first) ?? 0;
        const after = CHECKPOINTS.find((size) => size > first) ?? SIZE;
        expect(problem?.fault).toBe('wrong root');
        expect(problem?.firstDifference).toEqual({ from: before, to: after - 1 });
      }),
      { numRuns: 40 },
    );
  });

  it('by somebody with the key is found by a checkpoint kept elsewhere', async () => {
    await fc.assert(
      fc.asyncProperty(position, position, async (i, j) => {
        fc.pre(i !== j);
        const { lines: changed, first } = edited(edit, i, j);
        const forged = resigned(consistent(changed));
        expect((await verify(forged)).problem).toBeNull();
        const { problem, outside } = await verify(forged, [notes[1], notes[5]]);
        expect(problem).toMatchObject({
          fault: 'disagrees with outside checkpoint',
          firstDifference: first < 20 ? { from: 0, to: 19 } : { from: 20, to: 89 },
        });
        expect(outside.map(({ agrees }) => agrees)).toEqual([first >= 20, false]);
      }),
      { numRuns: 20 },
    );
  });
});

describe('an export that was cut off', () => {
  it('is found at every line, and at every byte near the end', async () => {
    for (let count = 0; count < lines.length; count++) {
      const { problem } = await verify(lines.slice(0, count));
      expect(problem, `${count} lines`).toMatchObject({ fault: 'cut off' });
    }
    const bytes = Buffer.from(lines.join(''));
    for (let cut = 1; cut < 500; cut++) {
      expect((await verify(bytes.subarray(0, bytes.length - cut))).problem, `${cut} bytes`).toMatchObject({
        fault: 'cut off',
      });
    }
  });

  it('with a fitting last line is found by an outside checkpoint only, which is said', async () => {
    const cut = closed(lines.slice(0, at(70)));
    const alone = await verify(cut);
    expect(alone).toMatchObject({ entries: 70, signed: 64, problem: null });
    expect(explainVerification(alone).join('\n')).toContain(
      'can only be missed by a checkpoint kept elsewhere',
    );
    expect(await verify(cut, [notes[5]])).toMatchObject({
      outside: [{ size: 90, agrees: false }],
      problem: { fault: 'disagrees with outside checkpoint', firstDifference: { from: 0, to: 70 } },
    });
    expect((await verify(cut, [notes[2], notes[5]])).problem?.firstDifference).toEqual({ from: 21, to: 70 });
  });

  it('has something behind its end', async () => {
    for (const more of ['\n', 'x', 'x\n', lines[3], lines[lines.length - 1]]) {
      expect((await verify([...lines, more])).problem?.fault, JSON.stringify(more)).toBe('cut off');
    }
  });
});

describe('checkpoints in an export', () => {
  const checkpointLines = () => lines.flatMap((line, i) => (line.startsWith('checkpoint ') ? [i] : []));
  const noteLine = (note: string) => `checkpoint ${Buffer.from(note).toString('base64')}\n`;

  it.each([
    [
      'swapped',
      () => {
        const [one, two] = checkpointLines();
        return lines.with(one, lines[two]).with(two, lines[one]);
      },
    ],
    ['doubled', () => lines.toSpliced(checkpointLines()[1], 0, lines[checkpointLines()[1]])],
    [
      'moved behind the next entry',
      () => {
        const [one] = checkpointLines();
        return lines.with(one, lines[one + 1]).with(one + 1, lines[one]);
      },
    ],
    [
      'moved before the last entry',
      () => {
        const [one] = checkpointLines();
        return lines.with(one, lines[one - 1]).with(one - 1, lines[one]);
      },
    ],
    ['signed by another key', () => resigned(lines, thief)],
    ['of another origin', () => resigned(lines, { ...signer, name: 'holdfast.example/other' })],
    [
      'of the empty tree',
      () =>
        lines.toSpliced(3, 0, noteLine(signCheckpoint({ size: 0, root: new MerkleTree().root() }, signer))),
    ],
    [
      'with a line more, though signed',
      () =>
        lines.with(
          checkpointLines()[0],
          noteLine(
            Buffer.from(lines[checkpointLines()[0]].slice(11), 'base64')
              .toString()
              .replace(/$/, '— witness.example jWbPPwAAAAAAAAAAAA==\n'),
          ),
        ),
    ],
    [
      'in base64 of another form',
      () => lines.with(checkpointLines()[0], lines[checkpointLines()[0]].replace('\n', '=\n')),
    ],
    ['that are none', () => lines.with(checkpointLines()[0], noteLine('hello\n'))],
    ['before the header', () => [lines[checkpointLines()[0]], ...lines]],
  ])('%s are refused', async (_, change) => {
    const { problem } = await verify(closed(change()));
    expect(problem).not.toBeNull();
    expect(['wrong checkpoint', 'malformed', 'wrong root']).toContain(problem?.fault);
  });

  it('of more entries than there are say that entries are missing', async () => {
    const [, two] = checkpointLines();
    const cut = lines.slice(0, at(15));
    expect((await verify(closed([...cut, lines[two]]))).problem).toMatchObject({
      fault: 'wrong checkpoint',
      firstDifference: { from: 7, to: 15 },
    });
  });

  it('may be missing: fewer entries are signed then', async () => {
    const without = closed(lines.filter((line) => !line.startsWith('checkpoint ')));
    expect(await verify(without)).toMatchObject({ signed: 0, checkpoints: 0, problem: null });
    expect((await verify(without, [notes[5]])).outside).toEqual([{ size: 90, agrees: true }]);
  });

  it('that the database kept for leaves it lost are exported, and found', async () => {
    const { store } = await sampleLog(20, [10, 20]);
    store.places.length = 15;
    expect((await verify(await exportLines(store))).problem).toMatchObject({
      fault: 'wrong checkpoint',
      firstDifference: { from: 10, to: 15 },
    });
  });

  it('from outside must be this log’s', async () => {
    const foreign = signCheckpoint({ size: 1, root: Buffer.alloc(32) }, thief);
    await expect(verify(lines, [foreign])).rejects.toMatchObject({ code: 'AUDIT_SIGNATURE_INVALID' });
    await expect(verify(lines, ['hello'])).rejects.toMatchObject({ code: 'AUDIT_NOTE_INVALID' });
  });
});

describe('an export of something else', () => {
  it.each([
    [
      'another key in its header',
      () => lines.with(2, `key ${formatVerifierKey(noteVerifier(signer.name, thief.key))}\n`),
      'other log',
    ],
    ['another origin in its header', () => lines.with(1, 'origin holdfast.example/other\n'), 'other log'],
    ['another format', () => lines.with(0, 'holdfast-audit-export v2\n'), 'malformed'],
    ['no header', () => lines.slice(3), 'malformed'],
    ['half a header', () => lines.toSpliced(2, 1), 'malformed'],
    ['a header twice', () => [...lines.slice(0, 3), ...lines], 'malformed'],
    ['an empty line', () => lines.toSpliced(5, 0, '\n'), 'malformed'],
    ['Windows line ends', () => lines.map((line) => line.replace('\n', '\r\n')), 'malformed'],
    ['a byte order mark', () => ['\u00ef\u00bb\u00bf', ...lines], 'malformed'],
    [
      'a control character in an entry',
      () => lines.with(5, lines[5].replace('"id"', '"i\u001bd"')),
      'malformed',
    ],
    [
      'an index with a zero before it',
      () => lines.with(4, lines[4].replace('entry 1 ', 'entry 01 ')),
      'wrong index',
    ],
    [
      'a leaf hash that is none',
      () => lines.with(4, lines[4].replace(/^(entry 1 ).{44}/, `$1${'!'.repeat(44)}`)),
      'malformed',
    ],
  ])('with %s is refused', async (_, change, fault) => {
    expect((await verify(closed(change()))).problem?.fault).toBe(fault);
  });

  it('is refused as a whole when it is empty, noise, or one endless line', async () => {
    expect((await verify(Buffer.alloc(0))).problem?.fault).toBe('cut off');
    expect((await verify(Buffer.alloc(5000, 'x'))).problem?.fault).toBe('cut off');
    let sent = 0;
    async function* endless(): AsyncGenerator<Uint8Array> {
      for (;;) {
        sent += 65_536;
        yield Buffer.alloc(65_536, 'x');
      }
    }
    expect((await verifyExport(endless(), verifier)).problem).not.toBeNull();
    expect(sent).toBeLessThan(1_000_000);
  });
});

describe('names that try to write lines of their own', () => {
  it('stay inside their entry', async () => {
    const store = new MemoryAuditStore();
    const forged = [
      '\nentry 1 AAAA {"v":"1"}',
      '\r\nend 1 x',
      '\u001b[2K\u001b[1A',
      '\u202e\u2066',
      '","decision":"allowed","x":"',
      '\u2028checkpoint x',
    ];
    for (const name of forged) {
      store.commit(
        recordBytes(1, { ...(sampleContent(2) as AdministrationContent), subject: safeText(name, 128) }),
      );
    }
    await (await AuditLog.open({ store, signer, sinks: [], kept: [] })).checkpoint();
    const exported = await exportLines(store);
    expect(exported).toHaveLength(3 + forged.length + 2);
    expect(exported.join('')).toMatch(/^[ -~\n]*$/);
    expect(await verify(exported)).toMatchObject({ entries: forged.length, problem: null });
  });
});

describe('what a verification means', () => {
  it('tells what is proven by whom', async () => {
    expect(explainVerification(await verify(lines, [notes[1]]))).toEqual([
      'All 97 entries and 6 checkpoints fit together.',
      "The first 20 entries are what the outside checkpoint was signed over, whoever has the log's key now.",
      expect.stringMatching(/^The entries 20 to 89 are vouched for by checkpoints inside the export only/),
      expect.stringMatching(/^The entries 90 to 96 came after the newest checkpoint/),
      'Entries after the outside checkpoint that were cut off, with their checkpoints, would not be missed.',
    ]);
  });

  it('calls an empty export no proof', async () => {
    const { store, notes: kept } = await sampleLog(0, []);
    const [first] = explainVerification(await verify(await exportLines(store), kept));
    expect(first).toMatch(/^The export holds no entries, so nothing is proven/);
  });

  it('says nothing of entries that there are none of', async () => {
    const { store, notes: kept } = await sampleLog(7, [7]);
    expect(explainVerification(await verify(await exportLines(store), kept))).toEqual([
      'All 7 entries and 1 checkpoint fit together.',
      expect.stringMatching(/^The first 7 entries are what the outside checkpoint/),
      expect.stringMatching(/^Entries after the outside checkpoint/),
    ]);
  });

  it('tells where the first difference is', async () => {
    const { lines: changed } = edited(EDITS.removed, 30, 31);
    expect(explainVerification(await verify(changed)).slice(0, 2)).toEqual([
      expect.stringContaining('Entry 30 should come next'),
      'The first difference is between entry 21 and entry 30; everything before entry 21 is proven.',
    ]);
  });
});
