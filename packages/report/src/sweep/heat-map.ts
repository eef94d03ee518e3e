import { extent, median } from 'd3-array';
import { sequentialStep } from '../chart/colour-steps.ts';
import { type Html, html } from '../html/html.ts';
import { MAX_PANES, type Pane, paneSwitch } from '../html/switch.ts';
import type { SweepKey, SweepReportInput, SweepValue, SweepVariant } from './input.ts';
import { bestFirst, formatValue, STATISTICS, statisticOf } from './statistic.ts';

/** More tables than this beside each other are no picture any more. */
const MAX_FACETS = 9;
/** Cells in all panes together; beyond, the page would weigh megabytes and shows medians instead. */
const MAX_CELLS = 20_000;

/** A table of one statistic over two keys. */
export interface HeatMap {
  /** Values of the other keys that hold for the whole table, "weight.cap 0.1"; empty for medians. */
  readonly facet: string;
  readonly rowKey: SweepKey;
  readonly columnKey: SweepKey | null;
  /** Row by row; null where no variant has the statistic. */
  readonly cells: readonly (readonly (number | null)[])[];
}

/**
 * The heat maps of two keys: one for each combination of the other keys, or one of medians over them.
 *
 * @param byMedian true: medians even where facets would do
 */
export function heatMaps(
  input: Pick<SweepReportInput, 'variants' | 'statistic'>,
  rowKey: SweepKey,
  columnKey: SweepKey | null,
  others: readonly SweepKey[],
  byMedian: boolean,
): HeatMap[] {
  const groups = byMedian
    ? new Map([['', input.variants]])
    : Map.groupBy(input.variants, (variant) => facetName(variant, others));
  return [...groups].map(([facet, variants]) => {
    const found = Map.groupBy(variants, (variant) => cellName(variant, rowKey, columnKey));
    const cells = rowKey.values.map((row) =>
      (columnKey?.values ?? [null]).map((column) => {
        const cell = found.get(JSON.stringify([row, columnKey ? column : null])) ?? [];
        const values = cell
          .map((variant) => statisticOf(variant, input.statistic))
          .filter((value) => value !== null);
        return median(values) ?? null;
      }),
    );
    return { facet, rowKey, columnKey, cells };
  });
}

/** Heat maps of every pair of varied keys, chosen by radio buttons; the other keys make facets or medians. */
export function heatMapSection(input: SweepReportInput): Html {
  const varied = input.keys
    .filter((key) => key.values.length > 1)
    .sort((a, b) => b.values.length - a.values.length);
  if (varied.length === 0) return html`<p class="muted">No key was varied.</p>`;
  const pairs = varied.flatMap((rowKey, i) =>
    varied.slice(i + 1).map((columnKey): [SweepKey, SweepKey | null] => [rowKey, columnKey]),
  );
  if (pairs.length === 0) pairs.push([varied[0], null]);
  const shown = pairs.slice(0, MAX_PANES);
  const small = input.variants.length * shown.length <= MAX_CELLS;
  const panes = shown.map(([rowKey, columnKey]): Pane => {
    const others = varied.filter((key) => key !== rowKey && key !== columnKey);
    const facets = others.reduce((product, key) => product * key.values.length, 1);
    const byMedian = others.length > 0 && (!small || facets > MAX_FACETS);
    return {
      label: columnKey ? `${rowKey.key} × ${columnKey.key}` : rowKey.key,
      content: html`${byMedian ? html`<p class="muted">Each cell is the median over all values of ${others.map((key) => key.key).join(', ')}.</p>` : null}<div class="facets">${heatMaps(
        input,
        rowKey,
        columnKey,
        others,
        byMedian,
      ).map((map) => heatTable(map, input, !byMedian))}</div>`,
    };
  });
  const { label, better } = STATISTICS[input.statistic];
  return html`<p>${label} of every combination, the more a cell stands out from the page, the higher; ${better === 'high' ? 'higher is better' : 'lower is better'}. A lone good cell among bad neighbours is luck rather than skill: look for wide plateaus.</p>
${pairs.length > shown.length ? html`<p class="muted">The first ${shown.length} of ${pairs.length} pairs of keys.</p>` : null}
${paneSwitch('sweep-keys', 'Keys', panes)}`;
}

function heatTable(
  { facet, rowKey, columnKey, cells }: HeatMap,
  input: SweepReportInput,
  markBest: boolean,
): Html {
  const { variants, statistic } = input;
  const { format, label } = STATISTICS[statistic];
  const [low = 0, high = 0] = extent(variants, (variant) => statisticOf(variant, statistic)) as (
    | number
    | undefined
  )[];
  const best = markBest ? bestFirst(variants, statistic)[0] : undefined;
  const isBest = (row: SweepValue, column: SweepValue): boolean =>
    best !== undefined &&
    cellName(best, rowKey, columnKey) === JSON.stringify([row, column]) &&
    (facet === '' || facet === facetName(best, facetKeys(input.keys, rowKey, columnKey)));
  const caption = `${label}${facet ? ` at ${facet}` : ''}`;
  const columns = columnKey?.values ?? [null];
  return html`<div class="scroll" role="region" aria-label="${caption}" tabindex="0"><table class="heat">
<caption>${caption}</caption>
<thead><tr><th scope="col">${rowKey.key}${columnKey ? ` by ${columnKey.key}` : ''}</th>${columns.map((column) => html`<th scope="col">${columnKey ? formatValue(column) : label}</th>`)}</tr></thead>
<tbody>${rowKey.values.map(
    (row, i) => html`<tr><th scope="row">${formatValue(row)}</th>${columns.map((column, j) => {
      const value = cells[i][j];
      if (value === null) return html`<td class="cell none" title="not feasible, or not defined">—</td>`;
      return isBest(row, column)
        ? html`<td class="cell best ${sequentialStep(value, low, high)}" title="the best">${format(value)}<span class="vh"> (the best)</span></td>`
        : html`<td class="cell ${sequentialStep(value, low, high)}">${format(value)}</td>`;
    })}</tr>
`,
  )}</tbody></table></div>`;
}

function facetKeys(keys: readonly SweepKey[], rowKey: SweepKey, columnKey: SweepKey | null): SweepKey[] {
  return keys
    .filter((key) => key.values.length > 1 && key !== rowKey && key !== columnKey)
    .sort((a, b) => b.values.length - a.values.length);
}

function facetName(variant: SweepVariant, others: readonly SweepKey[]): string {
  return others.map(({ key }) => `${key} ${formatValue(variant.values[key])}`).join(', ');
}

function cellName(variant: SweepVariant, rowKey: SweepKey, columnKey: SweepKey | null): string {
  const at = (key: SweepKey | null): SweepValue => (key ? (variant.values[key.key] ?? null) : null);
  return JSON.stringify([at(rowKey), at(columnKey)]);
}
