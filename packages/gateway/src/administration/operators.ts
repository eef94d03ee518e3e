import { createHash } from 'node:crypto';
import type { Database } from '@holdfast/database';
import { HoldfastError, isHoldfastError } from '@holdfast/errors';
import {
  encodeFields,
  type Field,
  type Kek,
  type OwnSecretContext,
  openSecret,
  rowMac,
  sealSecret,
  verifyRowMac,
} from '@holdfast/vault';
import type { OperatorContent } from '../audit/content.ts';
import type { KnownOperator } from '../keys/revision-log.ts';
import { type Change, type Operation, operatorText, reasonText } from './change.ts';
import { decodeVerifier, encodeVerifier, type OperatorVerifier } from './operator-verifier.ts';

/** An operator's row, as far as its MAC covers it. */
export interface OperatorRow {
  readonly name: string;
  /** Sealed. */
  readonly verifier: Buffer;
  readonly state: 'active' | 'removed';
  readonly revision: string;
}

/** What an operator's MAC covers. */
export function operatorFields({ name, verifier, state, revision }: OperatorRow): Field[] {
  return [
    ['name', name],
    ['verifier', verifier],
    ['state', state],
    ['revision', BigInt(revision)],
  ];
}

/** What an operator's sealed verifier is bound to. */
export function operatorContext(name: string): OwnSecretContext {
  return { purpose: 'operator-verifier', exchange: '', keyName: name, version: 1, target: 'none' };
}

/** The audit entry of a row's new revision, which makes it the newest. */
export function operatorContent(operation: Operation, row: OperatorRow): OperatorContent {
  return {
    kind: 'operator',
    name: row.name,
    revision: Number(row.revision),
    state: row.state,
    row: createHash('sha256')
      .update(encodeFields('holdfast row v1', operatorFields(row)))
      .digest('hex'),
    operator: operatorText(operation),
    reason: reasonText(operation),
  };
}

/** Writes a new operator's row. The caller records its content. @throws HoldfastError OPERATOR_EXISTS */
export async function insertOperator(
  change: Change,
  kek: Kek,
  name: string,
  verifier: OperatorVerifier,
): Promise<OperatorRow> {
  const taken = await change
    .selectFrom('operators')
    .select('name')
    .where('name', '=', name)
    .executeTakeFirst();
  if (taken !== undefined) {
    throw new HoldfastError(
      'OPERATOR_EXISTS',
      `There is, or was, an operator "${name}". A name is used once, so that the audit log stays clear.`,
      { operator: name },
    );
  }
  const row: OperatorRow = {
    name,
    verifier: sealSecret(kek, encodeVerifier(verifier), operatorContext(name)),
    state: 'active',
    revision: '1',
  };
  await change
    .insertInto('operators')
    .values({ ...row, row_mac: rowMac(kek, 'operators', operatorFields(row)) })
    .execute();
  return row;
}

/** Removes an operator for good. The caller records its content. @throws HoldfastError OPERATOR_UNKNOWN, OPERATOR_LAST */
export async function removeOperator(change: Change, kek: Kek, name: string): Promise<OperatorRow> {
  // Two removals at once must not leave nobody.
  const active = await change
    .selectFrom('operators')
    .select(['name', 'verifier', 'state', 'revision'])
    .where('state', '=', 'active')
    .orderBy('name')
    .forUpdate()
    .execute();
  const found = active.find((row) => row.name === name);
  if (found === undefined) {
    throw new HoldfastError('OPERATOR_UNKNOWN', `There is no operator "${name}".`, { operator: name });
  }
  const full = active.filter((row) => !isNarrow(kek, row));
  if (full.length === 1 && full[0].name === name) {
    throw new HoldfastError(
      'OPERATOR_LAST',
      `"${name}" is the last operator and can’t be removed: nobody could administer. Add another one first.`,
      { operator: name },
    );
  }
  const row: OperatorRow = {
    ...found,
    state: 'removed',
    revision: (BigInt(found.revision) + 1n).toString(),
  };
  await change
    .updateTable('operators')
    .set({ state: row.state, revision: row.revision, row_mac: rowMac(kek, 'operators', operatorFields(row)) })
    .where('name', '=', name)
    .execute();
  return row;
}

/** Active operators who may everything, as far as the vault can open what recognises them. */
export async function fullOperators(change: Change, kek: Kek): Promise<string[]> {
  const rows = await change
    .selectFrom('operators')
    .select(['name', 'verifier'])
    .where('state', '=', 'active')
    .execute();
  return rows.filter((row) => !isNarrow(kek, row)).map(({ name }) => name);
}

/** Also one whose row was changed: nobody can count on them. */
function isNarrow(kek: Kek, { name, verifier }: Pick<OperatorRow, 'name' | 'verifier'>): boolean {
  try {
    const opened = decodeVerifier(openSecret(kek, verifier, operatorContext(name)));
    return opened === null || opened.only !== undefined;
  } catch (error) {
    if (isHoldfastError(error)) return true;
    throw error;
  }
}

/**
 * The verifier of an active operator; null when there is none of that name, or its row is not the newest that was ever
 * written with the vault open.
 *
 * @param known what the audit log says of that name
 */
export async function verifierOf(
  db: Database,
  kek: Kek,
  name: string,
  known: KnownOperator | undefined,
): Promise<OperatorVerifier | null> {
  const row = await db.kysely
    .selectFrom('operators')
    .select(['name', 'verifier', 'state', 'revision', 'row_mac'])
    .where('name', '=', name)
    .executeTakeFirst();
  if (row === undefined || row.row_mac === null) return null;
  if (!verifyRowMac(kek, 'operators', operatorFields(row), row.row_mac)) return null;
  if (row.state !== 'active' || known?.state !== 'active' || known.revision !== BigInt(row.revision))
    return null;
  const bytes = openSecret(kek, row.verifier, operatorContext(name));
  return decodeVerifier(bytes);
}
