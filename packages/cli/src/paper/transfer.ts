import { HoldfastError } from '@holdfast/errors';
import { TRANSFER_PATH } from '@holdfast/paper';
import type { Terminal } from '../terminal.ts';
import { askPaper } from './ask.ts';

/** Runs `holdfast paper deposit | withdraw`. */
export async function transferCommand(
  kind: 'deposit' | 'withdraw',
  asset: string,
  amount: string,
  options: { readonly json?: true },
  terminal: Terminal,
): Promise<void> {
  const given = new URLSearchParams({ kind, account: 'paper', asset: asset.toUpperCase(), amount });
  const { refusal } = await askPaper(terminal, TRANSFER_PATH, given);
  if (refusal !== null) {
    throw new HoldfastError('PAPER_TRANSFER_REFUSED', `The ${kind} was refused: ${refusal}.`, {
      asset,
      amount,
      reason: refusal,
    });
  }
  const done = kind === 'deposit' ? 'are in' : 'are out of';
  terminal.stdout.write(
    options.json
      ? `${JSON.stringify({ kind, asset: asset.toUpperCase(), amount })}\n`
      : `${amount} ${asset.toUpperCase()} ${done} the account.\n`,
  );
}
