import { HoldfastError } from '@holdfast/errors';
import type { Terminal } from '../terminal.ts';
import { type OperatorOptions, operate } from './operate.ts';
import { rotateEvery, scheduleText } from './rotate-every.ts';

/** Runs `holdfast key delete`: the first step, or with `--confirm` the second. */
export async function deleteKeyCommand(
  name: string,
  options: OperatorOptions & { readonly confirm?: true },
  terminal: Terminal,
): Promise<void> {
  const command = options.confirm === true ? 'key purge' : 'key delete';
  const { result } = await operate(options, terminal, { command, arguments: { name } });
  terminal.stdout.write(
    options.json
      ? `${JSON.stringify(result)}\n`
      : options.confirm === true
        ? purgedText(name, result.revoked)
        : `Nothing is signed with "${name}" from now on. Its secret is kept, and destroyed not before ${result.purgeAfter}.\nUntil then "holdfast key undelete ${name}" brings it back. Delete the key at the exchange too: it still works there, and its open orders stay open.\n`,
  );
}

function purgedText(name: string, revoked: unknown): string {
  const bound =
    Array.isArray(revoked) && revoked.length > 0 ? `\nRevoked with it: ${revoked.join(', ')}.` : '';
  return `The secret of "${name}" is gone from the database; its name and history stay.${bound}\nBackups made before still have it, sealed. If you have not: delete the key at the exchange, where it still works.\n`;
}

/** Runs `holdfast key undelete`. */
export async function undeleteKeyCommand(
  name: string,
  options: OperatorOptions,
  terminal: Terminal,
): Promise<void> {
  const { result } = await operate(options, terminal, { command: 'key undelete', arguments: { name } });
  terminal.stdout.write(
    options.json
      ? `${JSON.stringify(result)}\n`
      : `The exchange key "${name}" is as it was before it was marked: it signs again, unless it is frozen.\n`,
  );
}

/** Runs `holdfast key schedule` and `holdfast vkey schedule`. */
export async function scheduleCommand(
  kind: 'key' | 'vkey',
  name: string,
  options: OperatorOptions & { readonly rotateEvery?: string },
  terminal: Terminal,
): Promise<void> {
  if (options.rotateEvery === undefined) {
    throw new HoldfastError('COMMAND_INVALID', 'Say how often: --rotate-every 90d, never or default.');
  }
  const days = rotateEvery(options.rotateEvery);
  const { result } = await operate(options, terminal, {
    command: `${kind} schedule`,
    arguments: { name, rotateAfterDays: days },
  });
  terminal.stdout.write(
    options.json ? `${JSON.stringify(result)}\n` : `"${name}" is to be renewed: ${scheduleText(days)}.\n`,
  );
}
