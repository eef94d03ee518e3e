import { checkDocument, type DocumentKind, readDocument } from '@holdfast/document';
import { z } from 'zod';
import { executionSchema } from '../executor/execution-settings.ts';
import { preferencesSchema } from '../planner/preferences.ts';

const share = z.number().positive().max(10);

/** Limits that the trader keeps by itself, before the gateway's. */
const guardsSchema = z.strictObject({
  max_turnover_per_day: share
    .default(1.5)
    .describe('bought and sold in 24 hours, as a part of the portfolio’s value; the first investment is 1'),
  max_loss_vs_index: z
    .number()
    .positive()
    .max(1)
    .default(0.1)
    .describe('how far the portfolio may fall behind its index since the last rebalance'),
  price_sources: z
    .int()
    .min(1)
    .max(2)
    .default(1)
    .describe(
      'sources that must agree on a price: 1, the exchange; 2, also the last close of the market data',
    ),
  price_tolerance: z
    .number()
    .positive()
    .max(1)
    .default(0.3)
    .describe('how far two sources of a price may differ'),
  max_target_move: z
    .number()
    .positive()
    .max(1)
    .default(0.9)
    .describe('largest part of the portfolio that the index may move to other assets at once'),
  max_data_age_days: z.int().min(1).max(365).default(3).describe('how old the newest market data may be'),
});

/** How a portfolio is run; every key has a default. */
export const portfolioSettingsSchema = z.strictObject({
  planning: preferencesSchema.in.prefault({}).describe('how orders are planned; see docs/planning.md'),
  execution: executionSchema.prefault({}).describe('how orders are placed'),
  guards: guardsSchema.prefault({}).describe('what pauses the portfolio'),
  approval_hours: z.number().positive().max(720).default(24).describe('how long a plan waits for approval'),
  min_deposit_usd: z
    .number()
    .min(0)
    .max(1_000_000)
    .default(5)
    .describe('a deposit from this size on is invested at once'),
  dca: z
    .strictObject({
      usd: z.number().positive().max(10_000_000).describe('amount of each purchase'),
      every: z.enum(['daily', 'weekly', 'monthly']),
    })
    .nullable()
    .default(null)
    .describe(
      'takes so much of the account’s free cash at a rhythm, and invests it; needs an amount to begin with',
    ),
});

export type PortfolioSettings = z.output<typeof portfolioSettingsSchema>;
export type GuardSettings = PortfolioSettings['guards'];

const SETTINGS_KIND: DocumentKind = {
  noun: 'portfolio settings',
  example: 'execution: {patience_s: 300}',
  syntaxCode: 'PORTFOLIO_SETTINGS_INVALID',
  invalidCode: 'PORTFOLIO_SETTINGS_INVALID',
};

/** Settings as a person writes them: only what differs from the defaults. They are stored like this. */
export type PortfolioSettingsInput = z.input<typeof portfolioSettingsSchema>;

/**
 * Reads settings from YAML.
 *
 * @throws HoldfastError PORTFOLIO_SETTINGS_INVALID, with line and column
 * @example
 * readPortfolioSettings('guards: {max_turnover_per_day: 0.5}', 'mine.yaml'); // { guards: { max_turnover_per_day: 0.5 } }
 */
export function readPortfolioSettings(text: string, file: string): PortfolioSettingsInput {
  return readDocument(text, file, portfolioSettingsSchema, SETTINGS_KIND).input;
}

/** Settings with every default in its place. @throws HoldfastError PORTFOLIO_SETTINGS_INVALID */
export function portfolioSettings(given: unknown): PortfolioSettings {
  return checkDocument(given, 'portfolio settings', portfolioSettingsSchema, SETTINGS_KIND);
}
