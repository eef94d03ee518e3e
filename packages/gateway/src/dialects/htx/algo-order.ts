import type { OrderIntent, OrderType } from '../../dialect/dialect.ts';
import {
  choiceField,
  type Fields,
  refuseFields,
  requiredAmount,
  requiredChoice,
  requiredField,
  textField,
} from '../../dialect/fields.ts';
import type { SpotAccountIds } from '../../dialect/spot-accounts.ts';
import { productOfAccount } from './account.ts';
import { CLIENT_ID, readSymbol } from './order.ts';

/**
 * A conditional order: `stopPrice` says for which price it waits; at market it may then trail behind by `trailingRate`. A
 * market buy has `orderValue`, in quote currency, and all others `orderSize`, in base currency.
 *
 * @throws Refusal malformed
 * @see https://www.htx.com/en-us/opend/newApiPages/ "Place a Conditional Order"
 */
export function describeAlgoOrder(fields: Fields, spotAccounts: SpotAccountIds): OrderIntent {
  const side = requiredChoice(fields, 'orderSide', ['buy', 'sell']);
  const atMarket = requiredChoice(fields, 'orderType', ['limit', 'market']) === 'market';
  const word = choiceField(fields, 'timeInForce', atMarket ? ['ioc'] : ['gtc', 'boc', 'ioc', 'fok']);
  const trails = textField(fields, 'trailingRate', /^0\.[0-9]{1,6}$/) !== null;
  const inQuote = atMarket && side === 'buy';
  if (atMarket) refuseFields(fields, ['orderPrice'], 'has no meaning for a market order');
  else refuseFields(fields, ['trailingRate'], 'has a meaning for a market order only');
  refuseFields(fields, [inQuote ? 'orderSize' : 'orderValue'], 'is not how this order is sized');
  const type: OrderType = !atMarket ? 'stop-limit' : trails ? 'trailing-stop' : 'stop-market';
  requiredField(fields, 'clientOrderId');
  return {
    action: 'create',
    symbol: readSymbol(fields),
    side,
    type,
    quantity: inQuote ? null : requiredAmount(fields, 'orderSize'),
    quoteQuantity: inQuote ? requiredAmount(fields, 'orderValue') : null,
    price: atMarket ? null : requiredAmount(fields, 'orderPrice'),
    trigger: requiredAmount(fields, 'stopPrice'),
    timeInForce: word === 'ioc' || word === 'fok' ? word.toUpperCase() : null,
    product: productOfAccount(fields, 'accountId', spotAccounts),
    clientOrderId: textField(fields, 'clientOrderId', CLIENT_ID),
    kind: 'algo',
    amends: null,
  };
}
