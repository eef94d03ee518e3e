import type { Command } from 'commander';
import type { ImportKeyOptions } from '../gateway/import-key.ts';
import type { RotateKeyOptions } from '../gateway/key-life.ts';
import type { OperatorOptions } from '../gateway/operate.ts';
import { ROTATE_EVERY } from '../gateway/rotate-every.ts';
import type { KeyReportOptions } from '../key-report/run-command.ts';
import type { Terminal } from '../terminal.ts';
import { CONFIG, withOperator, withReason } from './operator-options.ts';

interface AddOptions extends OperatorOptions {
  readonly exchange: string;
  readonly acceptRisk?: string;
  readonly rotateEvery?: string;
}

const ACCEPT_RISK = [
  '--accept-risk <list>',
  'accept by name what the key can do too much: withdraw,no-ip,unverified',
] as const;
const NONCE_FLOOR = [
  '--nonce-floor <number>',
  'for a key of Bitfinex, Gemini or Kraken that was used elsewhere: the newest nonce of there',
] as const;

/** `holdfast key …`: real exchange keys. */
export function addKey(program: Command, terminal: Terminal): void {
  const key = program.command('key').description('Keep real exchange keys in the vault.');
  const add = key
    .command('add')
    .description('Ask what an exchange key may do, seal it and keep it. The secret is never an argument.')
    .argument('<name>', 'a name of your own for it')
    .requiredOption('--exchange <id>', 'binance, kraken, okx, … (docs/exchanges lists all)')
    .option(...ACCEPT_RISK)
    .option(...ROTATE_EVERY);
  withOperator(add.option(...NONCE_FLOOR))
    .option('--json', 'print {"name", "exchange", "target", "permissions"}')
    .action(async (name: string, options: AddOptions) => {
      const { addKeyCommand } = await import('../gateway/add-key.ts');
      await addKeyCommand(name, options, terminal);
    });
  addImport(key, terminal);
  key
    .command('list')
    .description('List exchange keys; shows nothing secret.')
    .option(...CONFIG)
    .option(
      '--json',
      'print {"keys": [{"name", "exchange", "target", "permissions", "acceptedRisks", "retiring", "rotateBy", "deleteAfter"}]}',
    )
    .action(async (options: { config?: string; json?: true }) => {
      const { listExchangeKeys } = await import('../gateway/list-keys.ts');
      await listExchangeKeys(options, terminal);
    });
  addReading(key, terminal);
  addLife(key, terminal);
  addEnd(key, terminal);
}

function addImport(key: Command, terminal: Terminal): void {
  const fromStore = key
    .command('import')
    .description(
      'As "key add", with a secret that a key store has: HashiCorp Vault, OpenBao, AWS Secrets Manager.',
    )
    .argument('<name>', 'a name of your own for it')
    .requiredOption('--exchange <id>', 'the exchange, as for "key add"')
    .requiredOption('--from <source>', 'vault:PATH as the API has it, or aws-sm:NAME-OR-ARN')
    .option('--api-key-field <name>', 'the field with the API key, else apiKey')
    .option('--secret-field <name>', 'the field with the secret, else secret')
    .option('--passphrase-field <name>', 'the field with the passphrase, else passphrase')
    .option('--existing', 'the key is in the vault already: it gets this source, and the secret there')
    .option(...ACCEPT_RISK)
    .option(...ROTATE_EVERY)
    .option(...NONCE_FLOOR);
  withOperator(fromStore)
    .option('--json', 'print {"name", "exchange", "target", "permissions", "source", "marker"}')
    .action(async (name: string, options: ImportKeyOptions) => {
      const { importKeyCommand } = await import('../gateway/import-key.ts');
      await importKeyCommand(name, options, terminal);
    });
  const again = key
    .command('reimport')
    .description('Give imported keys the secret that their store has now. Status 1 when one failed.')
    .argument('[name]', 'the exchange key; all that were imported when left out')
    .option('--check', 'change nothing; status 3 when a store has another secret');
  withOperator(again)
    .option('--json', 'print {"keys": [{"name", "source", "before", "now", "state", "version", "error"}]}')
    .action(async (name: string | undefined, options: OperatorOptions & { check?: true }) => {
      const { reimportKeysCommand } = await import('../gateway/reimport-keys.ts');
      await reimportKeysCommand(name, options, terminal);
    });
}

