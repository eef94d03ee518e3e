import { createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { HoldfastError } from '@holdfast/errors';
import { decodeBase64 } from './base64.ts';
import { sha256 } from './merkle.ts';

/** Who signs: a name, and an Ed25519 private key. */
export interface NoteSigner {
  readonly name: string;
  readonly key: KeyObject;
}

/** Whose signature counts: a name, and an Ed25519 public key. */
export interface NoteVerifier {
  readonly name: string;
  readonly id: Buffer;
  readonly key: KeyObject;
}

const ED25519 = 1;
const KEY_BYTES = 32;
const SIGNATURE_BYTES = 64;
/** What stands before the 32 bytes of an Ed25519 key in its SPKI form (RFC 8410). */
const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');
const MOST_BYTES = 1 << 20;
const MOST_SIGNATURES = 100;
const SIGNATURE_START = '— ';
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * The verifier that belongs to a signer or to a named public key.
 *
 * @throws HoldfastError AUDIT_NOTE_INVALID for a name with blanks or `+`, and for other keys than Ed25519
 */
export function noteVerifier(name: string, key: KeyObject): NoteVerifier {
  if (!isKeyName(name)) invalid('A key name must not be empty and holds no blanks and no "+".');
  if (key.asymmetricKeyType !== 'ed25519') invalid('Notes are signed with Ed25519 keys only.');
  const publicKey = key.type === 'private' ? createPublicKey(key) : key;
  return { name, id: keyId(name, rawKey(publicKey)), key: publicKey };
}

/**
 * `name+id+key`: the id in hex; the key as base64 of 0x01 and 32 bytes. What people keep to check a log with.
 * Source: the verifier key format of golang.org/x/mod/sumdb/note.
 *
 * @example
 * formatVerifierKey(noteVerifier('example.com/log', publicKey)); // 'example.com/log+2d9f1c3a+AWl…'
 */
export function formatVerifierKey({ name, id, key }: NoteVerifier): string {
  const encoded = Buffer.concat([Buffer.from([ED25519]), rawKey(key)]).toString('base64');
  return `${name}+${id.toString('hex')}+${encoded}`;
}

/**
 * Reads what `formatVerifierKey` writes.
 *
 * @throws HoldfastError AUDIT_NOTE_INVALID when a part is missing or the id isn't that of the name and key
 * @example
 * parseVerifierKey('example.com/log+2d9f1c3a+AWl…').name; // 'example.com/log'
 */
export function parseVerifierKey(text: string): NoteVerifier {
  const match = /^([^+]*)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+={0,2})$/.exec(text);
  const encoded = match === null ? null : decodeBase64(match[3]);
  if (match === null || encoded === null || encoded.length !== 1 + KEY_BYTES || encoded[0] !== ED25519) {
    return invalid('This is no verifier key for Ed25519. It is written name+id+key, as the log shows it.');
  }
  const key = createPublicKey({
    key: Buffer.concat([SPKI_PREFIX, encoded.subarray(1)]),
    format: 'der',
    type: 'spki',
  });
  const verifier = noteVerifier(match[1], key);
  if (verifier.id.toString('hex') !== match[2]) invalid('The verifier key is damaged: its id does not fit.');
  return verifier;
}

/**
 * Signs a text: the text, an empty line, and a line with the em dash, the name and base64 of key id and signature.
 * Source: https://c2sp.org/signed-note
 *
 * @param text ends in a newline and holds no control characters
 * @throws HoldfastError AUDIT_NOTE_INVALID
 * @example
 * signNote('hello\n', { name: 'example.com/log', key }); // 'hello\n\n— example.com/log AbCd…=\n'
 */
export function signNote(text: string, signer: NoteSigner): string {
  if (!isNoteText(text) || !text.endsWith('\n')) {
    invalid('A note is text without control characters that ends in a newline.');
  }
  const { id } = noteVerifier(signer.name, signer.key);
  const signature = sign(null, Buffer.from(text), signer.key);
  return `${text}\n${SIGNATURE_START}${signer.name} ${Buffer.concat([id, signature]).toString('base64')}\n`;
}

