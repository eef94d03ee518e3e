import { readFile } from 'node:fs/promises';
import { HoldfastError } from '@holdfast/errors';
import {
  CASH_CURRENCIES,
  findPortfolio,
  gainsCsv,
  type LotMethod,
  lotsCsv,
  marksCsv,
  portfolioFills,
  portfolioLotEvents,
  portfolioMarks,
  readCostBasis,
  taxLots,
  tradesCsv,
} from '@holdfast/trader';
import { absolute } from '../files.ts';
import type { Terminal } from '../terminal.ts';
import { type TraderOptions, withTrader } from './open-trader.ts';

export interface ExportOptions extends TraderOptions {
  readonly what: string;
  readonly method: string;
  readonly basis?: string;
}

const METHODS: readonly LotMethod[] = ['fifo', 'lifo', 'hifo'];

/** Runs `holdfast portfolio export`. */
export async function exportCommand(name: string, options: ExportOptions, terminal: Terminal): Promise<void> {
  const method = METHODS.find((known) => known === options.method);
  if (method === undefined) {
    throw new HoldfastError(
      'COMMAND_INVALID',
      `--method "${options.method}" is none of ${METHODS.join(', ')}.`,
    );
  }
  const imported =
    options.basis === undefined
      ? []
      : readCostBasis(await readFile(absolute(options.basis, terminal), 'utf8'), options.basis);
  const csv = await withTrader(options, terminal, async ({ db }) => {
    const { number } = await findPortfolio(db, name);
    switch (options.what) {
      case 'trades':
        return tradesCsv(await portfolioFills(db, number));
      case 'days':
        return marksCsv(await portfolioMarks(db, number));
      case 'lots':
      case 'gains': {
        const { lots, gains } = taxLots(await portfolioLotEvents(db, number, CASH_CURRENCIES), {
          method,
          cash: CASH_CURRENCIES,
          imported,
        });
        return options.what === 'lots' ? lotsCsv(lots) : gainsCsv(gains);
      }
      default:
        throw new HoldfastError(
          'COMMAND_INVALID',
          `--what "${options.what}" is none of trades, days, lots, gains.`,
        );
    }
  });
  terminal.stdout.write(csv);
}
