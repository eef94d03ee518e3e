import { csvOf, textCell } from '../csv-cells.ts';
import type { OpenLot, RealisedGain } from './ledger.ts';

/**
 * Open lots as CSV (RFC 4180, lines end in CR LF), with the header `asset,amount,acquired,cost_usd,basis`.
 *
 * @example
 * lotsCsv([{ asset: 'BTC', amount: '0.5', acquired: 0, costUsd: '100', basis: 'trade' }]);
 * // 'asset,amount,acquired,cost_usd,basis\r\nBTC,0.5,1970-01-01T00:00:00.000Z,100,trade\r\n'
 */
export function lotsCsv(lots: readonly OpenLot[]): string {
  return csvOf(
    ['asset', 'amount', 'acquired', 'cost_usd', 'basis'],
    lots.map(({ asset, amount, acquired, costUsd, basis }) => [
      textCell(asset),
      amount,
      instant(acquired),
      costUsd,
      basis,
    ]),
  );
}

/**
 * Realised gains as CSV (RFC 4180, lines end in CR LF), with the header
 * `asset,amount,acquired,disposed,holding_days,proceeds_usd,cost_usd,gain_usd,basis,cause`. Whether a gain counts as short or
 * long is left to the reader. What was acquired nobody knows when has empty cells for it.
 *
 * @example
 * gainsCsv(taxLots(events, { method: 'fifo' }).gains);
 */
export function gainsCsv(gains: readonly RealisedGain[]): string {
  return csvOf(
    [
      'asset',
      'amount',
      'acquired',
      'disposed',
      'holding_days',
      'proceeds_usd',
      'cost_usd',
      'gain_usd',
      'basis',
      'cause',
    ],
    gains.map((gain) => [
      textCell(gain.asset),
      gain.amount,
      gain.acquired === null ? '' : instant(gain.acquired),
      instant(gain.disposed),
      gain.holdingDays === null ? '' : String(gain.holdingDays),
      gain.proceedsUsd,
      gain.costUsd,
      gain.gainUsd,
      gain.basis,
      gain.cause,
    ]),
  );
}

function instant(time: number): string {
  return new Date(time).toISOString();
}
