import type { Hints } from '@holdfast/document';
import { z } from 'zod';
import { parseDate } from '../date.ts';
import { checkConsistency } from './consistency.ts';

/** Benchmarks of a definition that names none. */
export const DEFAULT_BENCHMARKS: readonly string[] = ['bitcoin', 'ethereum'];

/** Tags left out of every universe that does not say otherwise. */
export const DEFAULT_EXCLUDED_TAGS: readonly string[] = [
  'stablecoin',
  'wrapped',
  'staked',
  'leveraged',
  'synthetic',
];

const SELECTION_RULES = [
  'market-cap',
  'volume',
  'return',
  'sharpe',
  'low-volatility',
  'votes',
  'all',
] as const;
const WEIGHT_SCHEMES = [
  'market-cap',
  'sqrt-market-cap',
  'equal',
  'inverse-volatility',
  'sharpe',
  'risk-parity',
  'min-variance',
  'custom',
] as const;
const SCHEDULES = ['none', 'daily', 'weekly', 'monthly', 'quarterly'] as const;

export type SelectionRule = (typeof SELECTION_RULES)[number];
export type WeightScheme = (typeof WEIGHT_SCHEMES)[number];
export type Schedule = (typeof SCHEDULES)[number];

const isoDate = z
  .string()
  .refine(
    (text) => {
      try {
        parseDate(text);
        return true;
      } catch {
        return false;
      }
    },
    { error: ({ input }) => `${JSON.stringify(input)} is no calendar date; write it as YYYY-MM-DD` },
  )
  .meta({ format: 'date' });

const definitionId = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,63}$/, {
    error: 'must be lower-case letters, digits and hyphens, at most 64',
  })
  .meta({ allowed: 'lower-case letters, digits and hyphens, at most 64' } satisfies Hints);
const assetId = z.string().min(1).max(200);
const tag = z.string().min(1).max(60);
/** Numbers of rows; 10,000 daily rows are 27 years. */
const windowLength = z.int().min(1).max(10_000);
const fraction = z.number().gt(0).max(1);

const base = z
  .strictObject({
    date: isoDate
      .nullable()
      .default(null)
      .describe('First date of the index; null: the first possible date.'),
    value: z.number().gt(0).max(1e15).default(1000).describe('Level on the first date, before its costs.'),
  })
  .prefault({})
  .describe('Where the index starts.');

const universe = z
  .strictObject({
    exclude_tags: z
      .array(tag)
      .default([...DEFAULT_EXCLUDED_TAGS])
      .describe('Assets with one of these tags are left out; [] switches it off.'),
    include_tags: z.array(tag).default([]).describe('When given, an asset needs at least one of these tags.'),
    include: z
      .array(assetId)
      .default([])
      .describe('When given, only these asset ids; the exclusions still hold.'),
    exclude: z.array(assetId).default([]).describe('Never these asset ids.'),
    min_market_cap: z.number().min(0).default(0).describe('USD at t − lag; 0 switches the filter off.'),
    min_median_volume: z
      .strictObject({
        usd: z.number().min(0).default(0).describe('USD a day; 0 switches the filter off.'),
        window: windowLength.default(30).describe('Rows the median is taken over.'),
      })
      .prefault({})
      .describe('Least median of the daily volume.'),
    min_age_days: z.int().min(0).max(20_000).default(0).describe('Calendar days since the first price.'),
  })
  .prefault({})
  .describe('Which assets may be considered at all.');

const select = z
  .strictObject({
    by: z.enum(SELECTION_RULES).default('market-cap').describe('What assets are ranked by, descending.'),
    window: windowLength
      .nullable()
      .default(null)
      .describe('Rows the rule looks back; required by volume, return, sharpe and low-volatility.'),
    top: z.int().min(1).max(10_000).optional().describe('How many assets are taken; 20 when left out.'),
    buffer: z
      .int()
      .min(0)
      .max(10_000)
      .optional()
      .describe('Current members keep their place down to rank top + buffer; 0 when left out.'),
  })
  .prefault({})
  .describe('Which of the eligible assets become members.');

const weight = z
  .strictObject({
    scheme: z.enum(WEIGHT_SCHEMES).default('market-cap').describe('How members are weighted.'),
    window: windowLength
      .nullable()
      .default(null)
      .describe(
        'Daily returns the scheme looks back; required by inverse-volatility, sharpe, risk-parity and min-variance.',
      ),
    cap: fraction.nullable().default(null).describe('Largest weight of one asset.'),
    floor: z.number().min(0).max(1).nullable().default(null).describe('Least weight of one asset.'),
    sector_cap: fraction.nullable().default(null).describe('Largest weight of one sector.'),
  })
  .prefault({})
  .describe('How the members are weighted.');

const rebalance = z
  .strictObject({
    schedule: z.enum(SCHEDULES).default('monthly').describe('When the index is rebalanced.'),
    drift: fraction
      .nullable()
      .default(null)
      .describe('Also rebalance when a weight is further than this from its target.'),
  })
  .prefault({})
  .describe('When the index trades.');

const overlaySchedule = z.enum(SCHEDULES).default('weekly').describe('When the invested share is set anew.');

