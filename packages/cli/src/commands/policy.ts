import type { Command } from 'commander';
import type { SuggestOptions } from '../policy/suggest-policy.ts';
import type { Terminal } from '../terminal.ts';
import { CONFIG } from './operator-options.ts';

/** `holdfast policy …`: what a virtual key may do, before anybody gets one. */
export function addPolicy(program: Command, terminal: Terminal): void {
  const policy = program.command('policy').description('Check and try policies of virtual keys.');
  policy
    .command('check')
    .description('Check a policy, and say in plain words what a key with it may do.')
    .argument('<file>', 'policy, as YAML')
    .option('--json', 'print {"file", "ok", "hash", "means": [{"title", "points"}]}')
    .action(async (file: string, options: { json?: true }) => {
      const { checkPolicyCommand } = await import('../policy/check-policy.ts');
      await checkPolicyCommand(file, options, terminal);
    });
  policy
    .command('test')
    .description('Replay recorded requests under a policy: which it would have allowed, and which not.')
    .argument('<file>', 'policy, as YAML')
    .requiredOption('--requests <log>', 'an export of the audit log, or JSON lines of requests')
    .option('--key <id>', 'only the requests of the virtual key with this id')
    .option('--json', 'print a line of JSON for each request, and {"totals"} at the end')
    .action(async (file: string, options: { requests: string; key?: string; json?: true }) => {
      const { testPolicyCommand } = await import('../policy/test-policy.ts');
      await testPolicyCommand(file, options, terminal);
    });
  policy
    .command('suggest')
    .description(
      'The least policy that would have allowed what a virtual key did, with a comment for each line.',
    )
    .option('--vkey <name>', 'the virtual key, all its generations; its policy of now is never widened')
    .option('--days <number>', 'how many days to look back', '30')
    .option('--headroom <percent>', 'how much more than was seen amounts and rates may be', '20%')
    .option(
      '--requests <log>',
      'read an export of the audit log, not the database; the days end with its last request',
    )
    .option('--policy <file>', 'with --requests: the policy that the key has, so that no database is needed')
    .option('--key <id...>', 'with --policy: only the requests of the virtual keys with these ids')
    .option('--out <file>', 'write the policy there')
    .option(...CONFIG)
    .option(
      '--json',
      'print {"key", "from", "to", "requests", "outside", "replay", "policy", "lines", "file", …}',
    )
    .action(async (options: SuggestOptions) => {
      const { suggestPolicyCommand } = await import('../policy/suggest-policy.ts');
      await suggestPolicyCommand(options, terminal);
    });
  policy
    .command('diff')
    .description(
      'What a policy allows that another one doesn’t, both ways. Fails when the new one allows more.',
    )
    .argument('<old>', 'policy, as YAML')
    .argument('<new>', 'policy, as YAML')
    .option('--json', 'print {"old", "new", "relation", "more": [{"rule", "text"}], "less": […]}')
    .action(async (before: string, after: string, options: { json?: true }) => {
      const { diffPoliciesCommand } = await import('../policy/diff-policies.ts');
      await diffPoliciesCommand(before, after, options, terminal);
    });
}
