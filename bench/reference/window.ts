import type { Instrument, Row } from './market.ts';

/** The last `count` rows up to and including `known`, oldest first; null when one is missing. */
function lastRows(instrument: Instrument, known: number, count: number): Row[] | null {
  const rows: Row[] = [];
  for (let k = known - count + 1; k <= known; k++) {
    const row = instrument.rows[k] ?? null;
    if (row === null) return null;
    rows.push(row);
  }
  return rows;
}

/** Volumes of the last `count` rows; null when a row or a volume is missing. */
export function lastVolumes(instrument: Instrument, known: number, count: number): number[] | null {
  const rows = lastRows(instrument, known, count);
  if (rows === null) return null;
  const volumes: number[] = [];
  for (const { volume } of rows) {
    if (volume === null) return null;
    volumes.push(volume);
  }
  return volumes;
}

/** The `count` + 1 prices that `count` returns are made of; null when one is missing. */
function pricesOfReturns(instrument: Instrument, known: number, count: number): number[] | null {
  return lastRows(instrument, known, count + 1)?.map((row) => row.price) ?? null;
}

/** The last `count` simple returns P(k) / P(k−1) − 1; null when a row is missing. */
export function simpleReturns(instrument: Instrument, known: number, count: number): number[] | null {
  const prices = pricesOfReturns(instrument, known, count);
  return prices === null ? null : prices.slice(1).map((price, k) => price / prices[k] - 1);
}

/** The last `count` log returns ln(P(k) / P(k−1)); null when a row is missing. */
export function logReturns(instrument: Instrument, known: number, count: number): number[] | null {
  const prices = pricesOfReturns(instrument, known, count);
  return prices === null ? null : prices.slice(1).map((price, k) => Math.log(price / prices[k]));
}

/** P(known) / P(known − count) − 1; null when a row between them, or one of them, is missing. */
export function windowReturn(instrument: Instrument, known: number, count: number): number | null {
  const prices = pricesOfReturns(instrument, known, count);
  return prices === null ? null : prices[count] / prices[0] - 1;
}
