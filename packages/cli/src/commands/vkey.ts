import type { Command } from 'commander';
import type { Terminal } from '../terminal.ts';

const CONFIG = [
  '--config <file>',
  'configuration; else HOLDFAST_CONFIG, else gateway.yaml in the data home',
] as const;
const REASON = ['--reason <text>', 'why; kept in the audit log'] as const;

/** `holdfast vkey …`: the keys that programs get. */
export function addVkey(program: Command, terminal: Terminal): void {
  const vkey = program.command('vkey').description('Issue virtual keys to programs, and stop them.');
  vkey
    .command('issue')
    .description('Issue a virtual key in the exchange’s own format. Its secret is shown once, here.')
    .argument('<name>', 'a name for it')
    .requiredOption('--key <name>', 'the exchange key that it signs with')
    .requiredOption('--policy <file>', 'what it may do, as YAML')
    .option('--expires <span>', 'how long it is valid, such as 90d, 12h')
    .option(...REASON)
    .option(...CONFIG)
    .option('--json', 'print {"exchange", "apiKey", "secret", "passphrase", "url"}')
    .action(
      async (
        name: string,
        options: {
          key: string;
          policy: string;
          expires?: string;
          config?: string;
          reason?: string;
          json?: true;
        },
      ) => {
        const { issueCommand } = await import('../gateway/issue-key.ts');
        await issueCommand(name, options, terminal);
      },
    );
  vkey
    .command('list')
    .description('List virtual keys; shows nothing secret.')
    .option(...CONFIG)
    .option('--json', 'print {"keys": [{"name", "exchange", "key", "state", "frozen", "expires", "issued"}]}')
    .action(async (options: { config?: string; json?: true }) => {
      const { listVirtualKeys } = await import('../gateway/list-keys.ts');
      await listVirtualKeys(options, terminal);
    });
  for (const [verb, text] of [
    ['revoke', 'Revoke a virtual key for good; its next request is refused.'],
    ['freeze', 'Freeze a virtual key until it is thawed; its next request is refused.'],
    ['thaw', 'End the freeze of a virtual key.'],
  ] as const) {
    vkey
      .command(verb)
      .description(text)
      .argument('<name>', 'the virtual key')
      .option(...REASON)
      .option(...CONFIG)
      .option('--json', 'print {"name", "done"}')
      .action(async (name: string, options: { config?: string; reason?: string; json?: true }) => {
        const { stopCommand } = await import('../gateway/stop-key.ts');
        await stopCommand(verb, name, options, terminal);
      });
  }
}

/** `holdfast panic`: nothing is signed any more, on every replica, until somebody thaws. */
export function addPanic(program: Command, terminal: Terminal): void {
  program
    .command('panic')
    .description('Freeze everything: no key signs any more on any replica. "--thaw" ends it.')
    .option('--thaw', 'end it')
    .option(...REASON)
    .option(...CONFIG)
    .option('--json', 'print {"frozen"}')
    .action(async (options: { thaw?: true; config?: string; reason?: string; json?: true }) => {
      const { panicCommand } = await import('../gateway/stop-key.ts');
      await panicCommand(options, terminal);
    });
}
