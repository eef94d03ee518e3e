import { asDatabaseError } from '@holdfast/database';
import { HoldfastError } from '@holdfast/errors';
import { findPortfolio, listPortfolios, PortfolioQueue } from '@holdfast/trader';
import { loadConfig } from '../gateway/config-file.ts';
import { gatewayState } from '../gateway/operate.ts';
import { spanMs } from '../gateway/span.ts';
import type { Terminal } from '../terminal.ts';
import { openTrader, type TraderOptions } from './open-trader.ts';
import { runOnce } from './run-command.ts';
import { WorkerLog } from './worker-log.ts';

export interface WorkerOptions extends TraderOptions {
  readonly every?: string;
  readonly json?: true;
}

/**
 * Runs `holdfast worker`: looks at the portfolios each minute, or at another rhythm, and runs what is due, until Ctrl-C. Any
 * number of them may run.
 */
export async function workerCommand(options: WorkerOptions, terminal: Terminal): Promise<void> {
  const every = options.every === undefined ? null : everyMs(options.every);
  await demandDatabase(options, terminal);
  const trader = await openTrader(options, terminal);
  const ending = new AbortController();
  const log = new WorkerLog(terminal, options.json === true);
  const queue = new PortfolioQueue(trader.pool, (error) => log.queueFailed(error));
  const portfolios = async () =>
    (await listPortfolios(trader.db))
      .filter(({ mode, pausedReason }) => mode !== 'off' && pausedReason === null)
      .map(({ name }) => name);
  const run = async (name: string) => {
    try {
      const portfolio = await findPortfolio(trader.db, name);
      const result = await runOnce(trader, portfolio, ending.signal, false);
      log.ended(name, result);
    } catch (thrown) {
      const error = asDatabaseError(thrown);
      log.failed(name, error);
      throw error;
    }
  };
  const tick = () =>
    void portfolios()
      .then((names) => queue.enqueue(names))
      .catch(() => undefined);
  let timer: NodeJS.Timeout | undefined;
  try {
    await queue.start();
    if (every === null) await queue.work({ portfolios, run });
    else {
      timer = setInterval(tick, every);
      await queue.workOff({ run });
    }
    tick();
    await new Promise<void>((resolve) => {
      const release = terminal.onInterrupt(() => {
        release();
        ending.abort();
        resolve();
      });
      terminal.stdout.write(
        options.json ? '{"worker":"ready"}\n' : 'Worker ready (Ctrl-C ends after the order under way)\n',
      );
    });
  } finally {
    clearInterval(timer);
    await queue.stop();
    await trader.close();
  }
}

/** The embedded database is the gateway's: a worker that started it would keep the gateway from it. */
async function demandDatabase(options: WorkerOptions, terminal: Terminal): Promise<void> {
  const { config, databaseUrl } = await loadConfig(options.config, terminal);
  if (databaseUrl !== null || config.database !== 'embedded') return;
  if ((await gatewayState(options, terminal)) !== 'none') return;
  throw new HoldfastError(
    'GATEWAY_NOT_RUNNING',
    'No gateway of this data home runs, and with it its database. Start it first with "holdfast gateway".',
  );
}

function everyMs(text: string): number {
  const [, seconds] = /^([1-9][0-9]{0,3})s$/.exec(text) ?? [];
  const milliseconds = seconds === undefined ? spanMs('--every', text) : Number(seconds) * 1000;
  if (milliseconds <= 86_400_000) return milliseconds;
  throw new HoldfastError('COMMAND_INVALID', `--every "${text}" is longer than a day.`, { value: text });
}
