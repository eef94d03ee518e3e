import { HoldfastError } from '@holdfast/errors';
import { decodeBase64 } from './base64.ts';
import { HASH_BYTES } from './merkle.ts';
import { type NoteSigner, type NoteVerifier, openNote, signNote } from './signed-note.ts';

/** How a log stood: so many entries, with this root over them. */
export interface TreeHead {
  readonly size: number;
  readonly root: Buffer;
}

/** A tree head that its log signed, with the note as it was signed. */
export interface Checkpoint extends TreeHead {
  readonly note: string;
}

/**
 * Signs a tree head: origin, size and root on three lines, in a signed note. The signer's name is the origin.
 * Source: https://c2sp.org/tlog-checkpoint
 *
 * @throws HoldfastError AUDIT_NOTE_INVALID when the name can't be one
 * @example
 * signCheckpoint({ size: 1, root }, { name: 'example.com/log', key });
 * // 'example.com/log\n1\nbjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB0=\n\n— example.com/log AbCd…=\n'
 */
export function signCheckpoint({ size, root }: TreeHead, signer: NoteSigner): string {
  return signNote(`${signer.name}\n${size}\n${root.toString('base64')}\n`, signer);
}

/**
 * Reads a checkpoint of the verifier's log. The origin must be the verifier's name, unless another one is given.
 * Extension lines and the signatures of others are accepted; the log itself writes none.
 *
 * @throws HoldfastError AUDIT_NOTE_INVALID when it is no checkpoint or comes from another origin
 * @throws HoldfastError AUDIT_SIGNATURE_INVALID when the key didn't sign it
 * @example
 * openCheckpoint(note, parseVerifierKey(key)).size; // 1
 */
export function openCheckpoint(
  note: string | Uint8Array,
  verifier: NoteVerifier,
  origin: string = verifier.name,
): Checkpoint {
  const text = openNote(note, verifier);
  const [givenOrigin, size, root, ...extensions] = text.slice(0, -1).split('\n');
  if (size === undefined || root === undefined || [givenOrigin, ...extensions].includes('')) {
    return invalid('A checkpoint has three lines or more, and none of them is empty.');
  }
  if (givenOrigin !== origin) {
    return invalid(`The checkpoint is of another log than "${origin}".`);
  }
  const count = /^(?:0|[1-9][0-9]{0,15})$/.test(size) ? Number(size) : Number.NaN;
  const hash = decodeBase64(root);
  if (!Number.isSafeInteger(count)) return invalid('The size in the checkpoint is no whole number.');
  if (hash === null || hash.length !== HASH_BYTES) {
    return invalid('The root in the checkpoint is not the base64 form of 32 bytes.');
  }
  return { size: count, root: hash, note: typeof note === 'string' ? note : Buffer.from(note).toString() };
}

function invalid(message: string): never {
  throw new HoldfastError('AUDIT_NOTE_INVALID', message);
}
