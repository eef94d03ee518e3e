import { type Decimal, smaller } from '@holdfast/decimal';
import { parseIpAddress } from '../policy/ip-address.ts';
import { type IpRange, isInRanges } from '../policy/ip-rules.ts';
import { ANY_PRICE_TYPES, type Policy, type TradeRules } from '../policy/policy.ts';
import { type DailySpan, dailySpan, hoursInside } from './daily-span.ts';
import { roundBand } from './needed-band.ts';
import { withRoom } from './needed-rate.ts';
import { MOST_ADDRESSES, type SeenUse } from './seen-use.ts';
import { roomAbove, type UsedAmounts } from './used-amounts.ts';

/** The least amount that a policy may have: there is no order as small as that. */
const NO_ORDER: Decimal = { units: 1n, scale: 8 };

/** The span of the day that a key was used in, if that narrows when it may be used. */
export function habitOf(use: SeenUse, current: Policy): DailySpan | null {
  const span = dailySpan(use.minutes, use.activeDays.size);
  return span !== null && hoursInside(span.window, current.hours) !== null ? span : null;
}

/** Whether the addresses that were seen can take the place of those that are allowed. */
export function addressesKnown({ addresses, withoutAddress }: SeenUse): boolean {
  return withoutAddress === 0 && addresses.size > 0 && addresses.size <= MOST_ADDRESSES;
}

/** The least policy but for amounts and rate, which stay as they are: everything that takes no price to say. */
export function leastKinds(use: SeenUse, current: Policy): Policy {
  const span = habitOf(use, current);
  const addresses = [...use.addresses.keys()].map(singleAddress);
  return {
    read: current.read && use.reads > 0,
    trade: current.trade === null || use.trades === 0 ? null : leastTrade(use, current.trade),
    rate: current.rate,
    ips: addressesKnown(use) ? addresses.filter((one) => isInRanges(one, current.ips)) : current.ips,
    hours: span === null ? current.hours : hoursInside(span.window, current.hours),
    expires: current.expires,
  };
}

/** The least policy: kinds as they were found, amounts and rate with room above what was seen, never above what is allowed now. */
export function leastPolicy(kinds: Policy, amounts: UsedAmounts, headroomPct: bigint): Policy {
  const { rate, trade } = kinds;
  const fitting = amounts.bursts.find(({ burst }) => burst <= rate.burst) ?? amounts.bursts.at(-1);
  return {
    ...kinds,
    rate:
      fitting === undefined
        ? rate
        : {
            perSecondMilli: Math.min(rate.perSecondMilli, fitting.perSecondMilli),
            burst: Math.min(rate.burst, withRoom(fitting.burst, headroomPct)),
          },
    trade: trade && { ...trade, ...leastAmounts(trade, amounts, headroomPct) },
  };
}

function leastAmounts(
  now: TradeRules,
  { largestOrder, day, unknownOrders, unknownSums }: UsedAmounts,
  headroomPct: bigint,
) {
  const least = (amount: Decimal, most: Decimal, nothing: Decimal) => {
    const room = roomAbove(amount, headroomPct);
    return smaller(room.units === 0n ? nothing : room, most);
  };
  const known = unknownSums === 0;
  return {
    maxOrderUsd: unknownOrders > 0 ? now.maxOrderUsd : least(largestOrder.amount, now.maxOrderUsd, NO_ORDER),
    maxDailyUsd: known ? least(day.notionalUsd.amount, now.maxDailyUsd, NO_ORDER) : now.maxDailyUsd,
    maxDailySlippageUsd: known
      ? least(day.slippageUsd.amount, now.maxDailySlippageUsd, day.slippageUsd.amount)
      : now.maxDailySlippageUsd,
  };
}

function leastTrade(use: SeenUse, now: TradeRules): TradeRules {
  const { earlier, open, cancels, cancelsAll, changes, resting, band, bandUnknown } = use;
  const kindest = [...now.orderTypes].find((type) => !ANY_PRICE_TYPES.has(type));
  const [anySide] = now.sides;
  const [anyType] = now.orderTypes;
  const touched = cancels + changes > 0;
  return {
    ...now,
    symbols: least(now.symbols, use.symbols, open.symbol > 0, earlier.symbols),
    sides: least(now.sides, use.sides, open.side > 0, earlier.sides, anySide),
    orderTypes: priced(
      use,
      least(now.orderTypes, use.types, open.type > 0, earlier.types, kindest ?? anyType),
      now,
    ),
    priceBandPct:
      bandUnknown > 0 ? now.priceBandPct : roundBand(band?.pct ?? { units: 0n, scale: 0 }, now.priceBandPct),
    maxOpenOrders: resting === 0 ? 1 : now.maxOpenOrders,
    // Who may cancel everything may cancel any one order without naming its symbol; whose it was, the log doesn't say.
    cancelAll: now.cancelAll && (cancelsAll > 0 || use.unnamed > 0),
    ownOrdersOnly: now.ownOrdersOnly || (!touched && cancelsAll === 0),
  };
}

/**
 * What was seen of what is allowed; with what orders had that were placed before, where a change or a cancellation leaves it
 * to the order. All that is allowed, where that was needed and no order is known.
 *
 * @param other one that must stand there when nothing was seen: a policy can't leave it out
 */
function least<Item>(
  allowed: ReadonlySet<Item>,
  seen: ReadonlyMap<Item, unknown>,
  open: boolean,
  earlier: ReadonlySet<Item>,
  other?: Item,
): ReadonlySet<Item> {
  const found = [...allowed].filter((item) => seen.has(item) || (open && earlier.has(item)));
  if (found.length > 0) return new Set(found);
  return open || other === undefined ? allowed : new Set([other]);
}

/** All that is allowed, where an order with a price was changed and the log doesn't go back to one. */
function priced(
  { changesPriced }: SeenUse,
  types: TradeRules['orderTypes'],
  now: TradeRules,
): TradeRules['orderTypes'] {
  const known = [...types].some((type) => !ANY_PRICE_TYPES.has(type));
  return changesPriced === 0 || known ? types : now.orderTypes;
}

function singleAddress(text: string): IpRange {
  const address = parseIpAddress(text);
  if (address === null) throw new RangeError(`${text} was an address when it was seen`);
  return { ...address, prefix: address.version === 4 ? 32 : 128 };
}
