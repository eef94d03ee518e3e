import { type Fields, requiredField } from '../../dialect/fields.ts';
import { malformed, Refusal } from '../../refusal.ts';

/** `BTC-PERP-INTX`, `BIT-26JUL24-CDE`: whatever has a third part or ends in a derivatives exchange's name. */
const DERIVATIVE = /^[A-Z0-9]{1,20}(?:-[A-Z0-9]{1,20})*-(?:INTX|CDE|PERP)$/;
const SPOT = /^[A-Z0-9]{1,20}-[A-Z0-9]{1,20}$/;

/**
 * Reads `product_id`, which alone tells spot from derivatives: the endpoint is the same.
 *
 * @throws Refusal forbidden for a derivative, malformed for what is no product at all
 */
export function readSymbol(fields: Fields): string {
  const symbol = requiredField(fields, 'product_id');
  if (DERIVATIVE.test(symbol)) return refuseProduct(`${symbol} is a derivative`);
  return SPOT.test(symbol)
    ? symbol
    : malformed('product_id', 'product_id is no product of Coinbase’s spot market, like BTC-USD.');
}

/** Refuses what belongs to margin trading. A leverage of one is none. */
export function refuseMargin(fields: Fields): void {
  if (fields.has('margin_type')) refuseProduct('margin_type is for derivatives');
  const leverage = fields.get('leverage') ?? '1';
  if (!/^1(?:\.0)?$/.test(leverage)) refuseProduct('leverage is for derivatives');
}

function refuseProduct(what: string): never {
  throw new Refusal('forbidden', 'product', `${what}, and only spot is served.`);
}
