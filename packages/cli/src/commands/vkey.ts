import type { Command } from 'commander';
import type { IssueOptions } from '../gateway/issue-key.ts';
import type { OperatorOptions } from '../gateway/operate.ts';
import { ROTATE_EVERY } from '../gateway/rotate-every.ts';
import type { RotateOptions } from '../gateway/rotate-virtual-key.ts';
import type { Terminal } from '../terminal.ts';
import { CONFIG, withOperator, withReason } from './operator-options.ts';

const WRAP = [
  '--wrap',
  'show a code instead of the secret; "vkey unwrap" gives the secret for it, once',
] as const;
const WRAP_FOR = ['--for <span>', 'how long that code is good, 1m to 1d; 10m when left out'] as const;

/** `holdfast vkey …`: the keys that programs get. */
export function addVkey(program: Command, terminal: Terminal): void {
  const vkey = program.command('vkey').description('Issue virtual keys to programs, and stop them.');
  const issue = vkey
    .command('issue')
    .description('Issue a virtual key in the exchange’s own format. Its secret is shown once, here.')
    .argument('<name>', 'a name for it')
    .requiredOption('--key <name>', 'the exchange key that it signs with')
    .requiredOption('--policy <file>', 'what it may do, as YAML')
    .option('--expires <span>', 'how long it is valid, such as 90d, 12h')
    .option(...ROTATE_EVERY)
    .option(...WRAP)
    .option(...WRAP_FOR);
  withOperator(issue)
    .option('--json', 'print {"exchange", "apiKey", "secret", "passphrase", "url"}, or the code for them')
    .action(async (name: string, options: IssueOptions) => {
      const { issueCommand } = await import('../gateway/issue-key.ts');
      await issueCommand(name, options, terminal);
    });
  vkey
    .command('unwrap')
    .description('Get the secret of a virtual key for the code of "vkey issue --wrap"; works once.')
    .argument('[code]', 'better left out: it is asked for, or read from standard input (-)')
    .option(...CONFIG)
    .option('--stdin', 'read secrets from standard input, passphrases first, a line each')
    .option('--json', 'print {"exchange", "apiKey", "secret", "passphrase", "url", "name", "generation"}')
    .action(async (code: string | undefined, options: OperatorOptions) => {
      const { unwrapCommand } = await import('../gateway/unwrap-key.ts');
      await unwrapCommand(code, options, terminal);
    });
  vkey
    .command('list')
    .description('List virtual keys; shows nothing secret.')
    .option(...CONFIG)
    .option(
      '--json',
      'print {"keys": [{"name", "generation", "exchange", "key", "state", "frozen", "expires", "issued"}]}',
    )
    .action(async (options: { config?: string; json?: true }) => {
      const { listVirtualKeys } = await import('../gateway/list-keys.ts');
      await listVirtualKeys(options, terminal);
    });
  vkey
    .command('show')
    .description('Show a virtual key: what it may do, what it used today, its generations. Nothing secret.')
    .argument('<name>', 'the virtual key')
    .option(...CONFIG)
    .option(
      '--json',
      'print {"name", "exchange", "key", "frozenBy", "today", "limits", "policy", "means", …}',
    )
    .action(async (name: string, options: { config?: string; json?: true }) => {
      const { showVirtualKeyCommand } = await import('../gateway/show-virtual-key.ts');
      await showVirtualKeyCommand(name, options, terminal);
    });
  const rotate = vkey
    .command('rotate')
    .description('Issue the next generation of a virtual key; the one before goes on for a while.')
    .argument('<name>', 'the virtual key')
    .option('--overlap <span>', 'how long the one before goes on, such as 24h, 30m or 0', '24h')
    .option('--policy <file>', 'what the new one may do; as before when left out')
    .option('--expires <span>', 'how long the new one is valid; until the same time when left out')
    .option(...ROTATE_EVERY)
    .option(...WRAP)
    .option(...WRAP_FOR);
  withOperator(rotate)
    .option(
      '--json',
      'print {"exchange", "apiKey", "secret", "passphrase", "url", "generation", "overlapUntil"}',
    )
    .action(async (name: string, options: RotateOptions) => {
      const { rotateVirtualKeyCommand } = await import('../gateway/rotate-virtual-key.ts');
      await rotateVirtualKeyCommand(name, options, terminal);
    });
  const schedule = vkey
    .command('schedule')
    .description('Say at which age a virtual key is to be rotated; people are reminded in time.')
    .argument('<name>', 'the virtual key')
    .option(...ROTATE_EVERY);
  withOperator(schedule)
    .option('--json', 'print {"name", "generation", "rotateAfterDays"}')
    .action(async (name: string, options: OperatorOptions & { rotateEvery?: string }) => {
      const { scheduleCommand } = await import('../gateway/delete-key.ts');
      await scheduleCommand('vkey', name, options, terminal);
    });
  for (const [verb, text, options] of [
    ['revoke', 'Revoke a virtual key for good; its next request is refused.', withReason],
    ['freeze', 'Freeze a virtual key until it is thawed; its next request is refused.', withReason],
    ['thaw', 'End the freeze of a virtual key.', withOperator],
  ] as const) {
    const command = vkey
      .command(verb)
      .description(text)
      .argument('<name>', 'the virtual key')
      .option('--generation <number>', 'only this generation of it; all when left out');
    options(command)
      .option('--json', 'print {"name", "done"}')
      .action(async (name: string, given: OperatorOptions & { generation?: string }) => {
        const { stopCommand } = await import('../gateway/stop-key.ts');
        await stopCommand(verb, name, given, terminal);
      });
  }
}

/** `holdfast panic`: nothing is signed any more, on every replica, until somebody thaws. */
export function addPanic(program: Command, terminal: Terminal): void {
  const panic = program
    .command('panic')
    .description(
      'Freeze everything: no key signs any more on any replica. Asks for nothing. "--thaw" ends it.',
    )
    .option('--thaw', 'end it; this needs an operator');
  withOperator(panic)
    .option('--json', 'print {"frozen"}')
    .action(async (options: OperatorOptions & { thaw?: true }) => {
      const { panicCommand } = await import('../gateway/stop-key.ts');
      await panicCommand(options, terminal);
    });
}
