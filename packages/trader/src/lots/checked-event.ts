import { type Decimal, multiply, parseDecimal } from '@holdfast/decimal';
import { HoldfastError } from '@holdfast/errors';
import type { FillEvent } from './events.ts';

/** Amounts of an event, read; `Decimal` where the event has a string. */
export interface CheckedFill {
  readonly amount: Decimal;
  readonly quoteAmount: Decimal;
  readonly value: Decimal;
  readonly fee: { readonly asset: string; readonly amount: Decimal; readonly value: Decimal } | null;
}

/** Latest time that a date can hold, epoch milliseconds. */
const LATEST = 8.64e15;

/** An event's place in the list, for messages. */
export class EventPlace {
  readonly #at: number;

  constructor(at: number) {
    this.#at = at;
  }

  /** @throws HoldfastError TAX_LOTS_INVALID unless the time is one and not before `previous` */
  checkTime(time: number, previous: number): void {
    this.time('time', time);
    if (time < previous) throw this.invalid('time', 'is before the event in front of it.');
  }

  /** @throws HoldfastError TAX_LOTS_INVALID */
  time(field: string, time: number): number {
    if (isTime(time)) return time;
    throw this.invalid(field, 'is not a time in milliseconds.');
  }

  /** @throws HoldfastError TAX_LOTS_INVALID */
  asset(field: string, text: string): string {
    if (text === '') throw this.invalid(field, 'is empty.');
    return text;
  }

  /** @throws HoldfastError TAX_LOTS_INVALID unless a plain decimal number ≥ 0 */
  decimal(field: string, text: string): Decimal {
    const value = parseDecimal(text);
    if (value === null) throw this.invalid(field, `"${text.slice(0, 40)}" is not a plain decimal number.`);
    return value;
  }

  /** @throws HoldfastError TAX_LOTS_INVALID unless above zero */
  positive(field: string, text: string): Decimal {
    const value = this.decimal(field, text);
    if (value.units === 0n) throw this.invalid(field, 'must be above zero.');
    return value;
  }

  /** @throws HoldfastError TAX_LOTS_INVALID */
  fill(event: FillEvent): CheckedFill {
    this.asset('base', event.base);
    if (this.asset('quote', event.quote) === event.base)
      throw this.invalid('quote', 'is the same as the base.');
    const amount = this.positive('amount', event.amount);
    const price = this.decimal('price', event.price);
    const quoteAmount =
      event.quoteAmount === undefined
        ? multiply(amount, price)
        : this.decimal('quoteAmount', event.quoteAmount);
    const value = this.decimal('valueUsd', event.valueUsd);
    if (quoteAmount.units === 0n && value.units > 0n)
      throw this.invalid('valueUsd', 'is above zero, but the quote amount is zero.');
    return { amount, quoteAmount, value, fee: this.#fee(event) };
  }

  invalid(field: string, problem: string): HoldfastError {
    return new HoldfastError('TAX_LOTS_INVALID', `Event ${this.#at + 1}, ${field}: ${problem}`, {
      event: this.#at + 1,
      field,
    });
  }

  #fee({ fee }: FillEvent): CheckedFill['fee'] {
    if (fee === undefined) return null;
    const amount = this.decimal('fee.amount', fee.amount);
    const value = this.decimal('fee.valueUsd', fee.valueUsd);
    if (amount.units > 0n) return { asset: this.asset('fee.asset', fee.asset), amount, value };
    if (value.units > 0n) throw this.invalid('fee.valueUsd', 'is above zero, but the fee is zero.');
    return null;
  }
}

/** Whether these are milliseconds that a date can hold. */
export function isTime(time: number): boolean {
  return Number.isInteger(time) && Math.abs(time) <= LATEST;
}
