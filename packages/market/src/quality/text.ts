import type { QualityReport } from './schema.ts';

const SHOWN = 5;

/**
 * The quality report for a terminal: plain text, a line a finding, the worst few cases below it.
 *
 * @example
 * formatQualityText(snapshot.manifest.quality);
 */
export function formatQualityText(report: QualityReport): string {
  return [
    ...rowLines(report),
    ...spanLines(report),
    ...seriesLines(report),
    ...volumeLines(report),
    ...supplyLines(report),
    ...pegLines(report),
    ...survivorLines(report),
  ].join('\n');
}

function rowLines({ rows, missing }: QualityReport): string[] {
  const lines = [`Rows: ${count(rows.read)} read, ${count(rows.accepted)} accepted.`];
  if (rows.identical > 0) lines.push(`  ${count(rows.identical)} identical copies counted once`);
  const named = [
    ['unparsable', rows.unparsable],
    ['without a positive price', rows.price],
    ['contradicting another row of the same asset and date', rows.conflicting],
  ] as const;
  for (const [what, { rows: n, first }] of named) {
    if (n === 0) continue;
    lines.push(`  ${count(n)} rejected, ${what}:`);
    lines.push(...cases(first, n, ({ line, why }) => `line ${line}: ${why}`));
  }
  if (missing.marketCap !== null) lines.push(`Market caps missing: ${count(missing.marketCap)} rows.`);
  if (missing.volume !== null) lines.push(`Volumes missing: ${count(missing.volume)} rows.`);
  return lines;
}

function spanLines({ span }: QualityReport): string[] {
  const lines = [
    `Span: ${count(span.assets)} assets on ${count(span.dates)} dates, ${span.firstDate} to ${span.lastDate}.`,
  ];
  if (span.missingDates.count > 0) {
    lines.push(`  ${count(span.missingDates.count)} calendar dates without any row:`);
    lines.push(...cases(span.missingDates.first, span.missingDates.count, (date) => date));
  }
  return lines;
}

function seriesLines({ gaps, staleRuns, jumps }: QualityReport): string[] {
  return [
    `Gaps: ${count(gaps.missingDays)} missing days in ${count(gaps.assets)} assets.`,
    ...cases(
      gaps.longest,
      gaps.longest.length,
      (gap) => `${gap.asset}: ${count(gap.missingDays)} days between ${gap.after} and ${gap.before}`,
    ),
    `Stale prices: ${count(staleRuns.runs)} runs of ${staleRuns.minRows} or more equal closes in ${count(staleRuns.assets)} assets.`,
    ...cases(
      staleRuns.longest,
      staleRuns.longest.length,
      (run) => `${run.asset}: ${count(run.rows)} rows at ${number(run.close)}, ${run.from} to ${run.to}`,
    ),
    `Jumps beyond ${jumps.factor}× in a day: ${count(jumps.count)} in ${count(jumps.assets)} assets.`,
    ...cases(
      jumps.list,
      jumps.count,
      (jump) => `${jump.asset}: ${number(jump.before)} to ${number(jump.after)} on ${jump.date}`,
    ),
  ];
}

function volumeLines({ volume }: QualityReport): string[] {
  if (volume === null) return ['Volumes: not imported.'];
  const { aboveMarketCap, spikes } = volume;
  const lines: string[] = [];
  const show = (odd: (typeof spikes.worst)[number]) =>
    `${odd.asset}: ${number(odd.volume)} USD on ${odd.date}, ${number(odd.factor)} × ${number(odd.reference)}`;
  if (aboveMarketCap) {
    lines.push(
      `Volume above ${aboveMarketCap.factor}× the market cap: ${count(aboveMarketCap.rows)} rows of ${count(aboveMarketCap.assets)} assets.`,
      ...cases(aboveMarketCap.worst, aboveMarketCap.rows, show),
    );
  }
  lines.push(
    `Volume above ${spikes.factor}× the median of the ${spikes.window} rows before: ${count(spikes.rows)} rows of ${count(spikes.assets)} assets.`,
    ...cases(spikes.worst, spikes.rows, show),
  );
  return lines;
}

function supplyLines({ supply }: QualityReport): string[] {
  if (supply === null) return ['Market caps: not imported.'];
  return [
    `Market cap disagrees with price × supply: the implied supply changes by more than ${supply.factor}× ${count(supply.jumps)} times in ${count(supply.assets)} assets.`,
    ...cases(
      supply.worst,
      supply.jumps,
      (jump) => `${jump.asset}: supply ${number(jump.before)} to ${number(jump.after)} on ${jump.date}`,
    ),
  ];
}

function pegLines({ pegs }: QualityReport): string[] {
  const show = (found: (typeof pegs.untagged)[number]) =>
    `${found.asset}: ${found.peg}, ratio ${number(found.ratio)}, ${(found.withinBand * 100).toFixed(0)} % of rows within 3 %`;
  return [
    `Assets that follow a price without a tag: ${count(pegs.untagged.length)}.`,
    ...cases(pegs.untagged, pegs.untagged.length, show),
    `Assets tagged with a peg that they do not follow: ${count(pegs.broken.length)}.`,
    ...cases(pegs.broken, pegs.broken.length, show),
  ];
}

function survivorLines({ survivorship, span }: QualityReport): string[] {
  const { disappeared, firstDisappearance, verdict } = survivorship;
  const share = `${count(disappeared)} of ${count(span.assets)} assets end before the last date`;
  if (verdict === 'assets-disappear') return [`Survivorship: ${share}, the first on ${firstDisappearance}.`];
  const why =
    verdict === 'none-disappear'
      ? 'no asset ever disappears'
      : `${share}, the first only on ${firstDisappearance}`;
  return [
    `Survivor-biased: ${why}, so coins that died before are missing and backtests look better than life was.`,
  ];
}

/** The first few of `total` cases, indented, and how many more there are. */
function cases<T>(list: readonly T[], total: number, show: (item: T) => string): string[] {
  const lines = list.slice(0, SHOWN).map((item) => `    ${show(item)}`);
  if (total > SHOWN && list.length > 0) lines.push(`    … ${count(total - SHOWN)} more`);
  return lines;
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}

function number(value: number): string {
  if (value !== 0 && (Math.abs(value) >= 1e15 || Math.abs(value) < 1e-4)) return value.toExponential(3);
  return value.toLocaleString('en-US', { maximumSignificantDigits: 6 });
}
