import { type Decimal, multiply, parseDecimal, roundDown } from '@holdfast/decimal';
import type { Hints } from '@holdfast/document';
import { z } from 'zod';
import { type IpRange, parseIpRange } from './ip-rules.ts';
import { ANY_PRICE_TYPES, ORDER_TYPES, type Policy, type TradeRules } from './policy.ts';
import { decimalField, expiryField, hourWindowField, ipRangeField } from './policy-values.ts';

const SIDES = ['buy', 'sell'] as const;
const NEEDS_APPROVAL = 'yet: it needs an approval by a second person, which this gateway can’t ask for';
const ONLY_THIS_MACHINE: readonly IpRange[] = ['127.0.0.1', '::1'].map(
  (text) => parseIpRange(text) as IpRange,
);
const PERCENT_SCALE = 4;
const USD_SCALE = 8;

const usd = (zero: boolean) => decimalField({ zero, most: '1000000000000', scale: USD_SCALE });
const percent = (most: string) => decimalField({ zero: false, most, scale: PERCENT_SCALE });
const symbol = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._:/-]{0,63}$/)
  .meta({ allowed: "a symbol in the exchange's own spelling, such as BTCUSDT" } satisfies Hints);

const rate = z
  .strictObject({
    per_second: decimalField({ zero: false, most: '10000', scale: 3 })
      .prefault('10')
      .describe('Requests a second in the long run; 10 when left out.'),
    burst: z.int().min(1).max(10_000).default(20).describe('Requests at once after a pause.'),
  })
  .prefault({})
  .describe('How many requests of all kinds but cancellations.');

/** A policy file, as documented in docs/policy.md. Each default is the strict choice unless that page says why not. */
export const policySchema = z
  .strictObject({
    allow: z
      .array(
        z.enum(['read', 'trade']).meta({
          refused: { transfer: NEEDS_APPROVAL, withdraw: NEEDS_APPROVAL, admin: NEEDS_APPROVAL },
        } satisfies Hints),
      )
      .min(1)
      .meta({ allowed: '[read], [trade] or [read, trade]' } satisfies Hints)
      .describe('What the key may do at all: read the account, trade spot, or both.'),
    symbols: z
      .array(symbol)
      .min(1)
      .max(1000)
      .optional()
      .meta({ example: '[BTCUSDT, ETHUSDT]' } satisfies Hints)
      .describe("What may be traded, in the exchange's own spelling; required with trade."),
    sides: z
      .array(z.enum(SIDES))
      .min(1)
      .default([...SIDES])
      .meta({ allowed: '[buy], [sell] or [buy, sell]' } satisfies Hints)
      .describe('Which way; both when left out.'),
    order_types: z
      .array(z.enum(ORDER_TYPES))
      .min(1)
      .optional()
      .meta({ example: '[limit, post-only]' } satisfies Hints)
      .describe('Which kinds of orders; when left out limit and post-only, and market with market: true.'),
    market: z
      .boolean()
      .default(false)
      .describe(
        'Whether orders may fill at any price: market, stop-market, trailing-stop. Needs price_band_pct.',
      ),
    max_order_usd: usd(false).optional().describe('Most that one order may be worth; required with trade.'),
    max_daily_usd: usd(false)
      .optional()
      .describe(
        'Most that the orders of any 24 hours may be worth; when left out the same as max_order_usd.',
      ),
    max_daily_slippage_usd: usd(true)
      .optional()
      .describe(
        'Most that the orders of any 24 hours may give away against the reference price; when left out what price_band_pct allows on max_daily_usd.',
      ),
    max_share_of_volume_pct: percent('100')
      .nullable()
      .default(null)
      .describe(
        "Most that the key's orders of 24 hours may be of the symbol's traded volume; null: not limited.",
      ),
    max_open_orders: z
      .int()
      .min(1)
      .max(100_000)
      .nullable()
      .default(null)
      .describe('Most open orders of the account after a request; null: not limited.'),
    price_band_pct: percent('50')
      .optional()
      .describe('How much worse than the reference price an order may be; 2 when left out.'),
    cancel_all: z
      .boolean()
      .default(false)
      .describe("Whether all orders may be cancelled at once, other programs' too."),
    own_orders_only: z
      .boolean()
      .default(false)
      .describe('Whether only orders placed with the same key may be changed and cancelled.'),
    rate,
    ips: z
      .array(ipRangeField)
      .min(1)
      .max(200)
      .optional()
      .meta({ example: '[203.0.113.7, 10.0.0.0/8]' } satisfies Hints)
      .describe('Where requests may come from; this machine only when left out.'),
    hours: z
      .array(hourWindowField)
      .min(1)
      .max(24)
      .nullable()
      .default(null)
      .meta({ example: '[08:00-17:30]' } satisfies Hints)
      .describe('When requests other than cancellations are accepted, in UTC; null: at any time.'),
    expires: expiryField
      .nullable()
      .default(null)
      .describe('When the policy ends; null: as long as the key lives.'),
  })
  .superRefine(checkConsistency)
  .transform(resolve);

