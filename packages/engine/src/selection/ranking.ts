import type { IndexDefinition } from '../definition/schema.ts';
import type { Panel } from '../panel.ts';
import { mean, sampleDeviation } from '../statistics/moments.ts';
import { numbersInForce } from '../universe/dated-numbers.ts';
import type { RuleView } from '../view.ts';

const YEAR = Math.sqrt(365);

/** Writes what each of the first `count` assets is ranked by, descending, to `values`. */
export type Ranking = (view: RuleView, assets: Int32Array, count: number, values: Float64Array) => void;

/** The ranking of `select.by`; null for `all` and custom weights, which rank nothing. */
export function rankingOf(panel: Panel, definition: IndexDefinition): Ranking | null {
  const { by } = definition.select;
  if (definition.weight.scheme === 'custom' || by === 'all') return null;
  const window = definition.select.window ?? 0;
  const scratch = new Float64Array(window);
  switch (by) {
    case 'market-cap':
      return (view, assets, count, values) => {
        for (let i = 0; i < count; i++) values[i] = view.marketCap(assets[i]);
      };
    case 'volume':
      return (view, assets, count, values) => {
        for (let i = 0; i < count; i++) {
          view.copyVolumes(assets[i], window, scratch);
          values[i] = mean(scratch);
        }
      };
    case 'return':
      return (view, assets, count, values) => {
        for (let i = 0; i < count; i++) {
          values[i] = view.close(assets[i], 0) / view.close(assets[i], window) - 1;
        }
      };
    case 'sharpe':
      return (view, assets, count, values) => {
        for (let i = 0; i < count; i++) {
          view.copyReturns(assets[i], 'simple', window, scratch, 0);
          values[i] = (mean(scratch) / sampleDeviation(scratch)) * YEAR;
        }
      };
    case 'low-volatility':
      return (view, assets, count, values) => {
        for (let i = 0; i < count; i++) {
          view.copyReturns(assets[i], 'log', window, scratch, 0);
          values[i] = -sampleDeviation(scratch);
        }
      };
    case 'votes':
      return (view, assets, count, values) => {
        const votes = numbersInForce(panel, definition.votes ?? [], view.knownDay);
        for (let i = 0; i < count; i++) values[i] = votes?.get(assets[i]) ?? 0;
      };
  }
}
