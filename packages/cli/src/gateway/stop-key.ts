import type { Terminal } from '../terminal.ts';
import { wholeNumber } from './key-life.ts';
import { type OperatorOptions, operate } from './operate.ts';

/** Runs `holdfast vkey revoke | freeze | thaw`. */
export async function stopCommand(
  verb: 'revoke' | 'freeze' | 'thaw',
  name: string,
  options: OperatorOptions & { readonly generation?: string },
  terminal: Terminal,
): Promise<void> {
  const generation =
    options.generation === undefined ? null : wholeNumber('--generation', options.generation);
  await operate(
    options,
    terminal,
    verb === 'revoke'
      ? { command: 'vkey revoke', arguments: { name, generation } }
      : { command: verb, arguments: { scope: { kind: 'virtual-key', name, generation } } },
  );
  const done = { revoke: 'revoked', freeze: 'frozen', thaw: 'thawed' }[verb];
  terminal.stdout.write(
    options.json
      ? `${JSON.stringify({ name, done })}\n`
      : `Virtual key "${name}"${generation === null ? '' : `, generation ${generation},`} is ${done}.\n`,
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
