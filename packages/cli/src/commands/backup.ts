import type { Command } from 'commander';
import type { BackupOptions } from '../backup/backup-command.ts';
import type { RestoreOptions } from '../backup/restore-command.ts';
import type { Terminal } from '../terminal.ts';
import { CONFIG } from './operator-options.ts';

/** `holdfast backup` and `holdfast restore`. */
export function addBackup(program: Command, terminal: Terminal): void {
  program
    .command('backup')
    .description('Write everything but the vault’s key into one encrypted file, also while the gateway runs.')
    .argument('<file>', 'a new file outside the data home')
    .option(...CONFIG)
    .option('--stdin', 'read the new passphrase of the backup from standard input')
    .option('--json', 'print {"file", "bytes", "takenAt", "auditEntries"}')
    .action(async (file: string, options: BackupOptions) => {
      const { backupCommand } = await import('../backup/backup-command.ts');
      await backupCommand(file, options, terminal);
    });
  program
    .command('restore')
    .description('Restore a backup into an empty data home. The gateway then starts frozen.')
    .argument('<file>', 'what "holdfast backup" wrote')
    .option('--stdin', 'read the passphrase of the backup from standard input')
    .option('--json', 'print {"home", "takenAt", "auditEntries", "frozen"}')
    .action(async (file: string, options: RestoreOptions) => {
      const { restoreCommand } = await import('../backup/restore-command.ts');
      await restoreCommand(file, options, terminal);
    });
}
