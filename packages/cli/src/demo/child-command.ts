import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { HoldfastError } from '@holdfast/errors';

const MAIN = join(import.meta.dirname, '..', 'main.ts');
const ATTACHED = join(import.meta.dirname, 'attached-main.ts');
/** How long a child may take to end after it was told to. */
const ENDING_MS = 30_000;
const MOST_OUTPUT = 100_000;

/** A `holdfast` command as a process of its own. */
export class ChildCommand {
  readonly #child: ChildProcess;
  readonly #name: string;
  readonly #ended: Promise<number | null>;
  #stdout = '';
  #stderr = '';

  /** @param input written to its standard input, which is closed then; null: it runs until it is stopped, or this process ends */
  constructor(arguments_: readonly string[], environment: NodeJS.ProcessEnv, input: string | null = '') {
    this.#name = arguments_.slice(0, 2).join(' ');
    this.#child = spawn(process.execPath, [input === null ? ATTACHED : MAIN, ...arguments_], {
      env: environment,
      stdio: ['pipe', 'pipe', 'pipe'],
      // Ctrl-C in a terminal reaches its whole foreground group; these are told in their turn.
      detached: true,
    });
    this.#child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.#stdout = (this.#stdout + text).slice(-MOST_OUTPUT);
    });
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr = (this.#stderr + text).slice(-MOST_OUTPUT);
    });
    this.#child.stdin?.on('error', () => undefined);
    if (input !== null) this.#child.stdin?.end(input);
    this.#ended = new Promise((resolve) => {
      this.#child.once('error', () => resolve(null));
      this.#child.once('close', (status) => resolve(status));
    });
  }

  /** Its standard output once it has ended well. @throws HoldfastError DEMO_FAILED */
  async done(): Promise<string> {
    if ((await this.#ended) === 0) return this.#stdout;
    throw this.#failed();
  }

  /** The first line of JSON that it prints. @throws HoldfastError DEMO_FAILED when it ends before */
  async ready<T>(): Promise<T> {
    let over = false;
    void this.#ended.then(() => {
      over = true;
    });
    for (;;) {
      const line = this.#stdout
        .split('\n')
        .find((text, at, all) => text.startsWith('{') && at < all.length - 1);
      if (line !== undefined) return JSON.parse(line) as T;
      if (over) throw this.#failed();
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  /** Ends it as Ctrl-C does, and waits. */
  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    this.#child.kill('SIGINT');
    const late = setTimeout(() => this.#child.kill('SIGKILL'), ENDING_MS);
    await this.#ended;
    clearTimeout(late);
  }

  #failed(): HoldfastError {
    const last = this.#stderr.trim().split('\n').slice(-3).join(' ');
    return new HoldfastError('DEMO_FAILED', `"holdfast ${this.#name}" did not work: ${last || 'it ended'}`, {
      command: this.#name,
    });
  }
}
