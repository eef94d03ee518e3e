import type { OrderIntent } from '../dialect/dialect.ts';
import type { OwnOrder } from './judge-request.ts';
import { refuseRule } from './refuse-rule.ts';

/**
 * The order that an amendment results in: what it says, and for the rest what the order was. An order of which the
 * gateway knows nothing leaves parts unknown, and those are refused where a limit needs them. What the amendment says
 * against the known order is refused: an exchange may ignore it, and then something else than was judged would change.
 *
 * @throws Refusal policy
 */
export function resolveAmendment(intent: OrderIntent, known: OwnOrder | null): OrderIntent {
  if (intent.amends === null) return refuseRule('amendment', 'the order to be changed is not named.');
  if (known === null) return intent;
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
  };
}

function same<Value extends string>(part: string, said: Value | null, known: Value): Value {
  if (said !== null && said !== known) {
    refuseRule('amendment', `the ${part} of the order is ${known}, not ${said.slice(0, 80)}.`);
  }
  return known;
}
