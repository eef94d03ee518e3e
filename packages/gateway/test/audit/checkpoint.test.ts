import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { openCheckpoint, signCheckpoint } from '../../src/audit/checkpoint.ts';
import { EMPTY_ROOT } from '../../src/audit/merkle.ts';
import {
  formatVerifierKey,
  noteVerifier,
  openNote,
  parseVerifierKey,
  signNote,
} from '../../src/audit/signed-note.ts';
import { keyFromSeed, signer, verifier } from './sample.ts';

const noteInvalid = expect.objectContaining({ code: 'AUDIT_NOTE_INVALID' });
const signatureInvalid = expect.objectContaining({ code: 'AUDIT_SIGNATURE_INVALID' });

/** The example of golang.org/x/mod/sumdb/note, the reference implementation of signed notes. */
const GO_KEY = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW';
const GO_SEED = Buffer.from('AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz', 'base64').subarray(1);
const GO_TEXT =
  "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
const GO_SIGNATURE =
  '— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n';
const GO_NOTE = `${GO_TEXT}\n${GO_SIGNATURE}`;

/** A checkpoint that sum.golang.org published, and its key. */
const SUMDB_KEY = 'sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8';
const SUMDB_NOTE =
  'go.sum database tree\n6476701\nmb8QLQIs0Z0yP5Cstq6guj87oXWeC9gEM8oVikmm9Wk=\n\n— sum.golang.org Az3grsLX85Gz+s1SiTbgkuqxgItqFq7gsMUEyVnrsa9LM7Us9S+1xbFIGu95949rj4nPRYfvimWEPWL+o3GeoWwOoAw=\n';

