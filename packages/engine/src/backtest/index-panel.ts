import { HoldfastError } from '@holdfast/errors';
import type { IndexDefinition } from '../definition/schema.ts';
import { compareAssetIds, Panel } from '../panel.ts';
import type { LevelRun } from './level-run.ts';

/**
 * A panel whose assets are indices: each one's level is its price, from its first date on. The portfolio's cash asset
 * keeps its own prices and volumes.
 */
export function indexPanel(
  panel: Panel,
  definition: IndexDefinition,
  members: ReadonlyMap<string, LevelRun>,
): Panel {
  const { cash_asset: cashAsset } = definition;
  const ids = [...members.keys()];
  if (cashAsset !== null) {
    if (members.has(cashAsset)) {
      throw new HoldfastError(
        'DEFINITION_INVALID',
        `${definition.id}: cash_asset "${cashAsset}" is also one of the members. Name another asset or leave it out.`,
        { definition: definition.id, key: 'cash_asset' },
      );
    }
    if (panel.indexOf(cashAsset) !== undefined) ids.push(cashAsset);
  }
  ids.sort(compareAssetIds);
  const days = panel.dayCount;
  const close = new Float64Array(ids.length * days).fill(Number.NaN);
  const volume = new Float64Array(close.length).fill(Number.NaN);
  ids.forEach((id, i) => {
    const member = members.get(id);
    if (member !== undefined) close.set(member.result.levels, i * days + member.range.first);
    else {
      const from = (panel.indexOf(id) ?? 0) * days;
      close.set(panel.close.subarray(from, from + days), i * days);
      volume.set(panel.volume.subarray(from, from + days), i * days);
    }
  });
  return new Panel({
    assets: ids,
    dates: panel.dates,
    close,
    marketCap: new Float64Array(close.length).fill(Number.NaN),
    volume,
    tags: ids.map(() => ({ sector: null, tags: [] })),
  });
}
