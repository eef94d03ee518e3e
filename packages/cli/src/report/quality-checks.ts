import type { QualityReport } from '@holdfast/market';
import type { QualityCheck, QualityInput } from '@holdfast/report';
import { counted, grouped, percent } from '../output/format.ts';

/** A snapshot's quality as the checks of a page: each with what it means and the worst cases in sentences. */
export function qualityInput(quality: QualityReport): QualityInput {
  return {
    disappeared: quality.survivorship.disappeared,
    checks: [
      ...rowChecks(quality),
      ...seriesChecks(quality),
      ...volumeChecks(quality),
      ...supplyChecks(quality),
      ...pegChecks(quality),
      survivorCheck(quality),
    ],
  };
}

/** `warning` when anything was found that moves prices or members, `note` when it is only good to know. */
function check(
  title: string,
  count: number,
  found: Exclude<QualityCheck['state'], 'ok'>,
  meaning: string,
  examples: readonly string[],
): QualityCheck {
  return { title, meaning, count, state: count === 0 ? 'ok' : found, examples };
}

function rowChecks({ rows, missing, span }: QualityReport): QualityCheck[] {
  const lines = (first: readonly { line: number; why: string }[]) =>
    first.map(({ line, why }) => `line ${line}: ${why}`);
  return [
    check(
      'Unparsable rows',
      rows.unparsable.rows,
      'note',
      'Rows that could not be read, and were rejected.',
      lines(rows.unparsable.first),
    ),
    check(
      'Rows without a positive price',
      rows.price.rows,
      'note',
      'Rejected: without a price there is nothing to trade at.',
      lines(rows.price.first),
    ),
    check(
      'Contradicting rows',
      rows.conflicting.rows,
      'warning',
      'Rows of the same asset and date that differ. All of them were rejected, since nobody can say which is right.',
      lines(rows.conflicting.first),
    ),
    check('Identical rows', rows.identical, 'note', 'Copies, which count once.', []),
    check(
      'Missing dates',
      span.missingDates.count,
      'warning',
      'Calendar dates on which no asset has a row.',
      span.missingDates.first,
    ),
    ...(missing.marketCap === null
      ? []
      : [
          check(
            'Missing market caps',
            missing.marketCap,
            'note',
            'Rows with a price only: rules that need a market cap leave the asset out on those dates.',
            [],
          ),
        ]),
    ...(missing.volume === null
      ? []
      : [
          check(
            'Missing volumes',
            missing.volume,
            'note',
            'Rows with a price only: rules that need a volume leave the asset out on those dates.',
            [],
          ),
        ]),
  ];
}

function seriesChecks({ gaps, staleRuns, jumps }: QualityReport): QualityCheck[] {
  return [
    check(
      'Gaps',
      gaps.missingDays,
      'note',
      'Days without a row between an asset’s first and last.',
      gaps.longest.map(
        ({ asset, after, before, missingDays }) =>
          `${asset}: ${counted(missingDays, 'day')} between ${after} and ${before}`,
      ),
    ),
    check(
      'Stale prices',
      staleRuns.runs,
      'note',
      `Runs of ${staleRuns.minRows} or more equal closes: nobody traded, or the source stood still.`,
      staleRuns.longest.map(
        ({ asset, from, to, rows, close }) =>
          `${asset}: ${counted(rows, 'row')} at ${close}, ${from} to ${to}`,
      ),
    ),
    check(
      'Jumps',
      jumps.count,
      'warning',
      `Closes beyond ${jumps.factor} times the day before, or below its ${jumps.factor}th part: often a change of unit or a wrong price.`,
      jumps.list.map(({ asset, date, before, after }) => `${asset}: ${before} to ${after} on ${date}`),
    ),
  ];
}

function volumeChecks({ volume }: QualityReport): QualityCheck[] {
  if (volume === null) return [];
  const { aboveMarketCap, spikes } = volume;
  const cases = (worst: typeof spikes.worst) =>
    worst.map(
      ({ asset, date, volume: usd, factor }) =>
        `${asset}: ${grouped(usd, 0)} USD on ${date}, ${grouped(factor, 1)} times as much`,
    );
  return [
    ...(aboveMarketCap === null
      ? []
      : [
          check(
            'Volume above market cap',
            aboveMarketCap.rows,
            'note',
            `Days that traded more than ${aboveMarketCap.factor} times the market cap: wash trading, or a wrong market cap.`,
            cases(aboveMarketCap.worst),
          ),
        ]),
    check(
      'Volume spikes',
      spikes.rows,
      'note',
      `Days that traded more than ${spikes.factor} times the median of the ${spikes.window} rows before.`,
      cases(spikes.worst),
    ),
  ];
}

function supplyChecks({ supply }: QualityReport): QualityCheck[] {
  if (supply === null) return [];
  return [
    check(
      'Market cap against price',
      supply.jumps,
      'warning',
      `Days on which market cap / price, the implied supply, changes by more than ${supply.factor} times: ranks by market cap are wrong there.`,
      supply.worst.map(
        ({ asset, date, before, after }) =>
          `${asset}: supply ${grouped(before, 0)} to ${grouped(after, 0)} on ${date}`,
      ),
    ),
  ];
}

function pegChecks({ pegs }: QualityReport): QualityCheck[] {
  const cases = (list: typeof pegs.untagged) =>
    list.map(
      ({ asset, peg, withinBand }) => `${asset}: ${peg}, ${percent(withinBand, 0)} of its rows within 3 %`,
    );
  return [
    check(
      'Pegs without a tag',
      pegs.untagged.length,
      'warning',
      'Assets that follow another price closely, like a stablecoin or a wrapped coin, but carry no such tag: an index takes them for independent assets.',
      cases(pegs.untagged),
    ),
    check(
      'Tags without a peg',
      pegs.broken.length,
      'note',
      'Assets tagged as following a price which they did not follow.',
      cases(pegs.broken),
    ),
  ];
}

function survivorCheck({ survivorship }: QualityReport): QualityCheck {
  const { survivorBiased, disappeared, firstDisappearance } = survivorship;
  return {
    title: 'Survivor bias',
    count: disappeared,
    state: survivorBiased ? 'warning' : 'ok',
    meaning: survivorBiased
      ? 'Too few assets disappear for a real market: coins that died before the data was collected are missing, so results look better than they were.'
      : 'Assets that end before the last date are in the data, as they should be.',
    examples: firstDisappearance === null ? [] : [`the first ends on ${firstDisappearance}`],
  };
}
