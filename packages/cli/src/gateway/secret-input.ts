import { promptHidden, promptHiddenTwice, readSecretFromStdin } from '@holdfast/vault';

/**
 * Where a command gets secrets from: hidden prompts at a terminal, or standard input, read once to its end: a line for
 * each passphrase in the order in which they are needed, then, as the rest, what the command itself takes. The caller
 * zeroes what it gets.
 */
export class SecretInput {
  /** Whether it is standard input. */
  readonly piped: boolean;
  #rest: Promise<Buffer> | null = null;

  /** @param stdin read standard input, also where it is a terminal */
  constructor(stdin: boolean) {
    this.piped = stdin;
  }

  /** For commands: standard input where there is no terminal, too. */
  static of(options: { readonly stdin?: true }): SecretInput {
    return new SecretInput(options.stdin === true || process.stdin.isTTY !== true);
  }

  /** @throws HoldfastError SECRET_INPUT_INVALID, PROMPT_UNAVAILABLE, INTERRUPTED */
  async passphrase(question: string): Promise<Buffer> {
    return this.piped ? this.#line() : promptHidden(terminal(), question);
  }

  /** Asks twice at a terminal. @throws HoldfastError PASSPHRASE_INVALID when the two differ */
  async newPassphrase(question: string): Promise<Buffer> {
    return this.piped ? this.#line() : promptHiddenTwice(terminal(), question, 'The same again: ');
  }

  /** All of standard input that was not read yet. */
  async rest(): Promise<Buffer> {
    const all = await this.#all();
    this.#rest = Promise.resolve(Buffer.alloc(0));
    return all;
  }

  async #line(): Promise<Buffer> {
    const all = await this.#all();
    const end = all.indexOf(0x0a);
    const line = copy(all.subarray(0, end === -1 ? all.length : end));
    this.#rest = Promise.resolve(copy(all.subarray(end === -1 ? all.length : end + 1)));
    all.fill(0);
    return line.at(-1) === 0x0d ? line.subarray(0, -1) : line;
  }

  #all(): Promise<Buffer> {
    this.#rest ??= readSecretFromStdin(process.stdin);
    return this.#rest;
  }
}

function terminal() {
  return { input: process.stdin, output: process.stderr };
}

/** Never from Node's shared pool, where other buffers' owners could see it. */
function copy(bytes: Buffer): Buffer {
  const own = Buffer.alloc(bytes.length);
  own.set(bytes);
  return own;
}
