import { HoldfastError } from '@holdfast/errors';
import { CLOCK_PATH } from '@holdfast/paper';
import { spanMs } from '../gateway/span.ts';
import type { Terminal } from '../terminal.ts';
import { askPaper } from './ask.ts';

/** Runs `holdfast paper advance`. */
export async function advanceCommand(
  span: string,
  options: { readonly json?: true },
  terminal: Terminal,
): Promise<void> {
  const given = new URLSearchParams({ by: String(spanMs('The argument', span)) });
  const { refusal, body } = await askPaper(terminal, CLOCK_PATH, given);
  if (refusal !== null) {
    throw new HoldfastError('PAPER_CLOCK_REFUSED', `The paper exchange was not moved on: ${refusal}.`, {
      span,
      reason: refusal,
    });
  }
  const { time, end } = body;
  terminal.stdout.write(
    options.json
      ? `${JSON.stringify({ time, end })}\n`
      : `It is ${dateOf(time)} on the paper exchange; its history ends at ${dateOf(end)}.\n`,
  );
}

function dateOf(time: unknown): string {
  return new Date(Number(time)).toISOString().slice(0, 16).replace('T', ' ');
}
