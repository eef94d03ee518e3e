import { createHash } from 'node:crypto';
import { rowMac, sealSecret } from '@holdfast/vault';
import { sql } from 'kysely';
import type { AdministrationContent } from '../audit/content.ts';
import { TEXT_LIMITS } from '../audit/content-bytes.ts';
import { safeText } from '../audit/text.ts';
import type { VirtualKeyRow } from '../keys/row-fields.ts';
import { type Change, type Operation, operatorText, reasonText } from './change.ts';
import {
  type Credentials,
  codeHash,
  encodeCredentials,
  type HandoverRow,
  handoverContext,
  handoverFields,
  newCode,
} from './handover-row.ts';

/** A hand-over that waits. */
export interface Handover {
  /** Opens it once; it is nowhere else. */
  readonly code: Buffer;
  readonly expiresAt: Date;
}

/**
 * Keeps the credentials of a new virtual key sealed for whoever has the code, and zeroes them. The caller records the
 * content.
 *
 * @param key the virtual key's row, which is written already
 * @param forMs how long it waits, on the database's clock
 */
export async function insertHandover(
  change: Change,
  operation: Operation,
  key: VirtualKeyRow,
  { secret, passphrase }: Credentials,
  forMs: number,
): Promise<{ readonly handover: Handover; readonly content: AdministrationContent }> {
  const { kek, operator } = operation;
  const code = newCode();
  const hash = codeHash(code);
  if (hash === null) throw new TypeError('a new code is a code');
  const { rows } = await sql<{ now: Date; newest: string; number: number }>`
    SELECT clock_timestamp() AS now, number, (SELECT coalesce(max(id), 0) FROM holdfast.audit_entries) AS newest
    FROM holdfast.virtual_keys WHERE id = ${key.id}`.execute(change);
  const [{ now, newest, number }] = rows;
  const sealed = sealSecret(kek, encodeCredentials({ secret, passphrase }), handoverContext(key));
  secret.fill(0);
  passphrase?.fill(0);
  const row: HandoverRow = {
    code_hash: hash,
    virtual_key: number,
    sealed_credentials: sealed,
    sealed_hash: createHash('sha256').update(sealed).digest(),
    expires_at: new Date(now.getTime() + forMs),
    issued_after: newest,
    opened_at: null,
    revision: '1',
  };
  await change
    .insertInto('handovers')
    .values({ ...row, created_by: operator, row_mac: rowMac(kek, 'handovers', handoverFields(row, key)) })
    .execute();
  return {
    handover: { code, expiresAt: row.expires_at },
    content: handoverContent(operation, 'vkey.wrap', key, `until ${row.expires_at.toISOString()}`, hash),
  };
}

/** An audit entry about a hand-over. It has the hash of the code, which says nothing about the code. */
export function handoverContent(
  operation: Operation,
  action: 'vkey.wrap' | 'vkey.unwrap' | 'vkey.unwrap-again',
  { name, generation }: Pick<VirtualKeyRow, 'name' | 'generation'>,
  what: string,
  hash: Buffer,
): AdministrationContent {
  return {
    kind: 'administration',
    operator: operatorText(operation),
    action,
    subject: safeText(name, TEXT_LIMITS.id),
    reason: reasonText(operation),
    detail: safeText(`generation ${generation}, ${what}, code ${hash.toString('hex')}`, TEXT_LIMITS.reason),
  };
}
