import { compare, formatDecimal, roundUp } from '@holdfast/decimal';
import { ANY_PRICE_TYPES, type Policy, type RateRule, type TradeRules } from '../policy/policy.ts';
import { formatMinutes } from '../policy/policy-values.ts';
import { policyValues } from '../policy/policy-yaml.ts';
import type { Peak } from './daily-peak.ts';
import { FEWEST_DAYS, SHORTEST_REST_HOURS } from './daily-span.ts';
import { addressesKnown, habitOf } from './least-policy.ts';
import { moment, named, peakText, sightings, times } from './seen-text.ts';
import { MOST_ADDRESSES, type SeenUse } from './seen-use.ts';
import type { UsedAmounts } from './used-amounts.ts';

/** A line of a suggested policy. */
export interface SuggestedLine {
  readonly key: string;
  /** As YAML. */
  readonly value: string;
  /** What it was made from, for a person. */
  readonly saw: string;
  /** The same line of the policy that the key has; null: it has none. */
  readonly before: string | null;
}

interface Seen {
  readonly current: Policy;
  readonly use: SeenUse;
  readonly amounts: UsedAmounts;
  readonly headroomPct: number;
}

const ORDER = [
  'allow',
  'symbols',
  'sides',
  'order_types',
  'market',
  'max_order_usd',
  'max_daily_usd',
  'max_daily_slippage_usd',
  'price_band_pct',
  'max_share_of_volume_pct',
  'max_open_orders',
  'cancel_all',
  'own_orders_only',
  'rate',
  'ips',
  'hours',
  'expires',
];
const UNKNOWN = 'As in the policy that the key has:';

/** The lines of a suggested policy in a reader's order, each with what was seen. */
export function suggestedLines(policy: Policy, seen: Seen): SuggestedLine[] {
  const values = policyValues(policy);
  const before = policyValues(seen.current);
  const said = new Map([
    ...circumstances(policy, seen),
    ...(policy.trade === null || seen.current.trade === null
      ? []
      : [
          ...trading(policy.trade, seen.current.trade, seen),
          ...amountLines(policy.trade, seen.current.trade, seen),
        ]),
  ]);
  return ORDER.filter((key) => values.has(key)).map((key) => ({
    key,
    value: values.get(key) ?? '',
    saw: said.get(key) ?? `${UNKNOWN} the log says nothing of it.`,
    before: before.get(key) ?? null,
  }));
}

function circumstances({ rate }: Policy, seen: Seen): [string, string][] {
  const { use, current } = seen;
  const unused = [
    ...(current.read && use.reads === 0 ? ['reading'] : []),
    ...(current.trade !== null && use.trades === 0 ? ['trading'] : []),
  ];
  const never = unused.length === 0 ? '' : ` Never used: ${unused.join(' and ')}.`;
  return [
    [
      'allow',
      `Requests that read: ${use.reads}; that place, change or cancel orders: ${use.trades}.${never}`,
    ],
    ['rate', rateText(rate, seen)],
    ['ips', addressText(use)],
    ['hours', hoursText(seen)],
    ['expires', 'As in the policy that the key has: use says nothing of it.'],
  ];
}

function trading(rules: TradeRules, now: TradeRules, { use }: Seen): [string, string][] {
  const { open, orders, changes, cancels, cancelsAll, unnamed } = use;
  const anyPrice = [...use.types].filter(([type]) => ANY_PRICE_TYPES.has(type));
  const none = orders + changes === 0 ? ' No order was placed; a policy must name one all the same.' : '';
  return [
    [
      'symbols',
      `${sightings(use.symbols)}.${unusedText(rules.symbols, now.symbols)}${openText(open.symbol, 'symbol', rules.symbols === now.symbols)}`,
    ],
    [
      'sides',
      `Orders: ${sightings(use.sides)}.${none}${openText(open.side, 'side', rules.sides === now.sides)}`,
    ],
    [
      'order_types',
      `Orders: ${sightings(use.types)}.${none}${openText(open.type, 'type', rules.orderTypes === now.orderTypes)}`,
    ],
    [
      'market',
      anyPrice.length === 0
        ? 'No order that fills at any price was seen.'
        : `Orders that fill at any price: ${sightings(new Map(anyPrice))}.`,
    ],
    ['price_band_pct', bandText(rules, now, use)],
    ['max_share_of_volume_pct', `${UNKNOWN} the log does not say how much the exchange traded.`],
    [
      'max_open_orders',
      use.resting === 0
        ? 'No order that can stay open was placed.'
        : `${UNKNOWN} the log does not say how many orders were open in the account.`,
    ],
    [
      'cancel_all',
      rules.cancelAll && cancelsAll === 0
        ? `${UNKNOWN} ${times(unnamed, 'cancellation')} named an order without its symbol, and the log does not say whose it was.`
        : `Cancellations of all orders at once: ${cancelsAll}.`,
    ],
    [
      'own_orders_only',
      cancels + changes + cancelsAll === 0
        ? 'No order was changed or cancelled.'
        : `${UNKNOWN} ${times(cancels, 'cancellation')} of one order and ${times(changes, 'change')} were seen; the log does not say who placed the orders.`,
    ],
  ];
}

