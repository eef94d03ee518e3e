import { readFileSync } from 'node:fs';
import { HoldfastError } from '@holdfast/errors';
import { absolute } from '../files.ts';
import type { Terminal } from '../terminal.ts';
import { type OperatorOptions, operate } from './operate.ts';

/** Runs `holdfast operator add`. */
export async function addOperatorCommand(
  name: string,
  options: OperatorOptions & { readonly publicKey?: string; readonly only?: string },
  terminal: Terminal,
): Promise<void> {
  const file = options.publicKey;
  const key = file === undefined ? null : readFileSync(absolute(file, terminal));
  if (options.only !== undefined && options.only !== 'reimport') {
    throw new HoldfastError(
      'COMMAND_INVALID',
      `--only "${options.only}" is nothing that an operator can be narrowed to. There is: reimport.`,
      { only: options.only },
    );
  }
  const only = options.only === undefined ? null : 'key reimport';
  const { result } = await operate(options, terminal, {
    command: 'operator add',
    arguments: { name, only },
    secrets: async (input) =>
      key === null
        ? { 'new-passphrase': await input.newPassphrase(`New passphrase of operator "${name}": `) }
        : { 'public-key': key },
  });
  terminal.stdout.write(
    options.json
      ? `${JSON.stringify(result)}\n`
      : `"${name}" is an operator from now on${only === null ? '' : `, and may do nothing but "${only}"`}.\n`,
  );
}

/** Runs `holdfast operator remove`. */
export async function removeOperatorCommand(
  name: string,
  options: OperatorOptions,
  terminal: Terminal,
): Promise<void> {
  const { result } = await operate(options, terminal, { command: 'operator remove', arguments: { name } });
  terminal.stdout.write(
    options.json ? `${JSON.stringify(result)}\n` : `"${name}" is no operator any more.\n`,
  );
}

/** Runs `holdfast operator list`. */
export async function listOperatorsCommand(options: OperatorOptions, terminal: Terminal): Promise<void> {
  const { result } = await operate(options, terminal, { command: 'operator list', arguments: {} });
  if (options.json) {
    terminal.stdout.write(`${JSON.stringify(result)}\n`);
    return;
  }
  const operators = result.operators as readonly { name: string; state: string; added: string }[];
  if (operators.length === 0)
    terminal.stdout.write('There are none: whoever owns the data home is the operator.\n');
  for (const { name, state, added } of operators)
    terminal.stdout.write(`${name}  ${state}  added ${added}\n`);
}
