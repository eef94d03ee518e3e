import type { Command } from 'commander';

/** `--config` of every command that knows the gateway. */
export const CONFIG = [
  '--config <file>',
  'configuration; else HOLDFAST_CONFIG, else gateway.yaml in the data home',
] as const;

/** `--reason` of every command that changes something. */
const REASON = ['--reason <text>', 'why; kept in the audit log'] as const;

/** Options of commands that only stop something: nobody has to prove anything. */
export function withReason(command: Command): Command {
  return command.option(...REASON).option(...CONFIG);
}

/** Options of commands that an operator has to authenticate for. */
export function withOperator(command: Command): Command {
  return withCredential(withReason(command));
}

/** How an operator proves to be one. */
export function withCredential(command: Command): Command {
  return command
    .option('--operator <name>', 'the operator you are, on a vault with several')
    .option(
      '--operator-key-file <file>',
      'private key that proves it; else HOLDFAST_OPERATOR_FILE, else your passphrase',
    )
    .option('--stdin', 'read secrets from standard input, passphrases first, a line each');
}
