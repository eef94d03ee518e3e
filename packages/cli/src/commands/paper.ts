import type { Command } from 'commander';
import type { PaperOptions } from '../paper/run-command.ts';
import type { Terminal } from '../terminal.ts';

/** `holdfast paper …`: a simulated exchange, to try everything without account, money and network. */
export function addPaper(program: Command, terminal: Terminal): void {
  const paper = program
    .command('paper')
    .summary('run a simulated exchange on market history')
    .description(
      'Runs a simulated exchange that speaks a real one’s REST dialect, on market history, at any speed. Its money is toy money.',
    )
    .option('--dialect <id>', 'whose dialect it speaks: binance or kraken', 'binance')
    .option('--snapshot <snapshot>', 'market history to use; the only one, or "demo", when left out')
    .option(
      '--speed <speed>',
      'simulated time a second: 1d/s, 6h/s, 10m/s; 1 is the clock’s own; step waits for "paper advance"',
      '1',
    )
    .option(
      '--wall',
      'the date and time are the clock’s own, and prices go on by chance from where the snapshot ends',
    )
    .option('--port <number>', 'port on this machine', '9001')
    .option('--faults <file>', 'what goes wrong on purpose, YAML (see docs/paper.md)')
    .option('--json', 'print {"address", "credentials"} once it listens')
    .action(async (options: PaperOptions) => {
      const { paperCommand } = await import('../paper/run-command.ts');
      await paperCommand(options, terminal);
    });
  for (const [kind, text] of [
    ['deposit', 'Put toy money into the running paper exchange.'],
    ['withdraw', 'Take toy money out of the running paper exchange.'],
  ] as const) {
    paper
      .command(kind)
      .description(text)
      .argument('<asset>', 'such as USDT, or USD where the dialect is Kraken’s')
      .argument('<amount>', 'such as 1000')
      .option('--json', 'print {"kind", "asset", "amount"}')
      .action(async (asset: string, amount: string, options: { json?: true }) => {
        const { transferCommand } = await import('../paper/transfer.ts');
        await transferCommand(kind, asset, amount, options, terminal);
      });
  }
  paper
    .command('key')
    .description(
      'Register an Ed25519 public key for the account of the running paper exchange; requests signed with its private key are taken.',
    )
    .argument('<file>', 'the public key in PEM; the private key stays with you')
    .option('--json', 'print {"apiKey"}')
    .action(async (file: string, options: { json?: true }) => {
      const { keyCommand } = await import('../paper/key.ts');
      await keyCommand(file, options, terminal);
    });
  paper
    .command('advance')
    .description(
      'Move the clock of the running paper exchange on; it must have been started with --speed step.',
    )
    .argument('<span>', 'such as 1d, 6h or 30m')
    .option('--json', 'print {"time", "end"}')
    .action(async (span: string, options: { json?: true }) => {
      const { advanceCommand } = await import('../paper/advance.ts');
      await advanceCommand(span, options, terminal);
    });
}