function amountLines(rules: TradeRules, now: TradeRules, seen: Seen): [string, string][] {
  const { amounts, headroomPct } = seen;
  const text = (
    what: string,
    when: string,
    peak: Peak,
    unknown: number,
    limit: typeof rules.maxOrderUsd,
    most: typeof limit,
  ) => {
    if (unknown > 0)
      return `${UNKNOWN} of ${times(unknown, 'request')} the log does not say the worth. ${peakText(what, when, peak)}`;
    const held = compare(limit, most) === 0 ? ' Held to what the key may do now.' : '';
    const room = peak.amount.units === 0n ? '' : ` With ${headroomPct} % of room.`;
    return `${peakText(what, when, peak)}${held === '' ? room : held}`;
  };
  const { day, largestOrder, unknownOrders, unknownSums } = amounts;
  return [
    [
      'max_order_usd',
      text('Largest order', 'on', largestOrder, unknownOrders, rules.maxOrderUsd, now.maxOrderUsd),
    ],
    [
      'max_daily_usd',
      text(
        'Largest sum of 24 hours',
        'up to',
        day.notionalUsd,
        unknownSums,
        rules.maxDailyUsd,
        now.maxDailyUsd,
      ),
    ],
    [
      'max_daily_slippage_usd',
      text(
        'Most given away in 24 hours',
        'up to',
        day.slippageUsd,
        unknownSums,
        rules.maxDailySlippageUsd,
        now.maxDailySlippageUsd,
      ),
    ],
  ];
}

function bandText(
  rules: TradeRules,
  now: TradeRules,
  { band, bandUnknown, orders, changes }: SeenUse,
): string {
  if (bandUnknown > 0) {
    return `${UNKNOWN} of ${times(bandUnknown, 'request')} the log does not say how far from the reference price the orders were.`;
  }
  if (orders + changes === 0) return 'No order was placed.';
  if (band === null || band.pct.units === 0n) return 'No order was worse than the reference price.';
  const held =
    compare(rules.priceBandPct, now.priceBandPct) === 0
      ? ' Held to what the key may do now.'
      : ' Rounded up.';
  const least = band.exact
    ? 'Farthest from the reference price'
    : 'Farthest from the reference price at most (of a batch the log has only sums)';
  return `${least}: ${formatDecimal(roundUp(band.pct, 4))} %, on ${moment(band.time)}.${held}`;
}

function rateText(rule: RateRule, { use, amounts, current, headroomPct }: Seen): string {
  const [minute, , second] = use.busiest;
  if (minute.time === null || second.time === null)
    return 'Nothing but cancellations was seen, which no rate holds back.';
  const needed =
    amounts.bursts.find(({ perSecondMilli }) => perSecondMilli === rule.perSecondMilli)?.burst ?? rule.burst;
  const held = rule.perSecondMilli === current.rate.perSecondMilli || rule.burst === current.rate.burst;
  return `Busiest minute: ${times(minute.most, 'request')}, up to ${moment(minute.time)}; busiest second: ${second.most}. Refilled that fast, ${needed} at once were needed. With ${headroomPct} % of room.${held ? ' Held to what the key may do now.' : ''}`;
}

function addressText(use: SeenUse): string {
  const { addresses, withoutAddress } = use;
  if (addressesKnown(use)) return `Requests came from: ${sightings(addresses)}.`;
  if (withoutAddress > 0)
    return `${UNKNOWN} of ${times(withoutAddress, 'request')} the log does not say the address.`;
  return `${UNKNOWN} more addresses were seen than a policy holds (${MOST_ADDRESSES}).`;
}

function hoursText({ use, current }: Seen): string {
  const habit = habitOf(use, current);
  const days = use.activeDays.size;
  if (habit === null) {
    return `${UNKNOWN} ${times(days, 'day')} of use show no span of the day that can be relied on (${FEWEST_DAYS} days and ${SHORTEST_REST_HOURS} hours of rest in each are needed).`;
  }
  // Laplace's rule of succession: (0 + 1) / (n + 2).
  return `All requests but cancellations came between ${formatMinutes(habit.first)} and ${formatMinutes(habit.last)} UTC on ${times(days, 'day')} of use. If days are alike, about one in ${days + 2} leaves that span; leave this line out if the program may have to act at another time.`;
}

function openText(count: number, what: string, stays: boolean): string {
  if (count === 0) return '';
  const why = `${times(count, 'change or cancellation', 'changes or cancellations')} did not name the ${what}`;
  return stays
    ? ` As in the policy that the key has: ${why}, and the log has no order before.`
    : ` ${why}: those of the orders that were placed up to 90 days before are in it, as far as the log goes back.`;
}

function unusedText(used: ReadonlySet<string>, allowed: ReadonlySet<string>): string {
  const unused = [...allowed].filter((symbol) => !used.has(symbol));
  return unused.length === 0 ? '' : ` Never used: ${named(unused)}.`;
}
