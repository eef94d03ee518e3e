import type { Output, Terminal } from '../terminal.ts';
import { grouped } from './format.ts';

/** Where nobody can watch a line change, a line this often is enough. */
const SPARSE_MS = 10_000;
const LIVE_MS = 100;

/** Progress of a long piece of work on stderr: one line rewritten for a person, few lines for a log. */
export class ProgressLine {
  readonly #output: Output;
  readonly #now: () => number;
  readonly #noun: string;
  readonly #total: number;
  readonly #doneBefore: number;
  readonly #started: number;
  #shown: number;

  /** @param doneBefore what an earlier run did, which says nothing about today's speed */
  constructor(terminal: Terminal, noun: string, total: number, doneBefore = 0) {
    this.#output = terminal.stderr;
    this.#now = terminal.now;
    this.#noun = noun;
    this.#total = total;
    this.#doneBefore = doneBefore;
    this.#started = terminal.now();
    this.#shown = this.#started - (terminal.stderr.interactive ? LIVE_MS : 0);
  }

  update(done: number): void {
    const now = this.#now();
    const { interactive } = this.#output;
    if (now - this.#shown < (interactive ? LIVE_MS : SPARSE_MS)) return;
    this.#shown = now;
    const line = `${grouped(done, 0)} of ${grouped(this.#total, 0)} ${this.#noun}${this.#timeLeft(done, now)}`;
    this.#output.write(interactive ? `\r\u001b[K${line}` : `${line}\n`);
  }

  /** Leaves a clean line behind. */
  clear(): void {
    if (this.#output.interactive) this.#output.write('\r\u001b[K');
  }

  #timeLeft(done: number, now: number): string {
    const doneNow = done - this.#doneBefore;
    if (doneNow <= 0) return '';
    return `, about ${duration(((now - this.#started) / doneNow) * (this.#total - done))} left`;
  }
}

/**
 * Milliseconds for a person.
 *
 * @example
 * duration(90_000); // '1 min 30 s'
 */
function duration(milliseconds: number): string {
  const seconds = Math.ceil(milliseconds / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${seconds % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
