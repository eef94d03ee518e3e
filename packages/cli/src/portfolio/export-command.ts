import { readFile } from 'node:fs/promises';
import { HoldfastError } from '@holdfast/errors';
import {
  findPortfolio,
  gainsCsv,
  type LotMethod,
  lotsCsv,
  portfolioFills,
  portfolioLotEvents,
  portfolioMarks,
  readCostBasis,
  taxLots,
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
/** Currencies that count as a dollar. */
const CASH = ['USD', 'USDT', 'USDC', 'FDUSD'];

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
        return csvOf(
          [
            'time',
            'account',
            'market',
            'side',
            'amount',
            'price',
            'fee',
            'fee_asset',
            'fee_usd',
            'trade_id',
            'order_id',
            'plan',
          ],
          (await portfolioFills(db, number)).map((fill) => [
            fill.at.toISOString(),
            fill.account,
            fill.symbol,
            fill.side,
            fill.amount,
            fill.price,
            fill.fee,
            fill.fee_asset ?? '',
            fill.fee_usd.toFixed(8),
            fill.trade_id,
            fill.client_order_id,
            fill.rebalance,
          ]),
        );
      case 'days':
        return csvOf(
          ['time', 'value_usd', 'index_level'],
          (await portfolioMarks(db, number)).map(({ at, value_usd, index_level }) => [
            at.toISOString(),
            value_usd.toFixed(8),
            index_level === null ? '' : String(index_level),
          ]),
        );
      case 'lots':
      case 'gains': {
        const { lots, gains } = taxLots(await portfolioLotEvents(db, number, CASH), {
          method,
          cash: CASH,
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

/** RFC 4180, with what a spreadsheet would take for a formula made text. */
function csvOf(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, ...rows].map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}

function cell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) && !/^-?[0-9.]+$/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
