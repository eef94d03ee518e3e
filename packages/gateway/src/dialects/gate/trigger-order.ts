import type { OrderIntent } from '../../dialect/dialect.ts';
import {
  choiceField,
  fieldsOfObject,
  refuseOtherFields,
  requiredAmount,
  requiredChoice,
  textField,
} from '../../dialect/fields.ts';
import { isJsonObject, type JsonObject, scalarText } from '../../http/strict-json.ts';
import { malformed } from '../../refusal.ts';
import { triggerProductOf } from './account.ts';
import { PUT_PARAMETERS, TRIGGER_PARAMETERS } from './endpoints/spot.ts';
import { readPair, readSide } from './order.ts';

/**
 * An order that waits for a price: `trigger` says for which, `put` what is placed then. Its `amount` counts in base
 * currency by the documentation, but a market buy elsewhere counts in quote currency: a market buy is refused here.
 *
 * @throws Refusal malformed
 * @see https://www.gate.com/docs/developers/apiv4/en/#create-price-triggered-order
 */
export function describeTriggerOrder(body: JsonObject): OrderIntent {
  const trigger = fieldsOfObject(part(body, 'trigger'));
  refuseOtherFields(trigger, TRIGGER_PARAMETERS);
  requiredChoice(trigger, 'rule', ['>=', '<=']);
  textField(trigger, 'expiration', /^[1-9][0-9]{0,8}$/);
  const object = part(body, 'put');
  const put = fieldsOfObject(object);
  refuseOtherFields(put, PUT_PARAMETERS);
  textField(put, 'text', /^(?:web|api|app)$/);
  const atMarket = (choiceField(put, 'type', ['limit', 'market']) ?? 'limit') === 'market';
  const word = choiceField(put, 'time_in_force', ['gtc', 'ioc']) ?? 'gtc';
  const side = readSide(put);
  if (atMarket && side === 'buy')
    malformed('triggered market buy', 'Give it a limit price: the unit of its amount is not certain.');
  // The documentation asks for a price of market orders too; what they fill at doesn't depend on it.
  const price = requiredAmount(put, 'price');
  const market = new Map([['market', scalarText(body.get('market')) ?? '']]);
  return {
    action: 'create',
    symbol: readPair(market, 'market'),
    side,
    type: atMarket ? 'stop-market' : 'stop-limit',
    quantity: requiredAmount(put, 'amount'),
    quoteQuantity: null,
    price: atMarket ? null : price,
    trigger: requiredAmount(trigger, 'price'),
    timeInForce: word === 'ioc' ? 'IOC' : null,
    product: triggerProductOf(put, object),
    clientOrderId: null,
    kind: 'algo',
    amends: null,
  };
}

function part(body: JsonObject, name: string): JsonObject {
  const inner = body.get(name);
  if (inner === undefined || !isJsonObject(inner)) return malformed(name, `"${name}" must be an object.`);
  return inner;
}
