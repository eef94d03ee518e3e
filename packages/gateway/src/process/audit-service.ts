import { join } from 'node:path';
import type { Database } from '@holdfast/database';
import { HoldfastError } from '@holdfast/errors';
import type { Kek } from '@holdfast/vault';
import { auditSigner } from '../administration/audit-settings.ts';
import { findRestored } from '../administration/restored.ts';
import { AuditLog } from '../audit/audit-log.ts';
import { type CheckpointFile, openCheckpointFile } from '../audit/checkpoint-file.ts';
import { httpCheckpointSink } from '../audit/checkpoint-sink.ts';
import { Checkpointer } from '../audit/checkpointer.ts';
import { PostgresAuditStore } from '../audit/postgres-audit-store.ts';
import { noteVerifier } from '../audit/signed-note.ts';
import { postText } from './post-text.ts';

/** The name of the local file of checkpoints in the audit folder. */
export const CHECKPOINT_FILE = 'checkpoints';
const EVERY_MS = 60_000;

/** Where checkpoints are kept besides the data home. */
export interface CheckpointPlaces {
  /** Paths. */
  readonly files: readonly string[];
  /** That take a POST. */
  readonly urls: readonly string[];
}

const NO_PLACES: CheckpointPlaces = { files: [], urls: [] };

/** Told of the audit log while it is kept. */
export interface AuditObserver {
  opened(log: AuditLog): void;
  /** A checkpoint was due, and is in the database. */
  signed(): void;
  /** A place outside the database did not take a checkpoint. */
  notKept(sink: string): void;
  failed(): void;
  closed(): void;
}

/** The audit log of a data home, open for signing. */
export interface OpenAudit {
  readonly log: AuditLog;
  close(): Promise<void>;
}

/**
 * Opens the audit log and compares the database with the checkpoints that are kept beside it.
 *
 * @param folder of mode 0700, for the local file of checkpoints
 * @param places where checkpoints are kept besides
 * @throws HoldfastError AUDIT_CHECKPOINT_FILE and others
 */
export async function openAudit(
  db: Database,
  kek: Kek,
  replica: string,
  folder: string,
  places: CheckpointPlaces = NO_PLACES,
): Promise<OpenAudit> {
  const signer = await auditSigner(db, kek);
  const file = await openCheckpointFile(join(folder, CHECKPOINT_FILE), noteVerifier(signer.name, signer.key));
  const others: CheckpointFile[] = [];
  const close = async () => {
    for (const one of [file, ...others]) await one.close();
  };
  const urls = places.urls.map((url) => httpCheckpointSink(url, postText));
  try {
    for (const path of places.files)
      others.push(await openCheckpointFile(path, noteVerifier(signer.name, signer.key)));
    const store = new PostgresAuditStore(db, replica);
    const restored = (await findRestored(db)) !== null;
    const log = await AuditLog.open({
      store,
      signer,
      sinks: [file, ...others, ...urls],
      kept: newestOf([file, ...others]),
      restored,
    });
    return { log, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** What the file says that knows most. */
function newestOf(files: readonly CheckpointFile[]): CheckpointFile['kept'] {
  const size = ({ kept }: CheckpointFile) => kept.at(-1)?.size ?? 0;
  return files.reduce((best, file) => (size(file) > size(best) ? file : best)).kept;
}

/**
 * Keeps the audit log while a gateway runs: entries get their places, and a checkpoint is signed every minute and at
 * the end.
 *
 * @param observer is told what an operator should know
 * @returns how to end it
 * @throws HoldfastError AUDIT_FROZEN when the database is older than the newest checkpoint kept here
 */
export async function keepAudit(
  { log, close }: OpenAudit,
  observer: AuditObserver,
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
      observer.signed();
      for (const { sink } of failures) observer.notKept(sink);
    },
    onError: () => observer.failed(),
  });
  observer.opened(log);
  checkpointer.start();
  return async () => {
    await checkpointer.stop();
    await close();
    observer.closed();
  };
}
