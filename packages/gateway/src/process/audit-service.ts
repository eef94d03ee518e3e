import { join } from 'node:path';
import type { Database } from '@holdfast/database';
import { HoldfastError } from '@holdfast/errors';
import type { Kek } from '@holdfast/vault';
import { auditSigner } from '../administration/audit-settings.ts';
import { findRestored } from '../administration/restored.ts';
import { AuditLog } from '../audit/audit-log.ts';
import { openCheckpointFile } from '../audit/checkpoint-file.ts';
import { Checkpointer } from '../audit/checkpointer.ts';
import { PostgresAuditStore } from '../audit/postgres-audit-store.ts';
import { noteVerifier } from '../audit/signed-note.ts';

/** The name of the local file of checkpoints in the audit folder. */
export const CHECKPOINT_FILE = 'checkpoints';
const EVERY_MS = 60_000;

/** The audit log of a data home, open for signing. */
export interface OpenAudit {
  readonly log: AuditLog;
  close(): Promise<void>;
}

/**
 * Opens the audit log and compares the database with the checkpoints that are kept beside it.
 *
 * @param folder of mode 0700, for the local file of checkpoints
 * @throws HoldfastError AUDIT_CHECKPOINT_FILE and others
 */
export async function openAudit(db: Database, kek: Kek, replica: string, folder: string): Promise<OpenAudit> {
  const signer = await auditSigner(db, kek);
  const file = await openCheckpointFile(join(folder, CHECKPOINT_FILE), noteVerifier(signer.name, signer.key));
  try {
    const store = new PostgresAuditStore(db, replica);
    const restored = (await findRestored(db)) !== null;
    const log = await AuditLog.open({ store, signer, sinks: [file], kept: file.kept, restored });
    return { log, close: () => file.close() };
  } catch (error) {
    await file.close();
    throw error;
  }
}

/**
 * Keeps the audit log while a gateway runs: entries get their places, and a checkpoint is signed every minute and at
 * the end.
 *
 * @param report says what an operator should know
 * @returns how to end it
 * @throws HoldfastError AUDIT_FROZEN when the database is older than the newest checkpoint kept here
 */
export async function keepAudit(
  { log, close }: OpenAudit,
  report: (message: string) => void,
): Promise<() => Promise<void>> {
  if (log.frozen) {
    await close();
    throw new HoldfastError(
      'AUDIT_FROZEN',
      'The database does not continue the audit log that was signed last: it was restored from a backup, or is another one. Bring back the newest database, or accept it with "holdfast audit accept-rollback --reason TEXT".',
      { standing: log.standing, keptSize: log.kept?.size ?? null, size: log.size },
    );
  }
  const checkpointer = new Checkpointer(log, {
    everyMs: EVERY_MS,
    onReport: ({ failures }) => {
      for (const { sink } of failures) report(`a checkpoint could not be kept in: ${sink}`);
    },
    onError: () => report('the audit log could not be signed; it is tried again'),
  });
  checkpointer.start();
  return async () => {
    await checkpointer.stop();
    await close();
  };
}
