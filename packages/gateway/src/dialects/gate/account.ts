import type { Product } from '../../dialect/dialect.ts';
import { choiceField, type Fields } from '../../dialect/fields.ts';
import type { JsonObject } from '../../http/strict-json.ts';
import { malformed, Refusal } from '../../refusal.ts';

/** `spot` is also what Gate takes when none is given; orders that wait for a price call it `normal`. */
const ACCOUNTS = ['spot', 'margin', 'cross_margin', 'unified'] as const;
const TRIGGER_ACCOUNTS = ['normal', 'margin', 'cross_margin', 'unified'] as const;

/**
 * The product of an order, from the account it is placed with and whether it may borrow. A unified account is the margin
 * of everything that is traded with it, so it counts as margin.
 *
 * @param object the order as it came: a flag that isn't plainly true or false might be read as either
 */
export function productOf(fields: Fields, object: JsonObject): Product {
  const account = choiceField(fields, 'account', ACCOUNTS) ?? 'spot';
  return account === 'spot' && !borrows(object) ? 'spot' : 'margin';
}

/** The same of an order that waits for a price. */
export function triggerProductOf(fields: Fields, object: JsonObject): Product {
  const account = choiceField(fields, 'account', TRIGGER_ACCOUNTS) ?? 'normal';
  return account === 'normal' && !borrows(object) ? 'spot' : 'margin';
}

/**
 * The account of a cancellation, which must be spot's.
 *
 * @throws Refusal forbidden for another one
 */
export function requireSpotAccount(fields: Fields): void {
  const account = choiceField(fields, 'account', [...ACCOUNTS, 'normal']) ?? 'spot';
  if (account !== 'spot' && account !== 'normal')
    throw new Refusal('forbidden', 'product', `This is about orders of the account "${account}", not spot.`);
}

function borrows(object: JsonObject): boolean {
  return ['auto_borrow', 'auto_repay'].some((name) => {
    const flag = object.get(name);
    if (flag !== undefined && typeof flag !== 'boolean') malformed(name, `"${name}" must be true or false.`);
    return flag === true;
  });
}
