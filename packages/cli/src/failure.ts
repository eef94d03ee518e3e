import { type Facts, HoldfastError } from '@holdfast/errors';
import { CommanderError } from 'commander';
import { printable } from './output/printable.ts';
import type { Terminal } from './terminal.ts';

/** Exit status of a run that Ctrl-C ended: 128 + SIGINT. */
const INTERRUPTED = 130;

/** Thrown by a command that stopped because of Ctrl-C; `message` says what was kept. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

interface Failure {
  readonly code: string;
  readonly message: string;
  readonly facts: Facts;
  readonly exitCode: number;
}

/**
 * Prints an error on stderr, as `error CODE: message`, or as one line of JSON `{"error": {code, message, facts}}` when
 * the command was asked for JSON. stdout stays free of it, so that a program never takes an error for a result.
 *
 * @returns the exit status: 2 for what the person can mend, 130 for Ctrl-C, 1 for everything else
 */
export function reportFailure(error: unknown, terminal: Terminal, json: boolean): number {
  const { code, message, facts, exitCode } = describe(error, terminal.environment);
  const text = json
    ? JSON.stringify({ error: { code, message, facts } })
    : `error ${code}: ${message.split('\n').map(printable).join('\n')}`;
  terminal.stderr.write(`${text}\n`);
  return exitCode;
}

function describe(error: unknown, environment: Terminal['environment']): Failure {
  if (error instanceof HoldfastError) return { ...error.toJSON(), exitCode: error.exitCode };
  if (error instanceof CommanderError) return describe(fromCommander(error), environment);
  if (error instanceof Interrupted) {
    return { code: 'INTERRUPTED', message: error.message, facts: {}, exitCode: INTERRUPTED };
  }
  const known = fromSystem(error);
  if (known) return describe(known, environment);
  const unexpected = error instanceof Error ? error : new Error(String(error));
  const detail = environment.HOLDFAST_DEBUG ? (unexpected.stack ?? '') : unexpected.message;
  return {
    code: 'UNEXPECTED',
    message: `${detail}\nThis is a fault of Holdfast. Run again with HOLDFAST_DEBUG=1 to see where, and please report it.`,
    facts: {},
    exitCode: 1,
  };
}

/** A mistake in how the command was written; commander's own words, with its "Did you mean". */
function fromCommander(error: CommanderError): HoldfastError {
  const [first, ...rest] = error.message.replace(/^error: /, '').split('\n');
  const hint = rest.join(' ').replace(/^\((.*)\)$/, '$1');
  const message = [`${first.replace(/\.$/, '')}.`, hint, 'See "holdfast --help".'].filter(Boolean).join(' ');
  return new HoldfastError('COMMAND_INVALID', message, { reason: error.code });
}

const SYSTEM_REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist',
  EACCES: 'may not be opened with your rights',
  EPERM: 'may not be changed with your rights',
  EISDIR: 'is a folder, not a file',
  EEXIST: 'is a file, where a folder is wanted',
  ENOTDIR: 'lies below something that is not a folder',
  ENOSPC: 'can’t be written because the disk is full',
  EROFS: 'can’t be written because the disk is read-only',
};

/** Failed reads and writes of files that the person named. */
function fromSystem(error: unknown): HoldfastError | null {
  if (!(error instanceof Error)) return null;
  const { code, path } = error as NodeJS.ErrnoException;
  const reason = code === undefined ? undefined : SYSTEM_REASONS[code];
  if (reason === undefined || path === undefined) return null;
  return new HoldfastError('FILE_UNUSABLE', `${path} ${reason}.`, { path, reason: code! }, { cause: error });
}
