import type { Product } from '../../dialect/dialect.ts';
import { type Fields, requiredField, textField } from '../../dialect/fields.ts';
import type { SpotAccountIds } from '../../dialect/spot-accounts.ts';
import { malformed, Refusal } from '../../refusal.ts';

const ACCOUNT = /^[1-9][0-9]{0,18}$/;

/**
 * The product of an order, by the account that it names: nothing else in it tells spot from margin for certain.
 *
 * @throws Refusal malformed for what is no id; unavailable when it isn't known which accounts are spot
 */
export function productOfAccount(fields: Fields, name: string, spotAccounts: SpotAccountIds): Product {
  requiredField(fields, name);
  const id = textField(fields, name, ACCOUNT) ?? malformed('missing parameter', `"${name}" is missing.`);
  if (spotAccounts === null)
    throw new Refusal(
      'unavailable',
      'account',
      'HTX did not tell which accounts trade spot, so it is not known what the order would be. Try again later.',
    );
  return spotAccounts.has(id) ? 'spot' : 'margin';
}

/**
 * The account of a cancellation of everything, which must be spot.
 *
 * @throws Refusal forbidden for another one
 */
export function requireSpotAccount(fields: Fields, name: string, spotAccounts: SpotAccountIds): void {
  const product = productOfAccount(fields, name, spotAccounts);
  if (product !== 'spot')
    throw new Refusal('forbidden', 'product', 'The account is none that trades spot.', { product });
}
