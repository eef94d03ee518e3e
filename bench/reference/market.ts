import type { PanelData } from '@holdfast/engine';

/** One accepted row of one asset and date; what is missing is null. */
export interface Row {
  /** USD, or level units when the instrument is another index. */
  readonly price: number;
  /** USD. */
  readonly marketCap: number | null;
  /** USD a day. */
  readonly volume: number | null;
}

/** Anything that can be held: an asset of the snapshot, or another index of a portfolio of indices. */
export interface Instrument {
  readonly id: string;
  readonly sector: string | null;
  readonly tags: readonly string[];
  /** One entry a panel date; null where there is no row. */
  readonly rows: readonly (Row | null)[];
}

/** The panel's dates (epoch days) and what can be held on them. */
export interface Market {
  readonly dates: readonly number[];
  readonly instruments: readonly Instrument[];
}

/** The typed arrays of a panel as plain rows. */
export function marketOf(panel: PanelData): Market {
  const dates = [...panel.dates];
  const orNull = (value: number) => (value > 0 ? value : null);
  const instruments = panel.assets.map((id, a) => ({
    id,
    sector: panel.tags[a].sector,
    tags: panel.tags[a].tags,
    rows: dates.map((_, t): Row | null => {
      const at = a * dates.length + t;
      const price = orNull(panel.close[at]);
      if (price === null) return null;
      return { price, marketCap: orNull(panel.marketCap[at]), volume: orNull(panel.volume[at]) };
    }),
  }));
  return { dates, instruments };
}

/** Position of the instrument's last row at or before `t`, or null. */
export function lastRowAt(instrument: Instrument, t: number): number | null {
  for (let k = t; k >= 0; k--) if (instrument.rows[k] !== null) return k;
  return null;
}

/** The instrument's last price at or before `t`, or null. */
export function lastPriceAt(instrument: Instrument, t: number): number | null {
  const k = lastRowAt(instrument, t);
  return k === null ? null : instrument.rows[k]!.price;
}

/** Order of ties: ascending by UTF-8 bytes. */
export function byUtf8Bytes(a: string, b: string): number {
  return Buffer.from(a, 'utf8').compare(Buffer.from(b, 'utf8'));
}
