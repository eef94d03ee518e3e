import { isUtf8 } from 'node:buffer';
import { timingSafeEqual } from 'node:crypto';
import { HoldfastError } from '@holdfast/errors';

/** What a hidden prompt needs of a terminal; `process.stdin` has it. */
export interface HiddenInput extends NodeJS.ReadableStream {
  readonly isTTY?: boolean;
  setRawMode?(raw: boolean): unknown;
}

/** The terminal to ask at: keys come from `input`, questions go to `output` (`process.stderr`). */
export interface Terminal {
  readonly input: HiddenInput;
  readonly output: { write(text: string): unknown };
}

const MAX_BYTES = 4096;
const KEY = {
  ctrlC: 0x03,
  ctrlD: 0x04,
  backspace: 0x08,
  newline: 0x0a,
  enter: 0x0d,
  ctrlU: 0x15,
  delete: 0x7f,
};

/**
 * Asks for a secret at the terminal without showing it. Backspace takes back one character, Ctrl-U all of them; other
 * control keys are refused rather than made part of a secret that can't be typed again. No string of it is made; the
 * caller zeroes the result.
 *
 * @throws HoldfastError PROMPT_UNAVAILABLE without a terminal, INTERRUPTED at Ctrl-C or when the terminal goes away,
 *   SECRET_INPUT_INVALID for other control keys, more than 4,096 bytes or what is not UTF-8
 *
 * @example
 * const secret = await promptHidden({ input: process.stdin, output: process.stderr }, 'Secret: ');
 */
export async function promptHidden({ input, output }: Terminal, question: string): Promise<Buffer> {
  if (input.isTTY !== true || input.setRawMode === undefined) {
    throw new HoldfastError(
      'PROMPT_UNAVAILABLE',
      'There is no terminal to type at. Use --stdin and pipe the secret in.',
    );
  }
  const line = Buffer.alloc(MAX_BYTES);
  // Before the question, so that nothing typed at it is echoed.
  input.setRawMode(true);
  output.write(question);
  try {
    const length = await readKeys(input, line);
    const secret = Buffer.alloc(length);
    secret.set(line.subarray(0, length));
    if (isUtf8(secret)) return secret;
    secret.fill(0);
    throw invalid('it is not UTF-8');
  } finally {
    input.setRawMode(false);
    line.fill(0);
    output.write('\n');
  }
}

/**
 * Asks for a new secret twice.
 *
 * @throws HoldfastError PASSPHRASE_INVALID when the two differ, and what {@link promptHidden} throws
 */
export async function promptHiddenTwice(
  terminal: Terminal,
  question: string,
  again: string,
): Promise<Buffer> {
  const first = await promptHidden(terminal, question);
  let second: Buffer = Buffer.alloc(0);
  let same = false;
  try {
    second = await promptHidden(terminal, again);
    same = first.length === second.length && timingSafeEqual(first, second);
  } finally {
    second.fill(0);
    if (!same) first.fill(0);
  }
  if (same) return first;
  throw new HoldfastError('PASSPHRASE_INVALID', 'The two are not the same. Nothing was changed; try again.');
}

/** Fills `line` until Enter, and gives the number of bytes. */
function readKeys(input: HiddenInput, line: Buffer): Promise<number> {
  return new Promise((resolve, reject) => {
    let length = 0;
    const settle = (outcome: number | Error): void => {
      input.off('data', onData).off('end', onEnd).off('close', onEnd).off('error', settle);
      input.pause();
      if (typeof outcome === 'number') resolve(outcome);
      else reject(outcome);
    };
    const onEnd = (): void => settle(interrupted());
    const onData = (piece: Buffer): void => {
      for (const [index, byte] of piece.entries()) {
        const next = press(byte, line, length);
        if (next === 'entered' || next instanceof Error) {
          settle(next === 'entered' ? length : next);
          keepRest(input, piece, index + 1);
          return;
        }
        length = next;
      }
      piece.fill(0);
    };
    input.on('data', onData).on('end', onEnd).on('close', onEnd).on('error', settle);
    input.resume();
  });
}

/** The number of bytes of the line after a key, or how it ends. */
function press(byte: number, line: Buffer, length: number): number | 'entered' | Error {
  switch (byte) {
    case KEY.enter:
    case KEY.newline:
      return 'entered';
    case KEY.ctrlC:
    case KEY.ctrlD:
      return interrupted();
    case KEY.ctrlU:
      return 0;
    case KEY.backspace:
    case KEY.delete:
      return withoutLastCharacter(line, length);
  }
  if (byte < 0x20) return invalid('it has a control key in it, such as an arrow or Tab');
  if (length === line.length) return invalid(`it is longer than ${MAX_BYTES} bytes`);
  line[length] = byte;
  return length + 1;
}

/** UTF-8's continuation bytes are 10xxxxxx. */
function withoutLastCharacter(line: Buffer, length: number): number {
  let end = Math.max(0, length - 1);
  while (end > 0 && (line[end]! & 0xc0) === 0x80) end--;
  return end;
}

/** What was pasted behind Enter belongs to the next question. */
function keepRest(input: HiddenInput, piece: Buffer, from: number): void {
  const rest = Buffer.from(piece.subarray(from));
  piece.fill(0);
  if (rest.length > 0) input.unshift(rest);
}

function interrupted(): HoldfastError {
  return new HoldfastError('INTERRUPTED', 'Nothing was entered, and nothing was changed.');
}

function invalid(why: string): HoldfastError {
  return new HoldfastError('SECRET_INPUT_INVALID', `What was typed can't be used: ${why}. Try again.`);
}
