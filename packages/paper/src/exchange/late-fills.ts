import type { FaultPlan } from '../faults/fault-plan.ts';
import { isFeeOnTop, type PaperFees } from './fee.ts';
import type { Want } from './offers.ts';
import { type Order, remaining } from './order.ts';
import { floorTo, least, type Units } from './units.ts';

/** An accepted order that has not traded yet what it could have traded at once. */
export interface LateOrder {
  readonly order: Order;
  /** Simulated milliseconds since 1970 at which the next piece trades. */
  due: number;
  pieces: number;
}

const MILLION = 1_000_000n;

/**
 * Orders that trade later than they could, as a fault plan says. Which ones hangs on the plan's seed and the order's number alone,
 * so the same commands give the same fills.
 */
export class LateFills {
  readonly #seed: number;
  readonly #plan: FaultPlan['late_fills'];
  readonly #late = new Map<Order, LateOrder>();

  constructor(seed: number, plan: FaultPlan['late_fills']) {
    this.#seed = seed;
    this.#plan = plan;
  }

  get orders(): Order[] {
    return [...this.#late.keys()];
  }

  get isEmpty(): boolean {
    return this.#late.size === 0;
  }

  /** When the next piece is due; infinite: never. */
  get next(): number {
    let first = Number.POSITIVE_INFINITY;
    for (const { due } of this.#late.values()) first = Math.min(first, due);
    return first;
  }

  isLate(orderId: number): boolean {
    return this.#plan !== null && uniform(this.#seed, orderId) < this.#plan.chance;
  }

  has(order: Order): boolean {
    return this.#late.has(order);
  }

  add(order: Order): void {
    if (this.#plan === null) throw new RangeError('no order is late in this plan');
    const { delay_ms: delay, pieces } = this.#plan;
    // All or nothing does not come in pieces.
    const several = order.timeInForce === 'FOK' ? 1 : pieces;
    this.#late.set(order, { order, due: order.createdAt + delay, pieces: several });
  }

  remove(order: Order): void {
    this.#late.delete(order);
  }

  /** Orders of which a piece is due by then, the oldest first. */
  due(time: number): LateOrder[] {
    return [...this.#late.values()].filter(({ due }) => due <= time);
  }

  /** A piece was dealt with. @returns whether it was the last */
  passed(late: LateOrder): boolean {
    late.pieces--;
    late.due += this.#plan?.delay_ms ?? 0;
    if (late.pieces === 0) this.#late.delete(late.order);
    return late.pieces === 0;
  }
}

/** What the next piece of a late order may trade: its part of what is left, and no more than what is set aside for it pays. */
export function pieceOf({ order, pieces }: LateOrder, { taker }: PaperFees, lot: Units): Want {
  const part = (left: Units) => (pieces === 1 ? left : left / BigInt(pieces));
  const rest = remaining(order);
  let quantity = order.quantity === null ? null : pieces === 1 ? rest : floorTo(part(rest), lot);
  let quote = order.quoteQuantity === null ? null : part(order.quoteQuantity - order.executedQuote);
  if (order.price !== null) return { quantity, quote };
  const payable = isFeeOnTop(order) ? (order.locked * MILLION) / (MILLION + taker) : order.locked;
  if (order.side === 'BUY') quote = quote === null ? payable : least(quote, payable);
  else if (quantity === null || payable < quantity) quantity = floorTo(payable, lot);
  return { quantity, quote };
}

/**
 * What a late order at the market sets aside: what it would cost now, and, as prices move, some more where the account has it.
 *
 * @param cost what it would cost now
 * @param free what the account has
 */
export function lateLock(order: Order, cost: Units, free: Units): Units {
  const exact = order.side === 'BUY' ? order.quoteQuantity : order.quantity;
  const wanted = exact === null || isFeeOnTop(order) ? (cost * 105n) / 100n : exact;
  const affordable = least(wanted, free);
  return affordable > cost ? affordable : cost;
}

/** A number from 0 to 1 that hangs on its arguments alone (mulberry32). */
function uniform(seed: number, nth: number): number {
  const state = (Math.imul(seed | 0, 0x9e3779b1) + Math.imul(nth, 0x6d2b79f5)) >>> 0;
  let mixed = Math.imul(state ^ (state >>> 15), state | 1);
  mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
}
