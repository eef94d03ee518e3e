import { createReadStream, createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { HoldfastError } from '@holdfast/errors';
import {
  auditVerifier,
  explainVerification,
  exportLog,
  formatVerifierKey,
  openCheckpoint,
  PostgresAuditStore,
  parseRecord,
  parseVerifierKey,
  proveEntry,
  verifyExport,
} from '@holdfast/gateway';
import { absolute } from '../files.ts';
import type { Terminal } from '../terminal.ts';
import { loadConfig } from './config-file.ts';
import { followAudit, LATE_ENTRIES } from './follow-audit.ts';
import { type OpenDatabase, openDatabase } from './open-database.ts';
import { type OperatorOptions, operate } from './operate.ts';

export interface AuditOptions {
  readonly config?: string;
  readonly json?: true;
}

const REPLICA = 'command';

/** Runs `holdfast audit key`. */
export async function auditKeyCommand(options: AuditOptions, terminal: Terminal): Promise<void> {
  const key = await withDatabase(options, terminal, async ({ operator }) =>
    formatVerifierKey(await auditVerifier(operator)),
  );
  terminal.stdout.write(options.json ? `${JSON.stringify({ key })}\n` : `${key}\n`);
}

/** Runs `holdfast audit export`. */
export async function auditExportCommand(
  out: string,
  options: AuditOptions,
  terminal: Terminal,
): Promise<void> {
  await withDatabase(options, terminal, async ({ operator }) => {
    const verifier = await auditVerifier(operator);
    const file = createWriteStream(absolute(out, terminal), { flags: 'wx', mode: 0o600 });
    await pipeline(exportLog(new PostgresAuditStore(operator, REPLICA), verifier), file);
  });
  terminal.stdout.write(
    options.json ? `${JSON.stringify({ file: out })}\n` : `The audit log is in ${out}.\n`,
  );
}

/** Runs `holdfast audit verify`: needs the file and the key, and nothing of this machine. */
export async function auditVerifyCommand(
  file: string,
  options: { readonly key: string; readonly against?: string; readonly json?: true },
  terminal: Terminal,
): Promise<void> {
  const verifier = parseVerifierKey(options.key);
  const against = options.against === undefined ? [] : [await readFile(absolute(options.against, terminal))];
  const verification = await verifyExport(createReadStream(absolute(file, terminal)), verifier, { against });
  terminal.stdout.write(
    options.json ? `${JSON.stringify(verification)}\n` : `${explainVerification(verification).join('\n')}\n`,
  );
  const disagrees = verification.outside.some(({ agrees }) => !agrees);
  if (verification.problem === null && !disagrees) return;
  throw new HoldfastError('AUDIT_NOT_SOUND', 'The export is not what was signed.', {
    entries: verification.entries,
  });
}

/** Runs `holdfast audit show`: the newest entries, oldest first. */
export async function auditShowCommand(
  options: AuditOptions & { readonly last: string; readonly follow?: true },
  terminal: Terminal,
): Promise<void> {
  const last = Number(options.last);
  if (!Number.isInteger(last) || last < 1 || last > 10_000) {
    throw new HoldfastError('COMMAND_INVALID', `--last "${options.last}" is no number from 1 to 10000.`, {
      value: options.last,
    });
  }
  await withDatabase(options, terminal, async ({ operator }) => {
    const show = (canonical: Buffer) => {
      // The stored bytes are JSON in ASCII; parsing first means that nothing else is ever printed.
      const { time, kind } = parseRecord(canonical);
      const text = canonical.toString('latin1');
      terminal.stdout.write(
        options.json ? `${text}\n` : `${time}  ${kind}  ${text.slice(text.indexOf('"verdict"'), -1)}\n`,
      );
    };
    const entries = operator.kysely.selectFrom('audit_entries').select(['id', 'canonical']);
    const newest = await entries
      .orderBy('id', 'desc')
      .limit(Math.max(last, options.follow ? LATE_ENTRIES : 0))
      .execute();
    for (const { canonical } of newest.slice(0, last).toReversed()) show(canonical);
    if (!options.follow) return;
    const readAfter = (id: bigint) => entries.where('id', '>', id.toString()).orderBy('id').execute();
    await followAudit(newest, readAfter, show, terminal);
  });
}

/** Runs `holdfast audit prove`. */
export async function auditProveCommand(
  index: string,
  options: AuditOptions & { readonly checkpoint: string },
  terminal: Terminal,
): Promise<void> {
  const proof = await withDatabase(options, terminal, async ({ operator }) => {
    const note = await readFile(absolute(options.checkpoint, terminal));
    const checkpoint = openCheckpoint(note, await auditVerifier(operator));
    return proveEntry(new PostgresAuditStore(operator, REPLICA), Number(index), checkpoint);
  });
  terminal.stdout.write(options.json ? `${JSON.stringify({ proof })}\n` : proof);
}

/** Runs `holdfast audit accept-rollback`. */
export async function acceptRollbackCommand(
  options: OperatorOptions & { readonly reason: string },
  terminal: Terminal,
): Promise<void> {
  const { result } = await operate(options, terminal, {
    command: 'audit accept-rollback',
    arguments: {},
  });
  const accepted = result.accepted === true;
  const text = accepted
    ? `The database is accepted as it is${
        typeof result.backupOf === 'string' ? `, as of ${result.backupOf}` : ''
      }; the gateway can start. Keys that were revoked and operators who were removed after it was saved have to be so again.`
    : 'Nothing to accept: the database continues the audit log.';
  terminal.stdout.write(options.json ? `${JSON.stringify(result)}\n` : `${text}\n`);
}

async function withDatabase<T>(
  options: AuditOptions,
  terminal: Terminal,
  work: (database: OpenDatabase) => Promise<T>,
): Promise<T> {
  const database = await openDatabase(await loadConfig(options.config, terminal));
  try {
    return await work(database);
  } finally {
    await database.close();
  }
}
