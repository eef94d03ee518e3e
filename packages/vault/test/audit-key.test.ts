import { sign, verify } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { auditKeyContext, generateAuditKey, openAuditKey } from '../src/audit-key.ts';
import { rewrapSecret, sealSecret } from '../src/envelope.ts';
import { CONTEXT, codeOf, kekNamed } from './fixtures.ts';

const kek = kekNamed('one');
const message = Buffer.from('checkpoint');

describe('the key that signs the audit log', () => {
  it('signs, once opened, what its published half verifies', () => {
    const { sealed, publicKey } = generateAuditKey(kek, 'example/audit', 1);
    const opened = openAuditKey(kek, sealed, 'example/audit', 1);
    expect(publicKey.asymmetricKeyType).toBe('ed25519');
    expect(opened.publicKey.equals(publicKey)).toBe(true);
    expect(verify(null, message, publicKey, sign(null, message, opened.privateKey))).toBe(true);
  });

  it('is a new one each time', () => {
    const keys = [1, 2].map(() => generateAuditKey(kek, 'example/audit', 1).publicKey);
    expect(keys[0]!.equals(keys[1]!)).toBe(false);
  });

  it('does not open under another name, version or KEK', () => {
    const { sealed } = generateAuditKey(kek, 'example/audit', 1);
    const codes = [
      codeOf(() => openAuditKey(kek, sealed, 'example/other', 1)),
      codeOf(() => openAuditKey(kek, sealed, 'example/audit', 2)),
      codeOf(() => openAuditKey(kekNamed('two'), sealed, 'example/audit', 1)),
    ];
    expect(codes).toEqual(Array(3).fill('SECRET_UNREADABLE'));
  });

  it('is not any sealed secret', () => {
    const exchange = sealSecret(kek, Buffer.from('a secret'), CONTEXT);
    expect(codeOf(() => openAuditKey(kek, exchange, 'main', 1))).toBe('SECRET_UNREADABLE');
    const noKey = sealSecret(kek, Buffer.from('no DER'), auditKeyContext('example/audit', 1));
    expect(codeOf(() => openAuditKey(kek, noKey, 'example/audit', 1))).toBe('SECRET_UNREADABLE');
  });

  it('moves to another KEK', () => {
    const { sealed, publicKey } = generateAuditKey(kek, 'example/audit', 1);
    const moved = rewrapSecret(kek, kekNamed('two'), sealed, auditKeyContext('example/audit', 1));
    expect(openAuditKey(kekNamed('two'), moved, 'example/audit', 1).publicKey.equals(publicKey)).toBe(true);
  });
});