describe('signed notes', () => {
  it('are, byte for byte, those of the reference implementation', () => {
    const key = keyFromSeed(GO_SEED);
    expect(signNote(GO_TEXT, { name: 'PeterNeumann', key })).toBe(GO_NOTE);
    expect(formatVerifierKey(noteVerifier('PeterNeumann', key))).toBe(GO_KEY);
    expect(openNote(GO_NOTE, parseVerifierKey(GO_KEY))).toBe(GO_TEXT);
  });

  it('have the key id of the specification', () => {
    const raw = verifier.key.export({ format: 'jwk' }).x as string;
    const digest = createHash('sha256')
      .update(`${verifier.name}\n\u0001`)
      .update(Buffer.from(raw, 'base64url'))
      .digest();
    expect(verifier.id).toEqual(digest.subarray(0, 4));
  });

  it('may be signed by others too, before and after, in ways this log does not know', () => {
    const stranger = '— witness.example jWbPPwAAAAAAAAAAAA==\n';
    const namesake = `— PeterNeumann ${Buffer.concat([Buffer.from('deadbeef', 'hex'), Buffer.alloc(64)]).toString('base64')}\n`;
    const note = `${GO_TEXT}\n${stranger}${GO_SIGNATURE}${namesake}`;
    expect(openNote(note, parseVerifierKey(GO_KEY))).toBe(GO_TEXT);
  });

  it('may hold empty lines: the last one ends the text', () => {
    const text = 'one\n\ntwo\n';
    expect(openNote(signNote(text, signer), verifier)).toBe(text);
  });

  it('are opened from their bytes too', () => {
    expect(openNote(Buffer.from(GO_NOTE), parseVerifierKey(GO_KEY))).toBe(GO_TEXT);
  });

  it('are refused after any change of any byte', () => {
    const bytes = Buffer.from(GO_NOTE);
    for (let at = 0; at < bytes.length; at++) {
      for (const bit of [1, 0x20, 0x80]) {
        const changed = Buffer.from(bytes);
        changed[at] ^= bit;
        expect(() => openNote(changed, parseVerifierKey(GO_KEY)), `byte ${at} ^ ${bit}`).toThrow();
      }
    }
  });

  const signature = GO_SIGNATURE.slice('— PeterNeumann '.length, -1);
  it.each([
    ['nothing', ''],
    ['no signature', GO_TEXT],
    ['no empty line', `${GO_TEXT}${GO_SIGNATURE}`],
    ['no newline at the end', GO_NOTE.slice(0, -1)],
    ['a newline more', `${GO_NOTE}\n`],
    ['a hyphen for the dash', GO_NOTE.replace('— ', '- ')],
    ['an en dash for the em dash', GO_NOTE.replace('— ', '– ')],
    ['two blanks', GO_NOTE.replace('— PeterNeumann ', '— PeterNeumann  ')],
    ['a no-break space', GO_NOTE.replace('— ', '—\u00a0')],
    ['something behind the signature', GO_NOTE.replace(/\n$/, ' x\n')],
    ['a carriage return', GO_NOTE.replaceAll('\n', '\r\n')],
    ['a tab in the text', GO_NOTE.replace(' you', '\tyou')],
    ['base64 without padding', GO_NOTE.replace('AM=\n', 'AM\n')],
    ['base64 with other spare bits', GO_NOTE.replace('AM=\n', 'AN=\n')],
    ['base64 of the other alphabet', GO_NOTE.replaceAll('/', '_')],
    ['a broken line of a stranger', `${GO_NOTE}— witness.example !\n`],
    ['a line that is no signature', `${GO_NOTE}hello\n`],
    ['the signature twice', `${GO_NOTE}${GO_SIGNATURE}`],
    ['a lone surrogate', `\ud800${GO_NOTE}`],
    ['101 signatures', GO_NOTE + '— witness.example jWbPPwAAAAAAAAAAAA==\n'.repeat(100)],
    ['more than a mebibyte', `${'a'.repeat(1 << 20)}\n\n${GO_SIGNATURE}`],
  ])('are refused with %s', (_, note) => {
    expect(() => openNote(note, parseVerifierKey(GO_KEY))).toThrow(noteInvalid);
  });

  it.each([
    ['by nobody it knows', GO_NOTE.replace('PeterNeumann x08', 'PeterPan x08')],
    ['with a signature that is too short', `${GO_TEXT}\n— PeterNeumann ${signature.slice(0, -4)}\n`],
    ['over another text', GO_NOTE.replace('problem', 'PROBLEM')],
    ['over the text without its newline', nosy()],
  ])('are refused when signed %s', (_, note) => {
    expect(() => openNote(note, parseVerifierKey(GO_KEY))).toThrow(signatureInvalid);
  });

  it('are not made of text that can’t be one', () => {
    for (const text of ['', 'no newline', 'tab\t\n', 'nul\u0000\n', 'esc\u001b\n', '\ud800\n']) {
      expect(() => signNote(text, signer), JSON.stringify(text)).toThrow(noteInvalid);
    }
  });

  it('are not signed under a name that can’t be one, nor with another kind of key', () => {
    for (const name of ['', 'a b', 'a+b', 'a\u00a0b', 'a\u0085b', 'a\nb', 'a\u3000b']) {
      expect(() => signNote('x\n', { name, key: signer.key }), JSON.stringify(name)).toThrow(noteInvalid);
    }
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    expect(() => signNote('x\n', { name: 'a', key: privateKey })).toThrow(noteInvalid);
  });

  function nosy(): string {
    const bytes = sign(null, Buffer.from(GO_TEXT.slice(0, -1)), keyFromSeed(GO_SEED));
    return `${GO_TEXT}\n— PeterNeumann ${Buffer.concat([Buffer.from('c74f20a3', 'hex'), bytes]).toString('base64')}\n`;
  }
});

