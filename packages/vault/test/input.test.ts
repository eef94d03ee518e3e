import { spawn, spawnSync } from 'node:child_process';
import { PassThrough, Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type HiddenInput, promptHidden, promptHiddenTwice } from '../src/input/prompt-hidden.ts';
import { readSecretFromStdin, splitSecretLines } from '../src/input/read-secret.ts';
import { codeOf, codeOfAsync } from './fixtures.ts';

const stdin = (...pieces: (string | Uint8Array)[]) =>
  Readable.from(pieces.map((piece) => Buffer.from(piece)));
const read = async (...pieces: (string | Uint8Array)[]) =>
  (await readSecretFromStdin(stdin(...pieces))).toString();

describe('a secret on standard input', () => {
  it.each([
    ['a line', ['abc\n'], 'abc'],
    ['a Windows line', ['abc\r\n'], 'abc'],
    ['no line end', ['abc'], 'abc'],
    ['two line ends', ['abc\n\n'], 'abc\n'],
    ['a carriage return alone', ['abc\r'], 'abc\r'],
    ['spaces around it', [' a c \n'], ' a c '],
    ['lines, as of a PEM', ['-----\nabc\n-----\n'], '-----\nabc\n-----'],
    ['a letter cut in two', [Buffer.of(0xc3), Buffer.of(0xa4, 0x0a)], 'ä'],
    ['a line end cut in two', ['abc\r', '\n'], 'abc'],
    ['nothing', [], ''],
    ['an empty line', ['\n'], ''],
  ])('is read from %s', async (_, pieces, expected) => {
    expect(await read(...pieces)).toBe(expected);
  });

  it('zeroes the pieces it came in, and shares no memory with them or with Node’s pool', async () => {
    const pieces = [Buffer.from('abc'), Buffer.from('def\n')];
    const secret = await readSecretFromStdin(Readable.from(pieces));
    expect(secret.toString()).toBe('abcdef');
    expect(pieces.every((piece) => piece.every((byte) => byte === 0))).toBe(true);
    expect(secret.buffer.byteLength).toBe(6);
  });

  it('may have exactly as many bytes as allowed, with or without a line end', async () => {
    for (const end of ['', '\n', '\r\n']) {
      expect((await readSecretFromStdin(stdin(`abcd${end}`), 4)).toString()).toBe('abcd');
      expect(await codeOfAsync(readSecretFromStdin(stdin(`abcde${end}`), 4))).toBe('SECRET_INPUT_INVALID');
    }
    expect(await codeOfAsync(read('a'.repeat(70_000)))).toBe('SECRET_INPUT_INVALID');
  });

  it('is refused when endless, without being read on', async () => {
    let given = 0;
    async function* endless() {
      for (;;) {
        given++;
        yield Buffer.alloc(1000, 97);
      }
    }
    expect(await codeOfAsync(readSecretFromStdin(endless(), 5000))).toBe('SECRET_INPUT_INVALID');
    expect(given).toBeLessThan(10);
  });

  it('is refused when not UTF-8, or when the stream makes strings', async () => {
    expect(await codeOfAsync(read(Buffer.of(0xff, 0xfe)))).toBe('SECRET_INPUT_INVALID');
    expect(await codeOfAsync(read(Buffer.of(0xc3)))).toBe('SECRET_INPUT_INVALID');
    const decoded = readSecretFromStdin(stdin('abc').setEncoding('utf8'));
    expect(await codeOfAsync(decoded)).toBe('SECRET_INPUT_INVALID');
  });
});

describe('several secrets on standard input', () => {
  it('are cut at line ends and zeroed together', () => {
    const all = Buffer.from('old one\r\nnew one');
    expect(splitSecretLines(all, 2).map(String)).toEqual(['old one', 'new one']);
    expect(all.every((byte) => byte === 0)).toBe(true);
    expect(splitSecretLines(Buffer.from(''), 1).map(String)).toEqual(['']);
    expect(splitSecretLines(Buffer.from('a\n\nb'), 3).map(String)).toEqual(['a', '', 'b']);
  });

  it.each(['', 'a', 'a\nb\nc', 'a\nb\n'])('are refused in another number: %j', (text) => {
    const all = Buffer.from(text);
    expect(codeOf(() => splitSecretLines(all, 2))).toBe('SECRET_INPUT_INVALID');
    expect(all.every((byte) => byte === 0)).toBe(true);
  });
});

/** A terminal on which `pieces` are typed one after the other. */
function terminal(...pieces: (string | Uint8Array)[]) {
  const modes: boolean[] = [];
  const input = Object.assign(new PassThrough(), {
    isTTY: true,
    setRawMode: (raw: boolean) => modes.push(raw),
  }) satisfies HiddenInput;
  const shown: string[] = [];
  for (const piece of pieces) input.write(Buffer.from(piece));
  return { modes, shown, input, output: { write: (text: string) => shown.push(text) } };
}
const typed = async (...pieces: (string | Uint8Array)[]) =>
  (await promptHidden(terminal(...pieces), '? ')).toString();

