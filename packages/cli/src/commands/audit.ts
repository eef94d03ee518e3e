import type { Command } from 'commander';
import type { OperatorOptions } from '../gateway/operate.ts';
import type { Terminal } from '../terminal.ts';
import { withCredential } from './operator-options.ts';

const CONFIG = [
  '--config <file>',
  'configuration; else HOLDFAST_CONFIG, else gateway.yaml in the data home',
] as const;

/** `holdfast audit …`: what was asked, decided, sent and changed, and the proof of it. */
export function addAudit(program: Command, terminal: Terminal): void {
  const audit = program.command('audit').description('Show, export and verify the audit log.');
  const load = () => import('../gateway/audit.ts');
  audit
    .command('show')
    .description('Print the newest entries, oldest first.')
    .option('--last <number>', 'how many', '20')
    .option('--follow', 'go on with new entries as they come, until Ctrl-C')
    .option(...CONFIG)
    .option('--json', 'print each entry as it is stored, one JSON object a line')
    .action(async (options: { last: string; follow?: true; config?: string; json?: true }) =>
      (await load()).auditShowCommand(options, terminal),
    );
  audit
    .command('key')
    .description('Print the key that the log is verified with. Keep it somewhere else.')
    .option(...CONFIG)
    .option('--json', 'print {"key"}')
    .action(async (options: { config?: string; json?: true }) =>
      (await load()).auditKeyCommand(options, terminal),
    );
  audit
    .command('export')
    .description('Write the whole log to a file that "audit verify" reads.')
    .argument('<out>', 'a new file')
    .option(...CONFIG)
    .option('--json', 'print {"file"}')
    .action(async (out: string, options: { config?: string; json?: true }) =>
      (await load()).auditExportCommand(out, options, terminal),
    );
  audit
    .command('verify')
    .description('Find any changed, removed, inserted or moved entry of an export. Needs no database.')
    .argument('<file>', 'an export')
    .requiredOption('--key <key>', 'what "audit key" printed, from where you kept it')
    .option('--against <checkpoint>', 'file with a checkpoint that was kept elsewhere')
    .option('--json', 'print the result as JSON')
    .action(async (file: string, options: { key: string; against?: string; json?: true }) =>
      (await load()).auditVerifyCommand(file, options, terminal),
    );
  audit
    .command('prove')
    .description('Prove to somebody that one entry is in the log, with a checkpoint they trust.')
    .argument('<index>', 'place of the entry in the log, from 0')
    .requiredOption('--checkpoint <file>', 'a checkpoint of more entries')
    .option(...CONFIG)
    .option('--json', 'print {"proof"}')
    .action(async (index: string, options: { checkpoint: string; config?: string; json?: true }) =>
      (await load()).auditProveCommand(index, options, terminal),
    );
  const acceptRollback = audit
    .command('accept-rollback')
    .description('Go on with a database that is older than the newest checkpoint kept here.')
    .requiredOption('--reason <text>', 'why; kept in the audit log')
    .option(...CONFIG);
  withCredential(acceptRollback)
    .option('--json', 'print {"accepted"}')
    .action(async (options: OperatorOptions & { reason: string }) =>
      (await load()).acceptRollbackCommand(options, terminal),
    );
}
