import { checkDocument, type DocumentKind, readDocument } from '@holdfast/document';
import { z } from 'zod';

/** A number, or the same as text. */
const numeric = z.union([
  z.number(),
  z
    .string()
    .regex(/^[0-9]{1,15}(\.[0-9]{1,15})?$/, 'must be a number')
    .transform(Number),
]);

const list = z.array(z.string().min(1).max(64));

export const preferencesSchema = z
  .strictObject({
    lambda: numeric
      .pipe(z.number().positive().max(1000))
      .describe('price of being away from the targets, against costs; more trades more')
      .default(0.3),
    cash_weight: numeric
      .pipe(z.number().min(0).max(1000))
      .describe('how much the gap of cash counts against that of an asset')
      .default(10),
    buy_only: z.boolean().describe('never sell; deposits steer the portfolio').default(false),
    keep: list.describe('assets that are never sold').default([]),
    never_buy: list.describe('assets that are never bought').default([]),
    max_order_usd: numeric.pipe(z.number().positive()).describe('largest single order in USD').optional(),
    quotes: list
      .describe('currencies that a way from cash to an asset may pass through')
      .default(['USDT', 'USDC', 'BTC', 'EUR']),
  })
  .transform(
    (given): Preferences => ({
      lambda: given.lambda,
      cashWeight: given.cash_weight,
      buyOnly: given.buy_only,
      keep: new Set(given.keep),
      neverBuy: new Set(given.never_buy),
      maxOrderUsd: given.max_order_usd ?? null,
      quotes: given.quotes,
    }),
  );

const PREFERENCES_KIND: DocumentKind = {
  noun: 'preferences',
  example: 'buy_only: true',
  syntaxCode: 'PLAN_INPUT_INVALID',
  invalidCode: 'PLAN_INPUT_INVALID',
};

/** Preferences as they are written. */
export type PreferencesInput = z.input<typeof preferencesSchema>;

/** How a person wants it. */
export interface Preferences {
  /** Price of tracking error, against costs as fractions of value. */
  readonly lambda: number;
  /** How much cash's own gap counts against that of an asset. */
  readonly cashWeight: number;
  /** Nothing is ever sold; deposits steer. */
  readonly buyOnly: boolean;
  readonly keep: ReadonlySet<string>;
  readonly neverBuy: ReadonlySet<string>;
  /** USD; null: as large as the market takes. */
  readonly maxOrderUsd: number | null;
  /** Currencies that a route may pass through. */
  readonly quotes: readonly string[];
}

/**
 * Reads preferences from YAML.
 *
 * @throws HoldfastError PLAN_INPUT_INVALID, with line and column
 *
 * @example
 * readPreferences('keep: [ETH]', 'prefs.yaml'); // { keep: ['ETH'] }
 */
export function readPreferences(text: string, file: string): PreferencesInput {
  return readDocument(text, file, preferencesSchema, PREFERENCES_KIND).input;
}

/** Checks preferences that are plain data already. @throws HoldfastError PLAN_INPUT_INVALID */
export function checkPreferences(given: unknown): Preferences {
  return checkDocument(given, 'preferences', preferencesSchema, PREFERENCES_KIND);
}
