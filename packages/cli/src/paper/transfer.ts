import { HoldfastError } from '@holdfast/errors';
import { TRANSFER_PATH } from '@holdfast/paper';
import type { Terminal } from '../terminal.ts';
import { readCredentials } from './credentials.ts';

/** Runs `holdfast paper deposit | withdraw`. */
export async function transferCommand(
  kind: 'deposit' | 'withdraw',
  asset: string,
  amount: string,
  options: { readonly json?: true },
  terminal: Terminal,
): Promise<void> {
  const { address, token } = await readCredentials(terminal);
  const given = new URLSearchParams({ kind, account: 'paper', asset: asset.toUpperCase(), amount });
  let answer: Response;
  try {
    answer = await fetch(`${address}${TRANSFER_PATH}?${given}`, {
      method: 'POST',
      headers: { 'x-paper-token': token },
    });
  } catch {
    throw new HoldfastError(
      'PAPER_NOT_STARTED',
      `No paper exchange answers on ${address}. Start it with "holdfast paper".`,
      {
        address,
      },
    );
  }
  if (!answer.ok) {
    const { reason = `status ${answer.status}` } = (await answer.json().catch(() => ({}))) as {
      reason?: string;
    };
    throw new HoldfastError('PAPER_TRANSFER_REFUSED', `The ${kind} was refused: ${reason}.`, {
      asset,
      amount,
      reason,
    });
  }
  const done = kind === 'deposit' ? 'are in' : 'are out of';
  terminal.stdout.write(
    options.json
      ? `${JSON.stringify({ kind, asset: asset.toUpperCase(), amount })}\n`
      : `${amount} ${asset.toUpperCase()} ${done} the account.\n`,
  );
}
