import type { Command } from 'commander';
import type { Terminal } from '../terminal.ts';

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
}
