import { type DocumentKind, readDocument } from '@holdfast/document';
import { z } from 'zod';

const chance = z.number().min(0).max(1).default(0);
const day = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/, { error: 'must be a date, YYYY-MM-DD' })
  .refine((text) => !Number.isNaN(Date.parse(text)), { error: 'is not a calendar date' });

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
      rate_limit: chance.describe('Status 429 with Retry-After.'),
    })
    .prefault({})
    .describe('Of each signed request.'),
  clock_skew_ms: z
    .int()
    .min(-60_000)
    .max(60_000)
    .default(0)
    .describe('How far the exchange’s clock is ahead.'),
  halts: z
    .array(z.strictObject({ symbol: z.string().min(1).max(40), from: day, to: day }))
    .max(1000)
    .default([])
    .describe('Symbols that are closed, in simulated time; `to` is the first day that they are open again.'),
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
