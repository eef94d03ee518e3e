import { createHash } from 'node:crypto';
import { decodeBase64 } from './base64.ts';
import { type Checkpoint, openCheckpoint, type TreeHead } from './checkpoint.ts';
import { contentPrefix } from './content-bytes.ts';
import { EXPORT_FORMAT, MOST_LINE_BYTES, parseEntryLine } from './export-lines.ts';
import { HASH_BYTES, leafHash, MerkleTree } from './merkle.ts';
import { parseRecord } from './record.ts';
import { formatVerifierKey, type NoteVerifier } from './signed-note.ts';
import type { AcceptedRollback, ExportFault, ExportProblem, Verification } from './verification.ts';

/** Stands near the beginning of such a record, and nowhere else: quotes in texts are escaped. */
const ROLLBACK = `,"verdict":null,"content":${contentPrefix('rollback-accepted')}`;
const NEAR = 400;
const MOST_ROLLBACKS = 1000;

/** Reads an export block by block and stops at the first thing that can't be right. */
export class ExportReader {
  readonly #verifier: NoteVerifier;
  readonly #outside: readonly Checkpoint[];
  readonly #agreed = new Map<Checkpoint, boolean>();
  readonly #header: readonly string[];
  readonly #hash = createHash('sha256');
  readonly #tree = new MerkleTree();
  readonly #rollbacks: AcceptedRollback[] = [];
  #line = 0;
  #checkpoints = 0;
  #signed = 0;
  /** Entries that a signed checkpoint has proven. */
  #proven = 0;
  /** Entries that a checkpoint from outside has proven, which not even the log's key can forge now. */
  #held = 0;
  /** The first entry whose bytes are not those of its leaf hash, while it isn't known whether that hash was signed. */
  #suspect: { readonly index: number; readonly line: number } | null = null;
  #ended = false;
  #problem: ExportProblem | null = null;

  constructor(verifier: NoteVerifier, outside: readonly Checkpoint[]) {
    this.#verifier = verifier;
    this.#outside = outside;
    this.#header = [EXPORT_FORMAT, `origin ${verifier.name}`, `key ${formatVerifierKey(verifier)}`];
  }

  /** Whether nothing that comes can change the result. */
  get done(): boolean {
    return this.#problem !== null;
  }

