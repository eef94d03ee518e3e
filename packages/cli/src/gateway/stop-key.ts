import type { Terminal } from '../terminal.ts';
import { type OperatorOptions, operate } from './operate.ts';

/** Runs `holdfast vkey revoke | freeze | thaw`. */
export async function stopCommand(
  verb: 'revoke' | 'freeze' | 'thaw',
  name: string,
  options: OperatorOptions,
  terminal: Terminal,
): Promise<void> {
  await operate(
    options,
    terminal,
    verb === 'revoke'
      ? { command: 'vkey revoke', arguments: { name } }
      : { command: verb, arguments: { scope: { kind: 'virtual-key', name } } },
  );
  const done = { revoke: 'revoked', freeze: 'frozen', thaw: 'thawed' }[verb];
  terminal.stdout.write(
    options.json ? `${JSON.stringify({ name, done })}\n` : `Virtual key "${name}" is ${done}.\n`,
  );
}

/** Runs `holdfast panic`. */
export async function panicCommand(
  options: OperatorOptions & { readonly thaw?: true },
  terminal: Terminal,
): Promise<void> {
  const frozen = options.thaw !== true;
  await operate(options, terminal, {
    command: frozen ? 'freeze' : 'thaw',
    arguments: { scope: { kind: 'everything' } },
  });
  const text = frozen
    ? 'Everything is frozen: nothing is signed on any replica.'
    : 'Signing is possible again.';
  terminal.stdout.write(options.json ? `${JSON.stringify({ frozen })}\n` : `${text}\n`);
}
