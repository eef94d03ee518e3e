import { Command } from 'commander';
import { addAccounts } from './commands/account.ts';
import { addAudit } from './commands/audit.ts';
import { addBacktest } from './commands/backtest.ts';
import { addBackup } from './commands/backup.ts';
import { addCompletion } from './commands/completion.ts';
import { addData } from './commands/data.ts';
import { addDatabase } from './commands/database.ts';
import { addDemo } from './commands/demo.ts';
import { addDoctor } from './commands/doctor.ts';
import { addGateway } from './commands/gateway.ts';
import { addIndex } from './commands/index.ts';
import { addKey } from './commands/key.ts';
import { addOperator } from './commands/operator.ts';
import { addPaper } from './commands/paper.ts';
import { addPlan } from './commands/plan.ts';
import { addPolicy } from './commands/policy.ts';
import { addPortfolio } from './commands/portfolio.ts';
import { addServe } from './commands/serve.ts';
import { addSweep } from './commands/sweep.ts';
import { addVault } from './commands/vault.ts';
import { addPanic, addVkey } from './commands/vkey.ts';
import { addWorker } from './commands/worker.ts';
import { version } from './installation.ts';
import type { Terminal } from './terminal.ts';

/** The whole command tree. Building it loads nothing that computes: each command loads its own when it runs. */
export function createProgram(terminal: Terminal): Command {
  const { stdout, stderr } = terminal;
  const program = new Command('holdfast')
    .description('Write a crypto index as rules, prove it on history.')
    .version(version(), '--version', 'print the version')
    .helpOption('-h, --help', 'show help')
    // Options after a subcommand are the subcommand's, where the command above it has the same.
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({
      writeOut: (text) => stdout.write(text),
      writeErr: (text) => stderr.write(text),
      // Errors are printed once, by reportFailure.
      outputError: () => undefined,
      getOutHelpWidth: () => stdout.columns,
      getErrHelpWidth: () => stderr.columns,
      getOutHasColors: () => stdout.color,
      getErrHasColors: () => stderr.color,
    })
    .addHelpText(
      'after',
      `
Examples:
  $ holdfast demo
  $ holdfast data import prices.csv --as mine --asset coin --date day --close price
  $ holdfast index new my-index
  $ holdfast backtest my-index.yaml --snapshot mine --report my-index.html

Exit status: 0 done, 2 a mistake you can mend, 130 ended by Ctrl-C, 1 anything else.`,
    );
  addDemo(program, terminal);
  addBacktest(program, terminal);
  addSweep(program, terminal);
  addIndex(program, terminal);
  addData(program, terminal);
  addPlan(program, terminal);
  addAccounts(program, terminal);
  addPortfolio(program, terminal);
  addWorker(program, terminal);
  addPaper(program, terminal);
  addServe(program, terminal);
  addVault(program, terminal);
  addOperator(program, terminal);
  addKey(program, terminal);
  addVkey(program, terminal);
  addPolicy(program, terminal);
  addGateway(program, terminal);
  addDatabase(program, terminal);
  addPanic(program, terminal);
  addAudit(program, terminal);
  addBackup(program, terminal);
  addDoctor(program, terminal);
  addCompletion(program, terminal);
  return program;
}
