import { compare, type Decimal, formatDecimal } from '@holdfast/decimal';
import { tradingPoints } from '../policy/explain-policy.ts';
import { minutesOf, windowsOf } from '../policy/hours.ts';
import { formatIpRange, type IpRange } from '../policy/ip-rules.ts';
import type { HourWindow, Policy, TradeRules } from '../policy/policy.ts';
import { formatExpiry, formatHourWindow } from '../policy/policy-values.ts';
import { ipDifference } from './ip-difference.ts';

/** Something that one policy allows and another doesn't. */
export interface PolicyChange {
  /** The key of the policy's file. */
  readonly rule: string;
  /** What a program may do by it, in plain words, to go on after "may". */
  readonly text: string;
}

/** What two policies allow each other not. */
export interface PolicyDiff {
  readonly relation: 'same' | 'stricter' | 'wider' | 'both';
  /** What the new one allows and the old one didn't. */
  readonly more: readonly PolicyChange[];
  /** What the old one allowed and the new one doesn't. */
  readonly less: readonly PolicyChange[];
}

/**
 * Compares policies rule by rule. Texts of a file that mean the same, such as a default that is written out, make no
 * difference.
 *
 * @param before the old one
 * @param after the new one
 * @example
 * diffPolicies(parsePolicy(old, 'old.yaml'), parsePolicy(draft, 'draft.yaml')).more; // [{ rule: 'symbols', text: 'trade ETHUSDT' }]
 */
export function diffPolicies(before: Policy, after: Policy): PolicyDiff {
  const more = allowedBeyond(after, before);
  const less = allowedBeyond(before, after);
  const relation =
    more.length === 0 ? (less.length === 0 ? 'same' : 'stricter') : less.length === 0 ? 'wider' : 'both';
  return { relation, more, less };
}

const MOST_NAMED = 12;

/** What a policy allows and another one doesn't. */
function allowedBeyond(policy: Policy, other: Policy): PolicyChange[] {
  return [
    ...(policy.read && !other.read ? [{ rule: 'allow', text: 'read balances, orders and trades' }] : []),
    ...(policy.trade === null ? [] : tradesBeyond(policy.trade, other.trade)),
    ...ratesBeyond(policy, other),
    ...addressesBeyond(policy.ips, other.ips),
    ...hoursBeyond(policy.hours, other.hours),
    ...expiryBeyond(policy.expires, other.expires),
  ];
}

function tradesBeyond(rules: TradeRules, other: TradeRules | null): PolicyChange[] {
  if (other === null) return tradingPoints(rules).map((text) => ({ rule: 'allow', text }));
  const usd = (amount: Decimal) => `${formatDecimal(amount)} USD`;
  return [
    ...setBeyond('symbols', rules.symbols, other.symbols, (names) => `trade ${names}`),
    ...setBeyond('sides', rules.sides, other.sides, (names) => names),
    ...setBeyond(
      'order_types',
      rules.orderTypes,
      other.orderTypes,
      (names) => `send orders of the kind ${names}`,
    ),
    ...amountBeyond(
      'max_order_usd',
      rules.maxOrderUsd,
      other.maxOrderUsd,
      (most, not) => `send orders of up to ${usd(most)}, not ${usd(not)}`,
    ),
    ...amountBeyond(
      'max_daily_usd',
      rules.maxDailyUsd,
      other.maxDailyUsd,
      (most, not) => `send orders of up to ${usd(most)} in 24 hours, not ${usd(not)}`,
    ),
    ...amountBeyond(
      'max_daily_slippage_usd',
      rules.maxDailySlippageUsd,
      other.maxDailySlippageUsd,
      (most, not) => `give away up to ${usd(most)} in 24 hours, not ${usd(not)}`,
    ),
    ...amountBeyond(
      'price_band_pct',
      rules.priceBandPct,
      other.priceBandPct,
      (most, not) =>
        `send orders up to ${formatDecimal(most)} % worse than the reference price, not ${formatDecimal(not)} %`,
    ),
    ...limitBeyond(
      'max_share_of_volume_pct',
      rules.maxShareOfVolumePct,
      other.maxShareOfVolumePct,
      compare,
      (most, not) =>
        `be ${most === null ? 'any share' : `up to ${formatDecimal(most)} %`} of a symbol’s volume in 24 hours, not up to ${formatDecimal(not)} %`,
    ),
    ...limitBeyond(
      'max_open_orders',
      rules.maxOpenOrders,
      other.maxOpenOrders,
      (a, b) => a - b,
      (most, not) =>
        `have ${most === null ? 'any number of' : `up to ${most}`} orders open, not up to ${not}`,
    ),
    ...(rules.cancelAll && !other.cancelAll
      ? [{ rule: 'cancel_all', text: 'cancel all orders of the account at once' }]
      : []),
    ...(!rules.ownOrdersOnly && other.ownOrdersOnly
      ? [{ rule: 'own_orders_only', text: 'change and cancel orders that it did not place' }]
      : []),
  ];
}

