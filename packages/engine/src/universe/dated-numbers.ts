import type { DatedNumbers } from '../definition/schema.ts';
import type { Panel } from '../panel.ts';

const cache = new WeakMap<Panel, WeakMap<DatedNumbers, ReadonlyMap<number, number>>>();

/**
 * The list of a definition's `votes` or `weights` that is in force on `day`: the latest one with `from` ≤ day, by
 * the asset's position in the panel. Undefined before the first list. Assets the panel lacks are left out.
 */
export function numbersInForce(
  panel: Panel,
  lists: readonly DatedNumbers[],
  day: number,
): ReadonlyMap<number, number> | undefined {
  let inForce: DatedNumbers | undefined;
  for (const list of lists) if (list.from <= day) inForce = list;
  if (inForce === undefined) return undefined;
  let ofPanel = cache.get(panel);
  if (ofPanel === undefined) {
    ofPanel = new WeakMap();
    cache.set(panel, ofPanel);
  }
  let numbers = ofPanel.get(inForce);
  if (numbers === undefined) {
    const found = new Map<number, number>();
    for (const [asset, value] of Object.entries(inForce.numbers)) {
      const position = panel.indexOf(asset);
      if (position !== undefined) found.set(position, value);
    }
    numbers = found;
    ofPanel.set(inForce, numbers);
  }
  return numbers;
}
