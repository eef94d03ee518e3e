import { type AssetTags, compareAssetIds, Panel, parseDate } from '../src/index.ts';

/** Values of one asset, a date each: `'10 11 - 12x3'` is 10, 11, missing, 12, 12, 12. */
type Row = string;

/** A market small enough to read. */
export interface TinyMarket {
  /** The first of consecutive dates, or every date. */
  readonly dates: string | readonly string[];
  readonly prices: Readonly<Record<string, Row>>;
  /** USD, one for every date or a row; none when left out. A date without a price has none either. */
  readonly caps?: Readonly<Record<string, Row | number>>;
  /** USD a day, as `caps`. */
  readonly volumes?: Readonly<Record<string, Row | number>>;
  readonly sectors?: Readonly<Record<string, string>>;
  readonly tags?: Readonly<Record<string, readonly string[]>>;
}

/**
 * A panel from rows that a reader can check at a glance.
 *
 * @example
 * tinyPanel({ dates: '2021-01-01', prices: { a: '10 11 12', b: '5 - 6' }, caps: { a: 100, b: 50 } });
 */
export function tinyPanel({ dates, prices, caps, volumes, sectors, tags }: TinyMarket): Panel {
  const assets = Object.keys(prices).sort(compareAssetIds);
  const closes = assets.map((asset) => readRow(prices[asset]));
  const longest = Math.max(...closes.map((row) => row.length));
  const days =
    typeof dates === 'string'
      ? Int32Array.from({ length: longest }, (_, k) => parseDate(dates) + k)
      : Int32Array.from(dates, parseDate);
  const cells = (valueAt: (i: number, t: number) => number | undefined) =>
    Float64Array.from({ length: assets.length * days.length }, (_, at) => {
      const i = Math.floor(at / days.length);
      const t = at % days.length;
      return closes[i][t] > 0 ? (valueAt(i, t) ?? Number.NaN) : Number.NaN;
    });
  const column = (rows: TinyMarket['caps']) => {
    const read = assets.map((asset) => {
      const row = rows?.[asset];
      return typeof row === 'string' ? readRow(row) : Array<number>(days.length).fill(row ?? Number.NaN);
    });
    return cells((i, t) => read[i][t]);
  };
  return new Panel({
    assets,
    dates: days,
    close: cells((i, t) => closes[i][t]),
    marketCap: column(caps),
    volume: column(volumes),
    tags: assets.map((asset): AssetTags => {
      const sector = sectors?.[asset] ?? null;
      return { sector, tags: [...(sector === null ? [] : [sector]), ...(tags?.[asset] ?? [])] };
    }),
  });
}

/** The numbers of a row. */
function readRow(row: Row): number[] {
  return row
    .trim()
    .split(/\s+/)
    .flatMap((token) => {
      const [value, times] = token.split('x');
      const number = value === '-' ? Number.NaN : Number(value);
      return Array<number>(times === undefined ? 1 : Number(times)).fill(number);
    });
}
