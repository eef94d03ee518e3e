import { compare, type Decimal, parseDecimal } from '@holdfast/decimal';
import { HoldfastError } from '@holdfast/errors';
import { z } from 'zod';
import { checkPreferences, type Preferences, type PreferencesInput } from './preferences.ts';

/** Symbols and currencies: an exchange's names, without blanks. */
const name = z
  .string()
  .regex(/^[^\s\p{C}]{1,64}$/u, 'must be a name without blanks, of at most 64 characters');

const amount = z.string().transform((text, context): Decimal => {
  const value = parseDecimal(text);
  if (value !== null) return value;
  context.addIssue({
    code: 'custom',
    message: `must be a plain decimal number in quotes, such as "12.5"; this is "${text.slice(0, 40)}"`,
  });
  return z.NEVER;
});

const positive = amount.refine(({ units }) => units > 0n, 'must be above zero');
const fraction = amount.refine((value) => compare(value, ONE) <= 0, 'must be at most 1');
const ONE: Decimal = { units: 1n, scale: 0 };

const amounts = z.record(name, amount);

const openOrder = z.strictObject({
  symbol: name,
  side: z.enum(['buy', 'sell']),
  amount,
  price: amount,
});

const holdingsSchema = z.strictObject({
  accounts: z
    .array(
      z.strictObject({
        name,
        exchange: name,
        balances: amounts,
        locked: amounts.optional(),
        open_orders: z.array(openOrder).optional(),
      }),
    )
    .min(1),
  external: amounts.optional(),
});

const targetsSchema = z.strictObject({ weights: z.record(name, fraction) });

const marketSchema = z.strictObject({
  exchange: name,
  symbol: name,
  base: name,
  quote: name,
  bid: positive,
  ask: positive,
  amount_step: positive,
  price_tick: positive,
  min_amount: amount,
  max_amount: positive.optional(),
  min_notional: amount,
  max_notional: positive.optional(),
  market_amount_step: positive.optional(),
  market_min_amount: amount.optional(),
  price_up: positive.optional(),
  price_down: amount.optional(),
  max_orders: z.int().min(0).optional(),
  taker_fee: fraction,
  maker_fee: fraction,
  fee_in: z.enum(['quote', 'base', 'other']).optional(),
  active: z.boolean(),
});

const marketsSchema = z.strictObject({ usd: z.record(name, positive), markets: z.array(marketSchema) });

/** What is held: on accounts, where it can be traded, and elsewhere, where it only counts. */
type Holdings = z.output<typeof holdingsSchema>;
export type Account = Holdings['accounts'][number];
/** Weights of the index, by asset; what they leave is cash. */
type Targets = z.output<typeof targetsSchema>;
/** Where something can be traded, with its filters, fees and best prices. */
export type Market = z.output<typeof marketSchema>;
export type Markets = z.output<typeof marketsSchema>;

/** Everything a plan is made of. */
export interface PlanInput {
  readonly holdings: Holdings;
  readonly targets: Targets;
  readonly markets: Markets;
  readonly preferences: Preferences;
}

/** Values of parsed JSON, not yet looked at; and preferences, as they are written. */
export interface PlanDocuments {
  readonly holdings: unknown;
  readonly targets: unknown;
  readonly markets: unknown;
  readonly preferences?: PreferencesInput;
}

/**
 * Checks the documents of a plan.
 *
 * @throws HoldfastError PLAN_INPUT_INVALID, with the document and the place in it
 *
 * @example
 * readPlanInput({ holdings: { accounts: [{ name: 'a', exchange: 'paper', balances: { USDT: '50' } }] }, targets, markets });
 */
export function readPlanInput(documents: PlanDocuments): PlanInput {
  const holdings = check('holdings', holdingsSchema, documents.holdings);
  const targets = check('targets', targetsSchema, documents.targets);
  const markets = check('markets', marketsSchema, documents.markets);
  const sum = Object.values(targets.weights).reduce((total, weight) => total + toNumber(weight), 0);
  if (sum > 1 + 1e-9) {
    throw invalid('targets', 'weights', `the weights sum to ${sum}; they must not exceed 1.`);
  }
  unique('holdings', 'accounts', holdings.accounts, ({ name }) => name);
  unique('markets', 'markets', markets.markets, ({ exchange, symbol }) => `${exchange} ${symbol}`);
  for (const [at, { bid, ask, base, quote }] of markets.markets.entries()) {
    if (compare(bid, ask) > 0) throw invalid('markets', `markets.${at}`, 'bid is above ask.');
    if (base === quote) throw invalid('markets', `markets.${at}`, 'base and quote are the same.');
  }
  const { preferences = {} } = documents;
  const checked = checkPreferences(preferences);
  return { holdings, targets, markets, preferences: checked };
}

/** The nearest Float64. */
export function toNumber({ units, scale }: Decimal): number {
  return Number(`${units}e-${scale}`);
}

function check<Output>(document: string, schema: z.ZodType<Output>, value: unknown): Output {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [{ path, message }] = result.error.issues;
  throw invalid(document, path.join('.'), message);
}

function unique<T>(document: string, place: string, items: readonly T[], key: (item: T) => string): void {
  const seen = new Set<string>();
  for (const item of items) {
    if (seen.has(key(item))) throw invalid(document, place, `"${key(item)}" is there twice.`);
    seen.add(key(item));
  }
}

function invalid(document: string, place: string, problem: string): HoldfastError {
  return new HoldfastError(
    'PLAN_INPUT_INVALID',
    `${document}${place === '' ? '' : `, ${place}`}: ${problem}`,
    {
      document,
      place,
    },
  );
}
