import { add, type Decimal, roundUp } from '@holdfast/decimal';
import { ANY_PRICE_TYPES, type Policy } from '../policy/policy.ts';
import { judgeRecorded, type RecordedJudgement } from '../policy-test/judge-recorded.ts';
import { worthRange } from '../policy-test/known-price.ts';
import { NOTHING, type RecordedRequest, type RecordedWorth } from '../policy-test/recorded-request.ts';
import { DailyPeak, higher, type Peak } from './daily-peak.ts';
import { NeededBurst } from './needed-rate.ts';
import { largestOrder } from './order-worth.ts';

/** A log has amounts rounded up to this much. */
const ROUNDING: Decimal = { units: 1n, scale: 8 };
const ENDLESS: Decimal = { units: 10n ** 40n, scale: 0 };

/** What a key's orders were worth and how fast its requests came, under a policy that has its other rules already. */
export class UsedAmounts {
  readonly #roomy: Policy;
  readonly #bandPct: Decimal;
  readonly day = new DailyPeak();
  largestOrder: Peak = { amount: NOTHING.notionalUsd, time: null };
  /** Requests whose worth the log doesn't tell, and those of them where that goes for the largest order only. */
  unknownSums = 0;
  unknownOrders = 0;
  /** By each refill that was tried, in the given order. */
  readonly bursts: readonly NeededBurst[];

  /**
   * @param policy what is to be suggested but for amounts and rate: orders that fill at any price are charged its band
   * @param refills in thousandths of a request a second
   */
  constructor(policy: Policy, refills: readonly number[]) {
    const { trade } = policy;
    const endless = {
      maxOrderUsd: ENDLESS,
      maxDailyUsd: ENDLESS,
      maxDailySlippageUsd: ENDLESS,
      maxShareOfVolumePct: null,
      maxOpenOrders: null,
      cancelAll: true,
      ownOrdersOnly: false,
    };
    this.#roomy = { ...policy, trade: trade && { ...trade, ...endless } };
    this.#bandPct = trade?.priceBandPct ?? NOTHING.notionalUsd;
    this.bursts = refills.map((milli) => new NeededBurst(milli));
  }

  /** @param inTime false: of the 24 hours before, which only count towards later sums */
  count(request: RecordedRequest, inTime: boolean): void {
    const { time, orders, place } = request;
    const judged = judgeRecorded(this.#roomy, request);
    if (judged.verdict === 'refused') return;
    if (inTime && (request.class !== 'trade' || orders.length > 0)) {
      for (const burst of this.bursts) burst.count(time);
    }
    if (orders.length === 0) return;
    // What has a price is worth the same under every policy; rounded as it was then, not as it is found again from that.
    const priced = orders.every(({ type }) => type !== null && !ANY_PRICE_TYPES.has(type));
    const again = judged.verdict === 'allowed' ? roundedUp(judged.worth) : null;
    const worth = (priced ? null : again) ?? request.worth ?? again ?? mostOf(judged);
    if (worth === null) {
      if (inTime) this.unknownSums++;
    } else this.day.count(place, time, worth, inTime);
    if (inTime) this.#seeOrders(request, worth);
  }

  #seeOrders({ orders, time }: RecordedRequest, worth: RecordedWorth | null): void {
    const tested = orders
      .filter(({ action }) => action === 'test')
      .map((order) => worthRange({ ...order, action: 'create' }, this.#bandPct).most);
    if (worth === null || tested.includes(null)) this.unknownOrders++;
    for (const one of tested) {
      if (one !== null) this.largestOrder = higher(this.largestOrder, one.notionalUsd, time);
    }
    const sent = orders.filter(({ action }) => action !== 'test');
    if (worth !== null && sent.length > 0) {
      this.largestOrder = higher(this.largestOrder, largestOrder(sent, worth), time);
    }
  }
}

/** What is found again from rounded amounts may be a little less than it was. */
function roundedUp({ notionalUsd, slippageUsd }: RecordedWorth): RecordedWorth {
  return { notionalUsd: add(notionalUsd, ROUNDING), slippageUsd: add(slippageUsd, ROUNDING) };
}

function mostOf(judged: RecordedJudgement): RecordedWorth | null {
  return judged.verdict === 'unknown' ? judged.range.most : null;
}

/** An amount with room above it, up to the next cent. */
export function roomAbove({ units, scale }: Decimal, headroomPct: bigint): Decimal {
  return roundUp({ units: units * (100n + headroomPct), scale: scale + 2 }, 2);
}
