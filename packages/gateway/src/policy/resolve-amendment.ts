import type { OrderIntent } from '../dialect/dialect.ts';
import type { JudgedOrder, OwnOrder } from './judge-request.ts';
import { refuseRule } from './refuse-rule.ts';

/**
 * The order that an amendment results in: what it says, and for the rest what the order was. What of it isn't known stays
 * unknown, and is refused where a limit needs it. What the amendment says against the known order is refused: an exchange may
 * ignore it, and then something else than was judged would change.
 *
 * @param own the orders of this key that may be meant; exactly one must be
 * @throws Refusal policy
 */
export function resolveAmendment(intent: OrderIntent, own: readonly OwnOrder[]): JudgedOrder {
  if (intent.amends === null) return refuseRule('amendment', 'the order to be changed is not named.');
  const [known, ...others] = own;
  if (known === undefined)
    return refuseRule(
      'amendment',
      'the order was not placed with this key, so it is not known what would change.',
    );
  if (others.length > 0)
    return refuseRule('amendment', 'the id may mean several orders, or one with others attached to it.');
  if (known.changing) return refuseRule('amendment', 'another change of the order is under way.');
  if (intent.needsKnownSize && known.quantity === null && known.quoteQuantity === null)
    return refuseRule(
      'amendment',
      'it is not certain what the order is: it was placed with a client’s id, by which the exchange may have meant an earlier order, or a change of it may have failed. Cancel it, and place another.',
    );
  const sized = intent.quantity !== null || intent.quoteQuantity !== null;
  return {
    ...intent,
    symbol: same('symbol', intent.symbol, known.symbol),
    side: same('side', intent.side, known.side),
    type: same('type', intent.type, known.type),
    quantity: sized ? intent.quantity : known.quantity,
    quoteQuantity: sized ? intent.quoteQuantity : known.quoteQuantity,
    price: intent.price ?? known.price,
    trigger: intent.trigger ?? known.trigger,
    amended: known,
  };
}

function same<Value extends string>(part: string, said: Value | null, known: Value): Value {
  if (said !== null && said !== known) {
    refuseRule('amendment', `the ${part} of the order is ${known}, not ${said.slice(0, 80)}.`);
  }
  return known;
}
