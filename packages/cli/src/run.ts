import { CommanderError } from 'commander';
import { EndWith } from './exit-status.ts';
import { reportFailure } from './failure.ts';
import { createProgram } from './program.ts';
import type { Terminal } from './terminal.ts';

/**
 * Runs one command line and never throws.
 *
 * @param args the words after `holdfast`
 * @returns the exit status: 0 done, 2 the person can mend it, 3 done and something is due, 130 ended by Ctrl-C, 1
 * anything else
 * @example
 * await run(['data', 'list', '--json'], processTerminal()); // 0
 */
export async function run(args: readonly string[], terminal: Terminal): Promise<number> {
  try {
    await createProgram(terminal).parseAsync(args.length === 0 ? ['--help'] : args, { from: 'user' });
    return 0;
  } catch (error) {
    if (error instanceof EndWith) return error.status;
    // Help and version are already printed; a group without its command shows its help and is a mistake.
    if (error instanceof CommanderError && error.exitCode === 0) return 0;
    if (error instanceof CommanderError && error.code === 'commander.help') return 2;
    const json = args.includes('--json');
    return reportFailure(error, terminal, json);
  }
}
