import { HoldfastError } from '@holdfast/errors';
import type { Terminal } from '../terminal.ts';
import { readCredentials } from './credentials.ts';

/** What a paper exchange said to its owner. */
export interface PaperAnswer {
  /** Null when it did what was asked. */
  readonly refusal: string | null;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Asks the running paper exchange of a data home for what only its owner may. @throws HoldfastError PAPER_NOT_STARTED */
export async function askPaper(
  terminal: Terminal,
  path: string,
  given: URLSearchParams,
): Promise<PaperAnswer> {
  const { address, token } = await readCredentials(terminal);
  let answer: Response;
  try {
    answer = await fetch(`${address}${path}?${given}`, {
      method: 'POST',
      headers: { 'x-paper-token': token },
    });
  } catch {
    throw new HoldfastError(
      'PAPER_NOT_STARTED',
      `No paper exchange answers on ${address}. Start it with "holdfast paper".`,
      { address },
    );
  }
  const body = (await answer.json().catch(() => ({}))) as Record<string, unknown>;
  const { reason = `status ${answer.status}` } = body;
  return { refusal: answer.ok ? null : String(reason), body };
}
