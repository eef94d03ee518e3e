import { isHoldfastError } from '@holdfast/errors';
import type { RunResult } from '@holdfast/trader';
import { printable } from '../output/printable.ts';
import type { Terminal } from '../terminal.ts';
import { resultText } from './run-command.ts';

/** No name of a portfolio. */
const QUEUE = '';

/**
 * What a worker says about its runs. It looks at portfolios each minute, so a person is told what is new, and not each minute
 * that a plan still waits or an exchange still doesn't answer. Programs are told every run.
 */
export class WorkerLog {
  readonly #terminal: Pick<Terminal, 'stdout' | 'stderr'>;
  readonly #json: boolean;
  /** What was said last of each portfolio. */
  readonly #said = new Map<string, string>();

  constructor(terminal: Pick<Terminal, 'stdout' | 'stderr'>, json: boolean) {
    this.#terminal = terminal;
    this.#json = json;
  }

  ended(portfolio: string, result: RunResult): void {
    this.#said.delete(QUEUE);
    if (result.kind === 'interrupted') return;
    if (result.kind === 'idle') {
      // Whatever was wrong is over; should it come back, it is new.
      this.#said.delete(portfolio);
      return;
    }
    if (this.#json) {
      this.#terminal.stdout.write(`${JSON.stringify({ portfolio, ...result })}\n`);
      return;
    }
    const text = `${portfolio}: ${resultText(result, portfolio).trimEnd()}\n`;
    if (this.#isNew(portfolio, text)) this.#terminal.stdout.write(text);
  }

  failed(portfolio: string, error: unknown): void {
    const code = isHoldfastError(error) ? error.code : 'INTERNAL';
    // Another worker has the account for a moment: that is how several share it.
    if (code === 'ACCOUNT_BUSY') return;
    const message = error instanceof Error ? error.message : String(error);
    const text = `${portfolio}: ${code}: ${printable(message)}\n`;
    if (this.#isNew(portfolio, text)) this.#terminal.stderr.write(text);
  }

  /** What the queue could not do; without a database it tries several times a second. */
  queueFailed(error: Error): void {
    // pg-boss names the queue and a random id behind the message.
    const message = error.message.replace(/ \(Queue: [^)]*\)$/, '');
    const text = `queue: ${printable(message)}\n`;
    if (this.#isNew(QUEUE, text)) this.#terminal.stderr.write(text);
  }

  #isNew(portfolio: string, text: string): boolean {
    if (this.#said.get(portfolio) === text) return false;
    this.#said.set(portfolio, text);
    return true;
  }
}