interface Draft {
  allow: ('read' | 'trade')[];
  symbols?: string[] | undefined;
  sides: ('buy' | 'sell')[];
  order_types?: (typeof ORDER_TYPES)[number][] | undefined;
  market: boolean;
  max_order_usd?: Decimal | undefined;
  max_daily_usd?: Decimal | undefined;
  max_daily_slippage_usd?: Decimal | undefined;
  max_share_of_volume_pct: Decimal | null;
  max_open_orders: number | null;
  price_band_pct?: Decimal | undefined;
  cancel_all: boolean;
  own_orders_only: boolean;
  rate: { per_second: Decimal; burst: number };
  ips?: IpRange[] | undefined;
  hours: { from: number; to: number }[] | null;
  expires: number | null;
}

function checkConsistency(draft: Draft, context: z.core.$RefinementCtx): void {
  const issue = (path: (string | number)[], message: string) =>
    context.addIssue({ code: 'custom', path, message, input: draft });
  if (draft.allow.includes('trade')) {
    for (const key of ['symbols', 'max_order_usd'] as const) {
      if (draft[key] === undefined) issue([key], 'is required when allow has trade');
    }
  }
  draft.order_types?.forEach((type, i) => {
    if (ANY_PRICE_TYPES.has(type) && !draft.market)
      issue(['order_types', i], `"${type}" fills at any price and needs market: true`);
  });
  if (draft.market && draft.price_band_pct === undefined) {
    issue(
      ['market'],
      'needs price_band_pct: how many percent worse than the reference price such orders are taken to be',
    );
  }
  if (draft.cancel_all && draft.own_orders_only) {
    issue(['cancel_all'], "cancels other programs' orders too, which own_orders_only forbids");
  }
}

function resolve(draft: Draft): Policy {
  return {
    read: draft.allow.includes('read'),
    trade: draft.allow.includes('trade') ? tradeRules(draft) : null,
    rate: { perSecondMilli: thousandths(draft.rate.per_second), burst: draft.rate.burst },
    ips: draft.ips ?? ONLY_THIS_MACHINE,
    hours: draft.hours,
    expires: draft.expires,
  };
}

function tradeRules(draft: Draft): TradeRules {
  const maxOrderUsd = draft.max_order_usd!;
  const maxDailyUsd = draft.max_daily_usd ?? maxOrderUsd;
  const priceBandPct = draft.price_band_pct ?? parseDecimal('2')!;
  return {
    symbols: new Set(draft.symbols),
    sides: new Set(draft.sides),
    orderTypes: new Set(
      draft.order_types ?? ['limit', 'post-only', ...(draft.market ? ['market' as const] : [])],
    ),
    maxOrderUsd,
    maxDailyUsd,
    maxDailySlippageUsd:
      draft.max_daily_slippage_usd ?? roundDown(multiply(maxDailyUsd, hundredth(priceBandPct)), USD_SCALE),
    maxShareOfVolumePct: draft.max_share_of_volume_pct,
    maxOpenOrders: draft.max_open_orders,
    priceBandPct,
    cancelAll: draft.cancel_all,
    ownOrdersOnly: draft.own_orders_only,
  };
}

function hundredth({ units, scale }: Decimal): Decimal {
  return { units, scale: scale + 2 };
}

/** Exact: the schema allows three decimals that are not zero. */
function thousandths(number: Decimal): number {
  return Number(roundDown(multiply(number, { units: 1000n, scale: 0 }), 0).units);
}
