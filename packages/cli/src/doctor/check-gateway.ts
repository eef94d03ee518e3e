import { isHoldfastError } from '@holdfast/errors';
import { readVault } from '@holdfast/vault';
import type { LoadedConfig } from '../gateway/config-file.ts';
import { openDatabase } from '../gateway/open-database.ts';
import { gatewayState } from '../gateway/operate.ts';
import type { Terminal } from '../terminal.ts';
import { type Finding, failed, ok, warning } from './finding.ts';

export function checkVault(home: string): Finding {
  try {
    const { current, next } = readVault(home);
    const told = `its key comes from: ${current.provider.kind}`;
    return next === null
      ? ok('vault', told)
      : warning('vault', `${told}; a rekey was begun`, 'Finish it with "holdfast vault rekey".');
  } catch (error) {
    if (!isHoldfastError(error)) throw error;
    if (error.code === 'VAULT_MISSING') {
      return warning('vault', 'there is none yet', 'Only the gateway needs one: "holdfast vault init".');
    }
    return failed('vault', error.code, error.message);
  }
}

export async function checkGateway(
  options: { readonly config?: string },
  terminal: Terminal,
): Promise<Finding> {
  try {
    const state = await gatewayState(options, terminal);
    if (state === 'open') return ok('gateway', 'runs, with the vault open');
    if (state === 'sealed') {
      return warning(
        'gateway',
        'runs, sealed: every request is refused',
        'Open it with "holdfast vault unseal".',
      );
    }
    return ok('gateway', 'does not run');
  } catch (error) {
    if (!isHoldfastError(error)) throw error;
    return failed('gateway', error.code, error.message);
  }
}

/** Opens the database, which starts the embedded one for a moment when nothing runs. */
export async function checkDatabase(loaded: LoadedConfig): Promise<Finding> {
  try {
    const database = await openDatabase(loaded);
    try {
      const { rows } = await database.operator.pool.query<{ version: string; entries: string }>(
        `SELECT current_setting('server_version') AS version,
          (SELECT count(*) FROM holdfast.audit_entries) AS entries`,
      );
      const [{ version, entries }] = rows;
      return ok(
        'database',
        `PostgreSQL ${version}; ${Number(entries).toLocaleString('en')} entries in the audit log`,
      );
    } finally {
      await database.close();
    }
  } catch (error) {
    if (!isHoldfastError(error)) throw error;
    return failed('database', error.code, error.message);
  }
}
