import { type DocumentKind, readDocument } from '@holdfast/document';
import { z } from 'zod';
import { parseUnits } from '../exchange/units.ts';

function isCalendarDate(text: string): boolean {
  const time = Date.parse(text);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

const chance = z.number().min(0).max(1).default(0);
const day = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/, { error: 'must be a date, YYYY-MM-DD' })
  // Date.parse takes 30 February for 2 March.
  .refine((text) => isCalendarDate(text), { error: 'is not a calendar date' });
const symbol = z.string().min(1).max(40);
/** An exact amount, read as it is written. */
const amount = z
  .string()
  .meta({ format: 'decimal', allowed: 'a decimal number of at most eight decimals' })
  .transform((text, context) => {
    const units = parseUnits(text);
    if (units !== null) return units;
    context.addIssue({ code: 'custom', message: 'must be a decimal number of at most eight decimals' });
    return z.NEVER;
  });
const factor = z.number().positive().max(1000);

const filterChange = z
  .strictObject({
    symbol,
    from: day,
    tick: amount.optional(),
    step: amount.optional(),
    min_quantity: amount.optional(),
    max_quantity: amount.optional(),
    market_step: amount.optional(),
    market_min_quantity: amount.optional(),
    market_max_quantity: amount.optional(),
    min_notional: amount.optional(),
    max_notional: amount.optional(),
    apply_min_to_market: z.boolean().optional(),
    apply_max_to_market: z.boolean().optional(),
    bid_up: factor.optional(),
    bid_down: factor.optional(),
    ask_up: factor.optional(),
    ask_down: factor.optional(),
    max_orders: z.int().min(0).max(1_000_000).optional(),
    max_position: amount.optional(),
  })
  .refine(({ tick, step }) => tick !== 0n && step !== 0n, { error: 'tick and step must be above 0' });

const faultSchema = z.strictObject({
  seed: z.int().min(0).max(4_294_967_295).default(1).describe('The same seed gives the same faults.'),
  latency: z
    .strictObject({ median_ms: z.number().min(0).max(60_000), p99_ms: z.number().min(0).max(60_000) })
    .refine(({ median_ms: median, p99_ms: p99 }) => p99 >= median, {
      error: 'p99_ms must not be below median_ms',
    })
    .nullable()
    .default(null)
    .describe('How long requests wait before they are looked at; log-normal.'),
  chance: z
    .strictObject({
      timeout_before: chance.describe('No answer ever, and nothing was done.'),
      timeout_after: chance.describe('No answer ever, but it was done.'),
      error_before: chance.describe('Status 503, and nothing was done.'),
      error_after: chance.describe('Status 503, but it was done.'),
      drop_before: chance.describe('The connection ends, and nothing was done.'),
      drop_after: chance.describe('The connection ends, but it was done.'),
      rate_limit: chance.describe('The exchange’s rate limit is used up, with all that follows.'),
      answer_twice: chance.describe('It was done once, and the answer comes twice on the connection.'),
      answer_stale: chance.describe(
        'It was done once, and the answer is that to the request before on the same endpoint.',
      ),
    })
    .prefault({})
    .describe('Of each signed request.'),
  clock_skew_ms: z
    .int()
    .min(-60_000)
    .max(60_000)
    .default(0)
    .describe('How far the exchange’s clock is ahead.'),
  late_fills: z
    .strictObject({
      chance: z.number().min(0).max(1),
      delay_ms: z.int().min(1).max(86_400_000),
      pieces: z.int().min(1).max(100).default(1),
    })
    .nullable()
    .default(null)
    .describe(
      'Orders that would trade at once: so many are accepted as new and trade later, in pieces that are as far apart; simulated time.',
    ),
  halts: z
    .array(z.strictObject({ symbol, from: day, to: day }))
    .max(1000)
    .default([])
    .describe('Symbols that are closed, in simulated time; `to` is the first day that they are open again.'),
  filters: z
    .array(filterChange)
    .max(1000)
    .default([])
    .describe('Rules of a symbol that change at the beginning of a day, in simulated time.'),
  delistings: z
    .array(z.strictObject({ symbol, from: day, gone: day.optional() }))
    .max(1000)
    .default([])
    .describe(
      'Symbols whose trading ends for good at the beginning of a day; from `gone` on nobody knows them any more.',
    ),
  holds: z
    .array(
      z.strictObject({
        asset: z.string().min(1).max(20),
        from: day,
        to: day,
        part: z.number().gt(0).max(1).default(1),
      }),
    )
    .max(1000)
    .default([])
    .describe('A part of what is free of an asset when a day begins is locked until another begins.'),
  maintenance: z
    .array(z.strictObject({ from: day, to: day }))
    .max(1000)
    .default([])
    .describe('Times when the whole exchange is down, in simulated time.'),
});

const FAULTS_KIND: DocumentKind = {
  noun: 'fault plan',
  example: 'chance: {timeout_after: 0.01}',
  syntaxCode: 'PAPER_FAULTS_INVALID',
  invalidCode: 'PAPER_FAULTS_INVALID',
};

/** What goes wrong on purpose. */
export type FaultPlan = z.output<typeof faultSchema>;

/** An exchange where nothing goes wrong. */
export const NO_FAULTS: FaultPlan = faultSchema.parse({});

/**
 * Reads what should go wrong, from YAML.
 *
 * @throws HoldfastError PAPER_FAULTS_INVALID, with line and column
 * @example
 * readFaultPlan('chance: {timeout_after: 0.01}', 'faults.yaml').chance.timeout_after; // 0.01
 */
export function readFaultPlan(text: string, file: string): FaultPlan {
  return readDocument(text, file, faultSchema, FAULTS_KIND).value;
}
