import type { Product } from '../../dialect/dialect.ts';
import { choiceField, type Fields, requiredChoice } from '../../dialect/fields.ts';
import type { JsonObject } from '../../http/strict-json.ts';
import { malformed, Refusal } from '../../refusal.ts';

/** Orders that wait for a price call `spot` `normal`. */
const ACCOUNTS = ['spot', 'margin', 'cross_margin', 'unified'] as const;
const TRIGGER_ACCOUNTS = ['normal', 'margin', 'cross_margin', 'unified'] as const;

/**
 * The product of an order, from the account it is placed with and whether it may borrow. A unified account is the margin
 * of everything that is traded with it, so it counts as margin. It is also what Gate takes for a user who has one where an order
 * names none, so that an order must name its account.
 *
 * @param object the order as it came: a flag that isn't plainly true or false might be read as either
 * @throws Refusal malformed
 * @see https://www.gate.com/docs/developers/apiv4/en/#create-an-order
 */
export function productOf(fields: Fields, object: JsonObject): Product {
  const account = requiredChoice(fields, 'account', ACCOUNTS);
  return account === 'spot' && !borrows(object) ? 'spot' : 'margin';
}

/** The same of an amendment, whose order has its account already. */
export function amendedProductOf(fields: Fields, object: JsonObject): Product {
  return fields.has('account') ? productOf(fields, object) : 'spot';
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
