import { userInfo } from 'node:os';
import type { Operation } from '@holdfast/gateway';
import type { Terminal } from '../terminal.ts';
import { type LoadedConfig, loadConfig } from './config-file.ts';
import { type OpenDatabase, openDatabase } from './open-database.ts';
import { openVault } from './open-vault.ts';

/** What every command that changes keys takes. */
export interface OperatorOptions {
  readonly config?: string;
  readonly reason?: string;
  readonly json?: true;
}

/** Everything that an operator's command works with. */
export interface Operating {
  readonly loaded: LoadedConfig;
  readonly database: OpenDatabase;
  readonly operation: Operation;
}

/**
 * Runs an operator's command: opens database and vault, and closes them after it, however it ends.
 *
 * @param stdinIsTaken whether the command itself reads standard input, so that a passphrase can't come from there
 */
export async function operate<T>(
  options: OperatorOptions,
  terminal: Terminal,
  work: (operating: Operating) => Promise<T>,
  stdinIsTaken = false,
): Promise<T> {
  const loaded = await loadConfig(options.config, terminal);
  const database = await openDatabase(loaded);
  try {
    const stdin = !stdinIsTaken && process.stdin.isTTY !== true;
    const kek = await openVault(loaded, database.operator, { stdin });
    const operation: Operation = {
      db: database.operator,
      kek,
      // Without operators of its own the vault's operator is who owns the data folder.
      operator: userInfo().username,
      replica: 'command',
      reason: options.reason ?? null,
    };
    return await work({ loaded, database, operation });
  } finally {
    await database.close();
  }
}