describe('a hidden prompt', () => {
  it.each([
    ['Enter', ['abc\r'], 'abc'],
    ['a line feed', ['abc\n'], 'abc'],
    ['key by key', ['a', 'b', 'c', '\r'], 'abc'],
    ['a backspace', ['abx\x7fc\r'], 'abc'],
    ['the other backspace', ['abx\x08c\r'], 'abc'],
    ['too many backspaces', ['x\x7f\x7f\x7fabc\r'], 'abc'],
    ['a backspace over ä', ['aä\x7fbc\r'], 'abc'],
    ['a backspace over an emoji of four bytes', ['a\u{1f511}\x7fbc\r'], 'abc'],
    ['Ctrl-U', ['wrong\x15abc\r'], 'abc'],
    ['ä in two pieces', [Buffer.of(0xc3), Buffer.of(0xa4), '\r'], 'ä'],
    ['spaces', ['  a c \r'], '  a c '],
    ['nothing', ['\r'], ''],
  ])('reads %s', async (_, pieces, expected) => {
    expect(await typed(...pieces)).toBe(expected);
  });

  it('gives back any text that a keyboard can type', async () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 40 }).filter((value) => !/\p{Cc}/u.test(value));
    await fc.assert(
      fc.asyncProperty(text, fc.integer({ min: 1, max: 5 }), async (value, size) => {
        const bytes = Buffer.from(`${value}\r`);
        const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, n) =>
          bytes.subarray(n * size, (n + 1) * size),
        );
        expect(await typed(...pieces)).toBe(value);
      }),
    );
  });

  it('shows the question and a line end only, and leaves raw mode', async () => {
    const tty = terminal('abc\r');
    await promptHidden(tty, 'Secret: ');
    expect(tty.shown).toEqual(['Secret: ', '\n']);
    expect(tty.modes).toEqual([true, false]);
    expect(tty.input.listenerCount('data')).toBe(0);
  });

  it.each<[string, string, string | Uint8Array]>([
    ['Ctrl-C', 'INTERRUPTED', 'abc\x03'],
    ['Ctrl-D', 'INTERRUPTED', 'abc\x04'],
    ['an arrow key', 'SECRET_INPUT_INVALID', 'abc\x1b[A\r'],
    ['a tab', 'SECRET_INPUT_INVALID', 'a\tc\r'],
    ['NUL', 'SECRET_INPUT_INVALID', 'a\0c\r'],
    ['half a letter', 'SECRET_INPUT_INVALID', Buffer.of(0xc3, 0x0d)],
    ['more than 4,096 bytes', 'SECRET_INPUT_INVALID', 'a'.repeat(4097)],
  ])('ends at %s with %s, out of raw mode', async (_, code, keys) => {
    const tty = terminal(keys);
    expect(await codeOfAsync(promptHidden(tty, '? '))).toBe(code);
    expect(tty.modes).toEqual([true, false]);
  });

  it('ends when the terminal goes away or fails', async () => {
    const gone = terminal('abc');
    gone.input.end();
    expect(await codeOfAsync(promptHidden(gone, '? '))).toBe('INTERRUPTED');
    const failing = terminal('abc');
    const asked = promptHidden(failing, '? ');
    failing.input.destroy(new Error('EIO'));
    expect(await codeOfAsync(asked)).toMatch(/EIO/);
    expect(failing.modes).toEqual([true, false]);
  });

  it('is refused without a terminal', async () => {
    const tty = terminal('abc\r');
    tty.input.isTTY = false;
    expect(await codeOfAsync(promptHidden(tty, '? '))).toBe('PROMPT_UNAVAILABLE');
    expect(tty.shown).toEqual([]);
    const piped = { input: new PassThrough(), output: tty.output };
    expect(await codeOfAsync(promptHidden(piped, '? '))).toBe('PROMPT_UNAVAILABLE');
  });

  it('zeroes what the terminal handed over', async () => {
    const tty = terminal();
    const pieces = [Buffer.from('ab'), Buffer.from('c\r')];
    const asked = promptHidden(tty, '? ');
    for (const piece of pieces) tty.input.write(piece);
    expect((await asked).toString()).toBe('abc');
    expect(pieces.every((piece) => piece.every((byte) => byte === 0))).toBe(true);
  });
});

describe('asking twice', () => {
  const twice = (...pieces: string[]) => promptHiddenTwice(terminal(...pieces), 'New: ', 'Again: ');

  it('takes the same answer, typed or pasted at once', async () => {
    expect((await twice('abc\r', 'abc\r')).toString()).toBe('abc');
    expect((await twice('abc\rabc\r')).toString()).toBe('abc');
  });

  it.each([['abc\rabd\r'], ['abc\rab\r'], ['abc\r\r'], ['\rabc\r']])('refuses %j', async (keys) => {
    expect(await codeOfAsync(twice(keys))).toBe('PASSPHRASE_INVALID');
  });

  it('ends at Ctrl-C in the second', async () => {
    expect(await codeOfAsync(twice('abc\rab\x03'))).toBe('INTERRUPTED');
  });
});

const hasScript = spawnSync('script', ['--version']).status === 0;

describe.skipIf(!hasScript)('a real terminal (needs the program "script")', () => {
  it('does not echo what is typed', async () => {
    const child = fileURLToPath(new URL('./prompt-child.ts', import.meta.url));
    const session = spawn('script', ['-qec', `'${process.execPath}' '${child}'`, '/dev/null']);
    let shown = '';
    let answered = false;
    for await (const piece of session.stdout.setEncoding('utf8')) {
      shown += piece;
      if (answered || !shown.includes('Secret: ')) continue;
      session.stdin.write('hünter2\n');
      answered = true;
    }
    expect(shown).toContain('got 8 bytes');
    expect(shown).not.toContain('nter2');
  });
});