function addReading(key: Command, terminal: Terminal): void {
  key
    .command('show')
    .description('Show an exchange key: versions, what they may do, who uses them. Nothing secret.')
    .argument('<name>', 'the exchange key')
    .option(...CONFIG)
    .option(
      '--json',
      'print {"name", "exchange", "target", "frozen", "lastUsed", "versions", "virtualKeys", …}',
    )
    .action(async (name: string, options: { config?: string; json?: true }) => {
      const { showKeyCommand } = await import('../gateway/show-key.ts');
      await showKeyCommand(name, options, terminal);
    });
  key
    .command('report')
    .description('Assess all keys: age, use, rights, ends. Status 3 when something is due. Nothing secret.')
    .option(
      '--rotate-after <span>',
      'an exchange key that is older is due, unless it has a schedule; as gateway.yaml says when left out',
    )
    .option('--unused-after <span>', 'a key without use for so long is unused', '30d')
    .option('--html <file>', 'also write it as a page')
    .option(...CONFIG)
    .option(
      '--json',
      'print {"assessed", "rotateAfter", "unusedAfter", "due", "exchangeKeys", "virtualKeys"}',
    )
    .action(async (options: KeyReportOptions) => {
      const { keyReportCommand } = await import('../key-report/run-command.ts');
      await keyReportCommand(options, terminal);
    });
  const check = key
    .command('check')
    .description('Ask the exchange again what a key may do; fails when it became able to more.')
    .argument('<name>', 'the exchange key')
    .option(...ACCEPT_RISK);
  withOperator(check)
    .option('--json', 'print {"name", "version", "answered", "permissions", "acceptedRisks", "exceeds"}')
    .action(async (name: string, options: OperatorOptions & { acceptRisk?: string }) => {
      const { checkKeyCommand } = await import('../gateway/key-life.ts');
      await checkKeyCommand(name, options, terminal);
    });
}

function addLife(key: Command, terminal: Terminal): void {
  const rotate = key
    .command('rotate')
    .description(
      'Give an exchange key a new secret, between two requests. The old one is kept for what is under way.',
    )
    .argument('<name>', 'the exchange key')
    .option(...ACCEPT_RISK)
    .option(...ROTATE_EVERY)
    .option(...NONCE_FLOOR);
  withOperator(rotate)
    .option('--json', 'print {"name", "exchange", "version", "retiring", "permissions"}')
    .action(async (name: string, options: RotateKeyOptions) => {
      const { rotateKeyCommand } = await import('../gateway/key-life.ts');
      await rotateKeyCommand(name, options, terminal);
    });
  const retire = key
    .command('retire')
    .description('End an old version of an exchange key for good; its secret is written over.')
    .argument('<name>', 'the exchange key')
    .requiredOption('--version <number>', 'the version, as "key show" numbers it');
  withReason(retire)
    .option('--stdin', 'read the vault’s passphrase from standard input')
    .option('--json', 'print {"name", "version"}')
    .action(async (name: string, options: OperatorOptions & { version: string }) => {
      const { retireKeyCommand } = await import('../gateway/key-life.ts');
      await retireKeyCommand(name, options, terminal);
    });
  const floor = key
    .command('nonce-floor')
    .description(
      'Raise what the nonces of a key (Bitfinex, Gemini, Kraken) are above, when it was used elsewhere meanwhile.',
    )
    .argument('<name>', 'the exchange key')
    .argument('<number>', 'the newest nonce of elsewhere');
  withOperator(floor)
    .option('--json', 'print {"name", "version", "nonceFloor"}')
    .action(async (name: string, number: string, options: OperatorOptions) => {
      const { nonceFloorCommand } = await import('../gateway/key-life.ts');
      await nonceFloorCommand(name, number, options, terminal);
    });
  for (const [verb, text, options] of [
    ['freeze', 'Freeze an exchange key: no virtual key signs with it until it is thawed.', withReason],
    ['thaw', 'End the freeze of an exchange key.', withOperator],
  ] as const) {
    options(key.command(verb).description(text).argument('<name>', 'the exchange key'))
      .option('--json', 'print {"name", "done"}')
      .action(async (name: string, given: OperatorOptions) => {
        const { freezeKeyCommand } = await import('../gateway/key-life.ts');
        await freezeKeyCommand(verb, name, given, terminal);
      });
  }
}

function addEnd(key: Command, terminal: Terminal): void {
  const schedule = key
    .command('schedule')
    .description('Say at which age an exchange key is to be renewed; people are reminded in time.')
    .argument('<name>', 'the exchange key')
    .option(...ROTATE_EVERY);
  withOperator(schedule)
    .option('--json', 'print {"name", "version", "rotateAfterDays"}')
    .action(async (name: string, options: OperatorOptions & { rotateEvery?: string }) => {
      const { scheduleCommand } = await import('../gateway/delete-key.ts');
      await scheduleCommand('key', name, options, terminal);
    });
  const remove = key
    .command('delete')
    .description('Stop an exchange key at once, and destroy its secret after a delay.')
    .argument('<name>', 'the exchange key')
    .option('--confirm', 'destroy it now, when the delay is over; a running gateway does so by itself');
  withOperator(remove)
    .option('--json', 'print {"name", "purgeAfter"}, or with --confirm {"name", "revoked"}')
    .action(async (name: string, options: OperatorOptions & { confirm?: true }) => {
      const { deleteKeyCommand } = await import('../gateway/delete-key.ts');
      await deleteKeyCommand(name, options, terminal);
    });
  const back = key
    .command('undelete')
    .description('Bring back an exchange key that is to be deleted, as it was before.')
    .argument('<name>', 'the exchange key');
  withOperator(back)
    .option('--json', 'print {"name"}')
    .action(async (name: string, options: OperatorOptions) => {
      const { undeleteKeyCommand } = await import('../gateway/delete-key.ts');
      await undeleteKeyCommand(name, options, terminal);
    });
}