describe('verifier keys', () => {
  it('read back as they were written', () => {
    expect(formatVerifierKey(parseVerifierKey(SUMDB_KEY))).toBe(SUMDB_KEY);
  });

  it.each([
    ['nothing', ''],
    ['two parts', 'PeterNeumann+c74f20a3'],
    ['another id', GO_KEY.replace('c74f20a3', 'c74f20a4')],
    ['an id in upper case', GO_KEY.replace('c74f20a3', 'C74F20A3')],
    ['another name', GO_KEY.replace('PeterNeumann', 'PeterPan')],
    ['no name', GO_KEY.replace('PeterNeumann', '')],
    ['a name with a blank', GO_KEY.replace('PeterNeumann', 'Peter Neumann')],
    ['another algorithm', 'PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW'],
    ['a key that is too short', 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy'],
    ['base64 that is none', GO_KEY.replace('ARpc', 'AR!c')],
    ['a newline behind', `${GO_KEY}\n`],
    ['a private key', 'PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz'],
  ])('with %s are refused', (_, text) => {
    expect(() => parseVerifierKey(text)).toThrow(noteInvalid);
  });

  it('never show a key that was given by mistake', () => {
    expect(() => parseVerifierKey('PRIVATE+KEY+x')).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('PRIVATE') }),
    );
  });
});

describe('checkpoints', () => {
  const note = signCheckpoint({ size: 0, root: EMPTY_ROOT }, signer);
  const signed = (text: string) => signNote(text, signer);
  const root = EMPTY_ROOT.toString('base64');

  it('of a public log are read', () => {
    const checkpoint = openCheckpoint(SUMDB_NOTE, parseVerifierKey(SUMDB_KEY), 'go.sum database tree');
    expect(checkpoint.size).toBe(6_476_701);
    expect(checkpoint.root.toString('base64')).toBe('mb8QLQIs0Z0yP5Cstq6guj87oXWeC9gEM8oVikmm9Wk=');
  });

  it('are three lines in a signed note', () => {
    expect(note.split('\n').slice(0, 4)).toEqual([signer.name, '0', root, '']);
    expect(openCheckpoint(note, verifier)).toEqual({ size: 0, root: EMPTY_ROOT, note });
  });

  it('may have extension lines and signatures of witnesses', () => {
    const extended = `${signed(`${signer.name}\n7\n${root}\nmore\n`)}— witness.example jWbPPwAAAAAAAAAAAA==\n`;
    expect(openCheckpoint(extended, verifier).size).toBe(7);
  });

  it.each([
    ['another origin', `holdfast.example/other\n0\n${root}\n`],
    ['no origin', `\n0\n${root}\n`],
    ['two lines', `${signer.name}\n0\n`],
    ['a leading zero', `${signer.name}\n01\n${root}\n`],
    ['a sign', `${signer.name}\n+1\n${root}\n`],
    ['a blank before the size', `${signer.name}\n 1\n${root}\n`],
    ['an exponent', `${signer.name}\n1e3\n${root}\n`],
    ['another script’s digits', `${signer.name}\n١\n${root}\n`],
    ['a size that a float can’t hold', `${signer.name}\n9007199254740993\n${root}\n`],
    ['a short root', `${signer.name}\n1\nAAAA\n`],
    ['a root in hex', `${signer.name}\n1\n${EMPTY_ROOT.toString('hex')}\n`],
    ['an empty extension line', `${signer.name}\n1\n${root}\n\nx\n`],
    ['an empty last line', `${signer.name}\n1\n${root}\n\n`],
  ])('with %s are refused, though signed', (_, text) => {
    expect(() => openCheckpoint(signed(text), verifier)).toThrow(noteInvalid);
  });

  it('signed by another key under the log’s name are refused', () => {
    const foreign = signCheckpoint({ size: 0, root: EMPTY_ROOT }, { ...signer, key: keyFromSeed(GO_SEED) });
    expect(() => openCheckpoint(foreign, verifier)).toThrow(signatureInvalid);
  });

  it('signed by another key that claims the log’s key id are refused', () => {
    const text = note.slice(0, note.indexOf('\n\n') + 1);
    const forged = sign(null, Buffer.from(text), keyFromSeed(GO_SEED));
    const line = `— ${signer.name} ${Buffer.concat([verifier.id, forged]).toString('base64')}\n`;
    expect(() => openCheckpoint(`${text}\n${line}`, verifier)).toThrow(signatureInvalid);
  });
});
