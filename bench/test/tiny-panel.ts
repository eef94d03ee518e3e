import { type AssetTags, type PanelData, parseDate } from '@holdfast/engine';

/** One asset of a panel written by hand; what is left out, null or shorter than the dates is missing. */
export interface TinyAsset {
  readonly prices: readonly (number | null)[];
  /** One for every date, or a list. */
  readonly caps?: number | readonly (number | null)[];
  readonly volumes?: number | readonly (number | null)[];
  readonly sector?: string;
  readonly tags?: readonly string[];
}

/**
 * A panel written by hand.
 *
 * @param dates the first date of consecutive ones, or all of them
 * @example
 * tinyPanel('2021-01-01', { a: { prices: [10, 11] }, b: { prices: [5, null] } });
 */
export function tinyPanel(
  dates: string | readonly string[],
  assets: Readonly<Record<string, TinyAsset>>,
): PanelData {
  const ids = Object.keys(assets).sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  const longest = Math.max(...ids.map((id) => assets[id].prices.length));
  const days =
    typeof dates === 'string'
      ? Array.from({ length: longest }, (_, k) => parseDate(dates) + k)
      : dates.map(parseDate);
  const cells = (pick: (asset: TinyAsset, t: number) => number | null | undefined) =>
    Float64Array.from(
      ids.flatMap((id) =>
        days.map((_, t) =>
          (assets[id].prices[t] ?? null) === null ? Number.NaN : (pick(assets[id], t) ?? Number.NaN),
        ),
      ),
    );
  const entry = (values: TinyAsset['caps'], t: number) => (typeof values === 'object' ? values[t] : values);
  return {
    assets: ids,
    dates: Int32Array.from(days),
    close: cells(({ prices }, t) => prices[t]),
    marketCap: cells(({ caps }, t) => entry(caps, t)),
    volume: cells(({ volumes }, t) => entry(volumes, t)),
    tags: ids.map((id): AssetTags => {
      const { sector, tags } = assets[id];
      return {
        sector: sector ?? null,
        tags: [...new Set([...(sector === undefined ? [] : [sector]), ...(tags ?? [])])],
      };
    }),
  };
}
