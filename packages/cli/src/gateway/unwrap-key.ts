import type { Terminal } from '../terminal.ts';
import { loadConfig } from './config-file.ts';
import { issuedText, toldOf } from './issue-key.ts';
import { type OperatorOptions, operate } from './operate.ts';
import type { SecretInput } from './secret-input.ts';

/** No code is longer; what is longer is told to be none. */
const MOST_CODE_BYTES = 1024;

/**
 * Runs `holdfast vkey unwrap`.
 *
 * @param given the code; `-` or nothing: it is asked for, or read from standard input
 */
export async function unwrapCommand(
  given: string | undefined,
  options: OperatorOptions,
  terminal: Terminal,
): Promise<void> {
  const { config } = await loadConfig(options.config, terminal);
  const { result, secrets } = await operate(options, terminal, {
    command: 'vkey unwrap',
    arguments: {},
    secrets: async (input) => ({
      code: given === undefined || given === '-' ? await readCode(input) : Buffer.from(given, 'utf8'),
    }),
  });
  const { name, generation } = result;
  const told = { ...toldOf(config, result, secrets), name, generation };
  terminal.stdout.write(
    options.json
      ? `${JSON.stringify(told)}\n`
      : `${issuedText(`Generation ${generation} of virtual key "${name}"`, told)}\n\nThe code is used up.\n`,
  );
}

async function readCode(input: SecretInput): Promise<Buffer> {
  const typed = await input.passphrase('Code: ');
  if (typed.length > MOST_CODE_BYTES) return typed.subarray(0, MOST_CODE_BYTES);
  // Blanks come along when a code is copied.
  const isBlank = (byte: number | undefined) => byte === 0x20 || byte === 0x09;
  let [from, to] = [0, typed.length];
  while (from < to && isBlank(typed[from])) from++;
  while (to > from && isBlank(typed[to - 1])) to--;
  return typed.subarray(from, to);
}