/**
 * The text of a note, if the verifier's key signed it. Signatures by other keys are ignored, as the format wants.
 * Source: https://c2sp.org/signed-note
 *
 * @throws HoldfastError AUDIT_NOTE_INVALID when it isn't a note
 * @throws HoldfastError AUDIT_SIGNATURE_INVALID when the key didn't sign it, or its signature doesn't verify
 * @example
 * openNote(note, parseVerifierKey(key)); // 'hello\n'
 */
export function openNote(note: string | Uint8Array, verifier: NoteVerifier): string {
  const { text, signatures } = splitNote(note);
  const own = signatures.filter(({ name, id }) => name === verifier.name && id.equals(verifier.id));
  if (own.length === 0) {
    throw new HoldfastError(
      'AUDIT_SIGNATURE_INVALID',
      `The note is not signed by the key of "${verifier.name}" with the id ${verifier.id.toString('hex')}.`,
    );
  }
  if (own.length > 1) invalid('The note has two signatures of the same key.');
  const { signature } = own[0];
  if (signature.length !== SIGNATURE_BYTES || !verify(null, Buffer.from(text), verifier.key, signature)) {
    throw new HoldfastError(
      'AUDIT_SIGNATURE_INVALID',
      `The signature of "${verifier.name}" is wrong: the note was changed, or another key signed it.`,
    );
  }
  return text;
}

interface NoteSignature {
  readonly name: string;
  readonly id: Buffer;
  readonly signature: Buffer;
}

function splitNote(note: string | Uint8Array): { text: string; signatures: NoteSignature[] } {
  const whole = noteText(note);
  const gap = whole.lastIndexOf('\n\n');
  if (gap === -1 || !whole.endsWith('\n')) return invalid('The note has no signatures.');
  const lines = whole.slice(gap + 2, -1).split('\n');
  if (lines.length > MOST_SIGNATURES) invalid(`A note has at most ${MOST_SIGNATURES} signatures.`);
  return { text: whole.slice(0, gap + 1), signatures: lines.map(parseSignature) };
}

function noteText(note: string | Uint8Array): string {
  if (note.length > MOST_BYTES) invalid('The note is too long.');
  let text: string;
  try {
    text = typeof note === 'string' ? note : decoder.decode(note);
  } catch {
    return invalid('The note is not valid UTF-8.');
  }
  return isNoteText(text) ? text : invalid('The note holds control characters or broken text.');
}

function parseSignature(line: string): NoteSignature {
  const parts = line.startsWith(SIGNATURE_START) ? line.slice(SIGNATURE_START.length).split(' ') : [];
  const bytes = parts.length === 2 && isKeyName(parts[0]) ? decodeBase64(parts[1]) : null;
  if (bytes === null || bytes.length < 5) return invalid('A signature line of the note is broken.');
  return { name: parts[0], id: bytes.subarray(0, 4), signature: bytes.subarray(4) };
}

function isNoteText(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  return text.isWellFormed() && !/[\u0000-\u0009\u000b-\u001f]/.test(text);
}

function isKeyName(name: string): boolean {
  return name !== '' && name.isWellFormed() && !/[\p{White_Space}+]/u.test(name);
}

/** The first four bytes of SHA-256(name ‖ 0x0A ‖ 0x01 ‖ key). */
function keyId(name: string, key: Buffer): Buffer {
  return sha256(Buffer.concat([Buffer.from(`${name}\n`), Buffer.from([ED25519]), key])).subarray(0, 4);
}

function rawKey(key: KeyObject): Buffer {
  return key.export({ format: 'der', type: 'spki' }).subarray(SPKI_PREFIX.length);
}

function invalid(message: string): never {
  throw new HoldfastError('AUDIT_NOTE_INVALID', message);
}