function ratesBeyond({ rate }: Policy, { rate: other }: Policy): PolicyChange[] {
  const perSecond = (milli: number) => formatDecimal({ units: BigInt(milli), scale: 3 });
  return [
    ...(rate.perSecondMilli > other.perSecondMilli
      ? [
          {
            rule: 'rate',
            text: `send ${perSecond(rate.perSecondMilli)} requests a second, not ${perSecond(other.perSecondMilli)}`,
          },
        ]
      : []),
    ...(rate.burst > other.burst
      ? [{ rule: 'rate', text: `send ${rate.burst} requests at once, not ${other.burst}` }]
      : []),
  ];
}

function addressesBeyond(ips: readonly IpRange[], other: readonly IpRange[]): PolicyChange[] {
  const ranges = ipDifference(ips, other).map(formatIpRange);
  return ranges.length === 0 ? [] : [{ rule: 'ips', text: `send requests from ${named(ranges)}` }];
}

function hoursBeyond(
  hours: readonly HourWindow[] | null,
  other: readonly HourWindow[] | null,
): PolicyChange[] {
  const allowed = minutesOf(other);
  // Other hours are never empty, so that what is beyond them is never the whole day.
  const windows = windowsOf(minutesOf(hours).map((inside, minute) => inside && !allowed[minute])) ?? [];
  return windows.length === 0
    ? []
    : [{ rule: 'hours', text: `send requests at ${named(windows.map(formatHourWindow))} UTC` }];
}

function expiryBeyond(expires: number | null, other: number | null): PolicyChange[] {
  if (other === null || (expires !== null && expires <= other)) return [];
  const end = expires === null ? 'as long as the key lives' : `until ${formatExpiry(expires)}`;
  return [{ rule: 'expires', text: `be used ${end}, not only until ${formatExpiry(other)}` }];
}

function setBeyond(
  rule: string,
  items: ReadonlySet<string>,
  other: ReadonlySet<string>,
  text: (names: string) => string,
): PolicyChange[] {
  const beyond = [...items].filter((item) => !other.has(item));
  return beyond.length === 0 ? [] : [{ rule, text: text(named(beyond)) }];
}

function amountBeyond(
  rule: string,
  most: Decimal,
  other: Decimal,
  text: (most: Decimal, not: Decimal) => string,
): PolicyChange[] {
  return compare(most, other) > 0 ? [{ rule, text: text(most, other) }] : [];
}

/** A limit that may be missing, which allows everything. */
function limitBeyond<Limit>(
  rule: string,
  most: Limit | null,
  other: Limit | null,
  order: (a: Limit, b: Limit) => number,
  text: (most: Limit | null, not: Limit) => string,
): PolicyChange[] {
  if (other === null || (most !== null && order(most, other) <= 0)) return [];
  return [{ rule, text: text(most, other) }];
}

function named(names: readonly string[]): string {
  const more = names.length > MOST_NAMED ? ` and ${names.length - MOST_NAMED} more` : '';
  return `${names.slice(0, MOST_NAMED).join(', ')}${more}`;
}
