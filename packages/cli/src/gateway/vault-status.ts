import { isHoldfastError } from '@holdfast/errors';
import { readVault, type VaultFile } from '@holdfast/vault';
import { counted } from '../output/format.ts';
import type { Terminal } from '../terminal.ts';
import { loadConfig } from './config-file.ts';
import { gatewayState, type OperatorOptions, operate } from './operate.ts';
import { wrappedBy } from './rewrap-vault.ts';

/** Runs `holdfast vault status`. */
export async function statusCommand(options: OperatorOptions, terminal: Terminal): Promise<void> {
  const { home } = await loadConfig(options.config, terminal);
  const vault = vaultOf(home);
  if (vault === null) {
    const text = 'There is no vault yet. Make one with "holdfast vault init".';
    terminal.stdout.write(options.json ? `${JSON.stringify({ exists: false })}\n` : `${text}\n`);
    return;
  }
  const gateway = await gatewayState(options, terminal);
  const { result } = await operate(options, terminal, { command: 'vault status', arguments: {} });
  const operators = Array.isArray(result.operators) ? result.operators : [];
  const told = {
    exists: true,
    kekId: result.kekInForce,
    provider: vault.current.provider.kind,
    wrappedBy: await wrappedBy(vault.current.provider),
    rekeying: vault.next !== null,
    gateway,
    operators,
    keys: (result.keys ?? null) as KeyCounts | null,
  };
  if (options.json) terminal.stdout.write(`${JSON.stringify(told)}\n`);
  else {
    const state = { none: 'no gateway runs', sealed: 'the gateway is sealed', open: 'the gateway is open' }[
      gateway
    ];
    const names =
      operators.length === 0 ? 'none: who owns the data home is the operator' : operators.join(', ');
    const rekey = told.rekeying ? '\nA rekey was begun; "holdfast vault rekey" finishes or repeats it.' : '';
    terminal.stdout.write(
      `There is a vault; its key comes from: ${told.provider}${told.wrappedBy === null ? '' : ` (${told.wrappedBy})`}; ${state}.\nOperators: ${names}${keysText(told.keys)}${rekey}\n`,
    );
  }
}

/** How many keys want something done. */
interface KeyCounts {
  readonly soon: number;
  readonly overdue: number;
  readonly ending: number;
  readonly deleting: number;
}

function keysText(keys: KeyCounts | null): string {
  if (keys === null) return '';
  const { soon, overdue, ending, deleting } = keys;
  const parts = [
    ...(overdue > 0 ? [`${counted(overdue, 'is', 'are')} overdue for rotation`] : []),
    ...(soon > 0 ? [`${counted(soon, 'is', 'are')} to be rotated soon`] : []),
    ...(ending > 0 ? [`${counted(ending, 'ends', 'end')} soon or ended lately`] : []),
    ...(deleting > 0 ? [`${counted(deleting, 'is', 'are')} to be deleted`] : []),
  ];
  return parts.length === 0 ? '' : `\nKeys: ${parts.join('; ')}. See "holdfast key report".`;
}

function vaultOf(home: string): VaultFile | null {
  try {
    return readVault(home);
  } catch (error) {
    if (isHoldfastError(error) && error.code === 'VAULT_MISSING') return null;
    throw error;
  }
}
