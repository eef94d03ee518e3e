import { Buffer } from 'node:buffer';
import { type Decimal, formatDecimal } from '@holdfast/decimal';
import { HoldfastError } from '@holdfast/errors';
import { formatIpRange } from './ip-rules.ts';
import { policyFromInput } from './parse-policy.ts';
import { ANY_PRICE_TYPES, type Policy, type TradeRules } from './policy.ts';
import { formatExpiry, formatHourWindow } from './policy-values.ts';

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/**
 * A policy as the one byte string that means it: JSON with sorted keys, lists that are sets sorted, every default
 * written out, amounts in their shortest form. Two files that allow the same have the same bytes, and a later change of
 * a default doesn't change a stored policy. Its hash is the policy's revision; `readCanonicalPolicy` reads it back.
 *
 * @example
 * createHash('sha256').update(canonicalPolicy(parsePolicy(text, file))).digest('hex');
 */
export function canonicalPolicy(policy: Policy): Buffer {
  const { read, trade, rate, ips, hours, expires } = policy;
  return Buffer.from(
    canonicalJson({
      allow: [...(read ? ['read'] : []), ...(trade ? ['trade'] : [])],
      ...(trade === null ? {} : tradeKeys(trade)),
      rate: {
        per_second: formatDecimal({ units: BigInt(rate.perSecondMilli), scale: 3 }),
        burst: rate.burst,
      },
      ips: asSet(ips.map(formatIpRange)),
      hours: hours && asSet(hours.map(formatHourWindow)),
      expires: expires === null ? null : formatExpiry(expires),
    }),
    'utf8',
  );
}

/**
 * Reads what `canonicalPolicy` wrote.
 *
 * @throws HoldfastError POLICY_INVALID when the bytes are anything else, were it only a blank more
 */
export function readCanonicalPolicy(bytes: Buffer): Policy {
  let input: unknown;
  try {
    input = JSON.parse(bytes.toString('utf8'));
  } catch (cause) {
    throw new HoldfastError('POLICY_INVALID', 'A stored policy is no JSON.', {}, { cause });
  }
  const policy = policyFromInput(input, 'stored policy');
  if (!canonicalPolicy(policy).equals(bytes)) {
    throw new HoldfastError(
      'POLICY_INVALID',
      'A stored policy is not in its canonical form, so it was changed.',
    );
  }
  return policy;
}

function tradeKeys(trade: TradeRules): Record<string, Json> {
  const decimal = (number: Decimal | null) => number && formatDecimal(number);
  return {
    symbols: asSet(trade.symbols),
    sides: asSet(trade.sides),
    order_types: asSet(trade.orderTypes),
    market: [...trade.orderTypes].some((type) => ANY_PRICE_TYPES.has(type)),
    max_order_usd: decimal(trade.maxOrderUsd),
    max_daily_usd: decimal(trade.maxDailyUsd),
    max_daily_slippage_usd: decimal(trade.maxDailySlippageUsd),
    max_share_of_volume_pct: decimal(trade.maxShareOfVolumePct),
    max_open_orders: trade.maxOpenOrders,
    price_band_pct: decimal(trade.priceBandPct),
    cancel_all: trade.cancelAll,
    own_orders_only: trade.ownOrdersOnly,
  };
}

function asSet(texts: Iterable<string>): string[] {
  return [...new Set(texts)].sort();
}

function canonicalJson(value: Json): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (isList(value)) return `[${value.map(canonicalJson).join(',')}]`;
  const members = Object.keys(value)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonicalJson(value[key])}`);
  return `{${members.join(',')}}`;
}

/** `Array.isArray` does not recognise read-only arrays. */
function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
