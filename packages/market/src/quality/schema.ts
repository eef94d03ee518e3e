import { z } from 'zod';

const count = z.int().min(0);
const date = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);
const asset = z.string();

const rejected = z.strictObject({
  rows: count,
  first: z.array(z.strictObject({ line: count, why: z.string() })),
});

const oddVolume = z.strictObject({
  asset,
  date,
  /** USD. */
  volume: z.number(),
  /** What it is a multiple of: the market cap, or the median volume before. USD. */
  reference: z.number(),
  factor: z.number(),
});

/** What can be told about a snapshot's quality. Plain JSON; lists hold the worst cases, counts hold all. */
export const qualityReportSchema = z.strictObject({
  formatVersion: z.literal(1),
  rows: z.strictObject({
    read: count,
    accepted: count,
    identical: count,
    unparsable: rejected,
    price: rejected,
    conflicting: rejected,
  }),
  /** Rows whose cell is empty or ≤ 0; null when the column was not imported. */
  missing: z.strictObject({ marketCap: count.nullable(), volume: count.nullable() }),
  span: z.strictObject({
    assets: count,
    dates: count,
    firstDate: date,
    lastDate: date,
    /** Calendar dates between first and last on which no asset has a row. */
    missingDates: z.strictObject({ count, first: z.array(date) }),
  }),
  /** Calendar days without a row between an asset's first and last row. */
  gaps: z.strictObject({
    assets: count,
    missingDays: count,
    longest: z.array(z.strictObject({ asset, after: date, before: date, missingDays: count })),
    byAsset: z.record(asset, count),
  }),
  /** Runs of rows with the same close. */
  staleRuns: z.strictObject({
    minRows: count,
    runs: count,
    assets: count,
    longest: z.array(z.strictObject({ asset, from: date, to: date, rows: count, close: z.number() })),
  }),
  /** Closes beyond `factor` times, or below 1 / `factor` of, the close of the calendar day before. */
  jumps: z.strictObject({
    factor: z.number(),
    count,
    assets: count,
    list: z.array(z.strictObject({ asset, date, before: z.number(), after: z.number(), factor: z.number() })),
  }),
  volume: z
    .strictObject({
      /** Days whose volume is more than `factor` times the market cap; null without market caps. */
      aboveMarketCap: z
        .strictObject({ factor: z.number(), rows: count, assets: count, worst: z.array(oddVolume) })
        .nullable(),
      /** Days whose volume is more than `factor` times the median of the `window` rows before. */
      spikes: z.strictObject({
        factor: z.number(),
        window: count,
        rows: count,
        assets: count,
        worst: z.array(oddVolume),
      }),
    })
    .nullable(),
  /** Days on which market cap / close, the implied supply, is beyond `factor` times or below 1 / `factor` of the row before. */
  supply: z
    .strictObject({
      factor: z.number(),
      jumps: count,
      assets: count,
      worst: z.array(
        z.strictObject({ asset, date, before: z.number(), after: z.number(), factor: z.number() }),
      ),
    })
    .nullable(),
  survivorship: z.strictObject({
    survivorBiased: z.boolean(),
    /** `none-disappear`, `only-near-the-end` (the list of assets was made late) or `assets-disappear`. */
    verdict: z.enum(['none-disappear', 'only-near-the-end', 'assets-disappear']),
    /** Assets whose last row is before the last date. */
    disappeared: count,
    firstDisappearance: date.nullable(),
  }),
  pegs: z.strictObject({
    tagsSha256: z.string(),
    /** What stands for each reference price: assets whose median it is, or a constant. */
    references: z.array(z.strictObject({ peg: z.string(), assets: z.array(asset), dates: count })),
    /** Assets that follow a reference and carry no kind and no peg. */
    untagged: z.array(
      z.strictObject({
        asset,
        peg: z.string(),
        ratio: z.number(),
        withinBand: z.number(),
        deviation: z.number(),
      }),
    ),
    /** Assets tagged with a peg that they do not follow. */
    broken: z.array(
      z.strictObject({
        asset,
        peg: z.string(),
        ratio: z.number(),
        withinBand: z.number(),
        deviation: z.number(),
      }),
    ),
  }),
});

export type QualityReport = z.output<typeof qualityReportSchema>;
