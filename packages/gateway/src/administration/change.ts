import type { Database, Tables } from '@holdfast/database';
import { HoldfastError } from '@holdfast/errors';
import type { Kek } from '@holdfast/vault';
import { sql, type Transaction } from 'kysely';
import type { AuditContent } from '../audit/content.ts';
import { encodeContent, TEXT_LIMITS } from '../audit/content-bytes.ts';
import { type SafeText, safeText } from '../audit/text.ts';
import { holdKekInForce } from './kek-in-force.ts';

/** Who changes something, where, and with which keys. */
export interface Operation {
  /** As the role `holdfast_operator`. */
  readonly db: Database;
  readonly kek: Kek;
  readonly operator: string;
  /** Name of the process in the audit log. */
  readonly replica: string;
  readonly reason: string | null;
}

/** An operation that may be without the vault. */
export type UnopenedOperation = Omit<Operation, 'kek'> & { readonly kek: Kek | null };

/** A transaction of an operation. */
export type Change = Transaction<Tables>;

/** The operator's name as the audit log writes it. */
export function operatorText({ operator }: UnopenedOperation): SafeText {
  return safeText(operator, TEXT_LIMITS.word);
}

/** The operation's reason as the audit log writes it. */
export function reasonText({ reason }: UnopenedOperation): SafeText | null {
  return reason === null ? null : safeText(reason, TEXT_LIMITS.reason);
}

/** Does a change and writes its audit entry, or entries, both or neither. */
export async function changeAndRecord<T>(
  { db, kek, replica }: Operation,
  work: (change: Change) => Promise<{
    readonly result: T;
    readonly content: AuditContent | readonly AuditContent[];
  }>,
): Promise<T> {
  try {
    return await db.kysely.transaction().execute(async (change) => {
      await holdKekInForce(change, kek);
      const { result, content } = await work(change);
      for (const one of [content].flat()) {
        await sql`SELECT holdfast.record_entry(${replica}, 'administration', ${encodeContent(one)})`.execute(
          change,
        );
      }
      return result;
    });
  } catch (error) {
    throw explained(error);
  }
}

/** Constraint names of the schema that a person can run into. */
const TAKEN: Readonly<Record<string, string>> = {
  exchange_keys_name_key: 'There is an exchange key of that name already. Choose another name, or rotate it.',
  exchange_key_versions_fingerprint_key: 'The same secret was added before. Each exchange key is added once.',
  virtual_keys_name_generation_key:
    'There is a virtual key of that name already. Choose another name, or rotate it.',
};

function explained(error: unknown): unknown {
  const { code, constraint } = (error ?? {}) as { code?: unknown; constraint?: unknown };
  const message = typeof constraint === 'string' ? TAKEN[constraint] : undefined;
  if (code === '23505' && message !== undefined) return new HoldfastError('KEY_NAME_TAKEN', message);
  return error;
}