const overlay = z
  .union([
    z.strictObject({
      trend: z.strictObject({
        window: windowLength.describe('Levels the mean is taken over.'),
        schedule: overlaySchedule,
      }),
    }),
    z.strictObject({
      volatility_target: z.strictObject({
        annual: z.number().gt(0).max(100).describe('Target volatility a year, as a fraction.'),
        window: windowLength.min(2).describe('Daily returns the volatility is measured over.'),
        schedule: overlaySchedule,
      }),
    }),
  ])
  .nullable()
  .default(null)
  .describe('Holds part of the index in cash when its own trend or volatility says so.');

const votes = z
  .array(z.object({ from: isoDate }).catchall(z.number()))
  .min(1)
  .optional()
  .describe('Numbers that `select.by: votes` ranks by, each list valid from its date.')
  .meta({ example: '[{from: 2021-01-01, bitcoin: 1}]' } satisfies Hints);

const weights = z
  .array(z.object({ from: isoDate }).catchall(z.number().min(0).max(1)))
  .min(1)
  .optional()
  .describe('Weights of `weight.scheme: custom`, each list valid from its date and summing to 1.')
  .meta({ example: '[{from: 2021-01-01, bitcoin: 1}]' } satisfies Hints);

/** The definition file, as documented in docs/definition.md; every key has a default. */
export const definitionSchema = z
  .strictObject({
    id: definitionId.optional().describe('File name without .yaml when left out.'),
    name: z.string().min(1).max(120).optional().describe('Name for people; the id when left out.'),
    description: z.string().max(2000).default('').describe('One or two sentences for a person.'),
    base,
    end: isoDate.nullable().default(null).describe('Last date; null: the last date of the snapshot.'),
    universe,
    members: z
      .array(definitionId)
      .min(1)
      .max(100)
      .nullable()
      .default(null)
      .describe('Other definitions instead of a universe: a portfolio of indices.'),
    select,
    weight,
    rebalance,
    overlay,
    cash_asset: assetId
      .nullable()
      .default(null)
      .describe('Asset that holds what is not invested; null: cash without interest.'),
    cost_bps: z.number().min(0).max(5000).default(10).describe('Cost of a trade in basis points.'),
    capital: z
      .number()
      .gt(0)
      .max(1e15)
      .nullable()
      .default(null)
      .describe('USD under management; when given, trades also pay market impact.'),
    lag: z.int().min(0).max(365).default(1).describe('Panel dates between what is known and the trade.'),
    stale_after: z
      .int()
      .min(1)
      .max(3650)
      .default(7)
      .describe('Calendar days without a price after which a held asset counts as delisted.'),
    delist_haircut: z
      .number()
      .min(0)
      .max(1)
      .default(0)
      .describe('Share of the last price lost when a stale or delisted asset is sold.'),
    benchmarks: z
      .array(z.string().min(1).max(200))
      .optional()
      .describe('Asset ids or ids of other definitions; bitcoin and ethereum when left out.'),
    votes,
    weights,
  })
  .superRefine(checkConsistency)
  .transform(resolve);

/** What `definitionSchema` accepts: a definition as written. */
export type DefinitionInput = z.input<typeof definitionSchema>;

/**
 * A checked definition with every default filled in. Keys are spelled as in the file, so that what a person
 * wrote, what a sweep varies and what the engine reads have one name.
 */
export type IndexDefinition = ReturnType<typeof resolve>;

/** Dated lists from the file: `from` as epoch day, ascending, and the numbers by asset id. */
export interface DatedNumbers {
  readonly from: number;
  readonly numbers: Readonly<Record<string, number>>;
}

function resolve(raw: {
  id?: string | undefined;
  name?: string | undefined;
  description: string;
  base: z.output<typeof base>;
  end: string | null;
  universe: z.output<typeof universe>;
  members: string[] | null;
  select: z.output<typeof select>;
  weight: z.output<typeof weight>;
  rebalance: z.output<typeof rebalance>;
  overlay: z.output<typeof overlay>;
  cash_asset: string | null;
  cost_bps: number;
  capital: number | null;
  lag: number;
  stale_after: number;
  delist_haircut: number;
  benchmarks?: string[] | undefined;
  votes?: z.output<typeof votes>;
  weights?: z.output<typeof weights>;
}) {
  const id = raw.id ?? 'unnamed';
  return {
    ...raw,
    id,
    name: raw.name ?? id,
    /** `top` is null when every eligible asset is taken. */
    select: {
      by: raw.select.by,
      window: raw.select.window,
      top: raw.select.by === 'all' ? null : (raw.select.top ?? 20),
      buffer: raw.select.buffer ?? 0,
    },
    /** Null: the default benchmarks, of which a snapshot may lack some. */
    benchmarks: raw.benchmarks ?? null,
    votes: raw.votes ? dated(raw.votes) : null,
    weights: raw.weights ? dated(raw.weights) : null,
  };
}

function dated(rows: { from: string }[]): DatedNumbers[] {
  return rows.map(({ from, ...numbers }) => ({
    from: parseDate(from),
    // Without a prototype, so that an asset called "constructor" has no number unless the file gives it one.
    numbers: Object.assign(Object.create(null) as Record<string, number>, numbers),
  }));
}
