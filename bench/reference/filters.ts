import type { IndexDefinition } from '@holdfast/engine';
import type { Instrument, Market } from './market.ts';
import { median } from './moments.ts';
import { lastVolumes } from './window.ts';

/** Whether an instrument passes the universe's filters on `t`, looking at rows up to `known` = t − lag. */
export function passesFilters(
  instrument: Instrument,
  universe: IndexDefinition['universe'],
  market: Market,
  t: number,
  known: number,
): boolean {
  const { id, tags, rows } = instrument;
  if (universe.exclude.includes(id)) return false;
  if (universe.include.length > 0 && !universe.include.includes(id)) return false;
  if (tags.some((tag) => universe.exclude_tags.includes(tag))) return false;
  if (universe.include_tags.length > 0 && !tags.some((tag) => universe.include_tags.includes(tag)))
    return false;
  if (universe.min_market_cap > 0) {
    const marketCap = rows[known]?.marketCap ?? null;
    if (marketCap === null || marketCap < universe.min_market_cap) return false;
  }
  if (universe.min_median_volume.usd > 0) {
    const volumes = lastVolumes(instrument, known, universe.min_median_volume.window);
    if (volumes === null || median(volumes) < universe.min_median_volume.usd) return false;
  }
  if (universe.min_age_days > 0) {
    const firstRow = rows.findIndex((row) => row !== null);
    if (market.dates[t] - market.dates[firstRow] < universe.min_age_days) return false;
  }
  return true;
}
