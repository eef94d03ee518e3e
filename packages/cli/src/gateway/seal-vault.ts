import { HoldfastError } from '@holdfast/errors';
import type { Terminal } from '../terminal.ts';
import { gatewayState, type OperatorOptions, operate } from './operate.ts';

/** Runs `holdfast vault unseal`. */
export async function unsealCommand(options: OperatorOptions, terminal: Terminal): Promise<void> {
  await demandGateway(options, terminal);
  const { result } = await operate(options, terminal, { command: 'vault unseal', arguments: {} });
  const text = result.done ? 'The vault is open; the gateway serves.' : 'The vault is open already.';
  terminal.stdout.write(options.json ? `${JSON.stringify(result)}\n` : `${text}\n`);
}

/** Runs `holdfast vault seal`. */
export async function sealCommand(options: OperatorOptions, terminal: Terminal): Promise<void> {
  await demandGateway(options, terminal);
  const { result } = await operate(options, terminal, { command: 'vault seal', arguments: {} });
  const text = result.done
    ? 'The vault is sealed: every request is refused until "holdfast vault unseal".'
    : 'The vault is sealed already.';
  terminal.stdout.write(options.json ? `${JSON.stringify(result)}\n` : `${text}\n`);
}

async function demandGateway(options: OperatorOptions, terminal: Terminal): Promise<void> {
  if ((await gatewayState(options, terminal)) !== 'none') return;
  throw new HoldfastError(
    'GATEWAY_NOT_RUNNING',
    'No gateway runs in this data home, so nothing is open. Start one with "holdfast gateway".',
  );
}