  /** Takes whole lines. */
  read(block: Buffer): void {
    let hashed = 0;
    for (let begin = 0; begin < block.length && this.#problem === null; ) {
      const newline = block.indexOf(10, begin);
      if (newline - begin > MOST_LINE_BYTES) {
        this.#malformed();
        return;
      }
      const line = block.toString('latin1', begin, newline);
      this.#line++;
      if (this.#ended) this.#fail('cut off', 'There is something behind the end of the export.', null);
      else if (line.startsWith('entry')) this.#entry(line);
      else if (line.startsWith('checkpoint ')) this.#checkpoint(line);
      else if (line.startsWith('end ')) {
        this.#hash.update(block.subarray(hashed, begin));
        hashed = block.length;
        this.#end(line);
      } else this.#head(line);
      begin = newline + 1;
    }
    if (hashed < block.length) this.#hash.update(block.subarray(hashed));
  }

  /** Ends the export; `left` is how many bytes stand behind the last newline. */
  finish(left: number): void {
    if (left > 0) {
      this.#line++;
      this.#fail('cut off', 'The last line of the export is cut off or too long.', this.#unproven());
    } else if (!this.#ended) {
      this.#fail('cut off', 'The end of the export is missing.', this.#unproven());
    }
  }

  result(): Verification {
    return {
      origin: this.#verifier.name,
      entries: this.#tree.size,
      checkpoints: this.#checkpoints,
      signed: this.#signed,
      outside: this.#outside.map((checkpoint) => ({
        size: checkpoint.size,
        agrees: this.#agreed.get(checkpoint) ?? false,
      })),
      rollbacks: this.#rollbacks,
      problem: this.#problem,
    };
  }

  #head(line: string): void {
    if (line === this.#header[this.#line - 1]) {
      if (this.#line === this.#header.length) this.#holdOutside();
      return;
    }
    if (this.#line === 1 || this.#line > this.#header.length) {
      this.#malformed();
      return;
    }
    this.#fail(
      'other log',
      `The export is not of the log "${this.#verifier.name}" with the given key.`,
      null,
    );
  }

  #entry(line: string): void {
    const entry = parseEntryLine(line);
    if (entry === null || this.#line <= this.#header.length) {
      this.#malformed();
      return;
    }
    const index = this.#tree.size;
    if (entry.index !== String(index)) {
      this.#fail(
        'wrong index',
        `Entry ${index} should come next, and another one does: entries were removed, put in, doubled or moved.`,
        this.#unproven(),
      );
      return;
    }
    const leaf = leafHash(entry.bytes);
    const told = leaf.toString('base64') === entry.leaf ? leaf : decodeBase64(entry.leaf);
    if (told === null || told.length !== HASH_BYTES) {
      this.#malformed();
      return;
    }
    if (told !== leaf) this.#suspect ??= { index, line: this.#line };
    this.#tree.append(told);
    if (line.lastIndexOf(ROLLBACK, NEAR) !== -1) this.#noteRollback(index, entry.bytes);
    this.#holdOutside();
  }

  #checkpoint(line: string): void {
    const note = decodeBase64(line.slice('checkpoint '.length));
    if (note === null || this.#line <= this.#header.length) {
      this.#malformed();
      return;
    }
    let checkpoint: Checkpoint;
    try {
      checkpoint = openCheckpoint(note, this.#verifier);
    } catch (error) {
      const why = error instanceof Error ? error.message : '';
      this.#fail('wrong checkpoint', `A checkpoint in the export is not the log's. ${why}`, null);
      return;
    }
    const { size } = checkpoint;
    if (!isPlain(checkpoint, this.#verifier)) {
      this.#fail('wrong checkpoint', 'A checkpoint in the export holds more than the log writes.', null);
    } else if (size > this.#tree.size) {
      this.#fail(
        'wrong checkpoint',
        `A checkpoint is of ${size} entries where only ${this.#tree.size} stand: entries are missing.`,
        this.#unproven(),
      );
    } else if (size < this.#tree.size || size <= this.#signed) {
      this.#fail('wrong checkpoint', `The checkpoint of ${size} entries is not in its place.`, null);
    } else if (this.#prove(checkpoint, 'wrong root', 'a checkpoint of the export', this.#proven)) {
      this.#signed = size;
      this.#checkpoints++;
    }
  }

  /** Compares the tree with outside checkpoints of its size. */
  #holdOutside(): void {
    for (const checkpoint of this.#outside) {
      if (checkpoint.size !== this.#tree.size || this.#problem !== null) continue;
      const fault = 'disagrees with outside checkpoint';
      const agrees = this.#prove(checkpoint, fault, 'the outside checkpoint', this.#held);
      this.#agreed.set(checkpoint, agrees);
      if (agrees) this.#held = checkpoint.size;
    }
  }

  /** @param from what of the entries is proven, if the root is not that of the checkpoint */
  #prove(head: TreeHead, fault: ExportFault, what: string, from: number): boolean {
    if (!this.#tree.root().equals(head.root)) {
      const to = Math.max(0, head.size - 1);
      this.#fail(
        fault,
        `The first ${head.size} entries are not those that ${what} was signed over.`,
        head.size === 0 ? null : { from, to: Math.min(to, this.#suspect?.index ?? to) },
      );
      return false;
    }
    // The leaf hashes are the signed ones, so an entry that doesn't fit its own is the one that was changed.
    if (this.#suspect !== null) {
      const { index, line } = this.#suspect;
      this.#fail('changed entry', changedMessage(index), { from: index, to: index }, line);
      return false;
    }
    this.#proven = head.size;
    return true;
  }

  #end(line: string): void {
    if (this.#line <= this.#header.length) {
      this.#malformed();
      return;
    }
    this.#ended = true;
    const size = this.#tree.size;
    if (this.#suspect !== null) {
      const { index, line: at } = this.#suspect;
      this.#fail('changed entry', changedMessage(index), { from: this.#proven, to: index }, at);
      return;
    }
    const missing = this.#outside.find((checkpoint) => checkpoint.size > size);
    if (missing !== undefined) {
      this.#fail(
        'disagrees with outside checkpoint',
        `The outside checkpoint is of ${missing.size} entries and the export has only ${size}: the others were cut off, or the database was set back.`,
        { from: this.#held, to: size },
      );
    } else if (line !== `end ${size} ${this.#hash.digest('base64')}`) {
      const where = this.#proven === size ? null : this.#unproven();
      this.#fail('cut off', 'The end of the export does not fit what stands before it.', where);
    }
  }

  #noteRollback(index: number, bytes: Buffer): void {
    if (this.#rollbacks.length >= MOST_ROLLBACKS) return;
    try {
      const { content } = parseRecord(bytes);
      if (content.kind !== 'rollback-accepted') return;
      const { abandonedSize, abandonedRoot } = content;
      this.#rollbacks.push({ index, abandonedSize, abandonedRoot });
    } catch {
      // Not written by the gateway; whether it was logged is what the tree tells.
    }
  }

  #unproven(): { from: number; to: number } {
    const to = Math.min(this.#tree.size, this.#suspect?.index ?? this.#tree.size);
    return { from: Math.min(this.#proven, to), to };
  }

  #malformed(): void {
    this.#fail('malformed', `Line ${this.#line} is not a line of an audit export.`, this.#unproven());
  }

  #fail(
    fault: ExportFault,
    message: string,
    firstDifference: ExportProblem['firstDifference'],
    line = this.#line,
  ): void {
    this.#problem ??= { fault, line, firstDifference, message };
  }
}

/** Whether a note has the log's own lines and signature, and nothing else that could be changed unseen. */
function isPlain({ note, size, root }: Checkpoint, { name }: NoteVerifier): boolean {
  const [text, signature, ...more] = note.split('\n\n');
  return (
    more.length === 0 &&
    text === `${name}\n${size}\n${root.toString('base64')}` &&
    signature.indexOf('\n') === signature.length - 1
  );
}

function changedMessage(index: number): string {
  return `Entry ${index} is not what its leaf hash is of: it was changed.`;
}
