import { createHash } from 'node:crypto';
import type { AcceptedRows } from './accepted-rows.ts';
import type { CoinName } from './coin-names.ts';

/** Changes when the canonical form below changes. */
const CANONICAL_FORM = 'holdfast snapshot 1';

/**
 * SHA-256 of what a snapshot holds, independent of file format, DuckDB's version and the source's row order: a
 * first line with the roles; then for each asset, in order, a JSON line [id, rows, symbol, name] followed by its
 * days (Int32) and one column after the other (Float64, missing as 0), all little-endian.
 *
 * @example
 * contentHash(rows, new Map([['bitcoin', { symbol: 'btc', name: 'Bitcoin' }]])); // '9f86d0…'
 */
export function contentHash(rows: AcceptedRows, names: ReadonlyMap<string, CoinName>): string {
  const hash = createHash('sha256');
  hash.update(`${CANONICAL_FORM}\n${rows.roles.join(',')}\n`);
  const columns = rows.values.map(withZeroForMissing);
  rows.assets.forEach((asset, a) => {
    const [from, to] = [rows.offsets[a], rows.offsets[a + 1]];
    const name = names.get(asset);
    hash.update(`${JSON.stringify([asset, to - from, name?.symbol ?? null, name?.name ?? null])}\n`);
    hash.update(bytesOf(rows.day.subarray(from, to)));
    for (const column of columns) hash.update(bytesOf(column.subarray(from, to)));
  });
  return hash.digest('hex');
}

/** NaN has many bit patterns; 0 has one, and is no value that a row can hold. */
function withZeroForMissing(values: Float64Array): Float64Array {
  const out = values.slice();
  for (let i = 0; i < out.length; i++) if (Number.isNaN(out[i])) out[i] = 0;
  return out;
}

/** The array's memory, which is little-endian on every platform that DuckDB's packages exist for. */
function bytesOf(values: Int32Array | Float64Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}
