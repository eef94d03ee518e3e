import type { OrderIntent, OrderType, Product } from '../../dialect/dialect.ts';
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
import { malformed } from '../../refusal.ts';
import { productOfAccount } from './account.ts';

const SYMBOL = /^[a-z0-9]{2,30}$/;
export const CLIENT_ID = /^[A-Za-z0-9_-]{1,64}$/;

/** What stands behind `buy-` and `sell-` in `type`. */
const TYPES: Readonly<Record<string, readonly [OrderType, string | null]>> = {
  market: ['market', null],
  limit: ['limit', null],
  ioc: ['limit', 'IOC'],
  'limit-maker': ['post-only', null],
  'limit-fok': ['limit', 'FOK'],
  'stop-limit': ['stop-limit', null],
  'stop-limit-fok': ['stop-limit', 'FOK'],
};

const SOURCES = ['spot-api', 'margin-api', 'super-margin-api', 'c2c-margin-api'] as const;

/**
 * Describes one order. `amount` of `buy-market` counts in quote currency, everything else in base currency.
 *
 * @throws Refusal malformed for whatever has no meaning with the type
 * @see https://www.htx.com/en-us/opend/newApiPages/ "Place a New Order"
 */
export function describeOrder(fields: Fields, spotAccounts: SpotAccountIds): OrderIntent {
  const { side, type, timeInForce } = readType(fields);
  const atMarket = type === 'market';
  const amount = requiredAmount(fields, 'amount');
  choiceField(fields, 'self-match-prevent', ['0', '1']);
  if (atMarket) refuseFields(fields, ['price'], 'has no meaning for a market order');
  if (type === 'stop-limit') requiredChoice(fields, 'operator', ['gte', 'lte']);
  else refuseFields(fields, ['stop-price', 'operator'], 'belongs to a stop order');
  const inQuote = atMarket && side === 'buy';
  return {
    action: 'create',
    symbol: readSymbol(fields),
    side,
    type,
    quantity: inQuote ? null : amount,
    quoteQuantity: inQuote ? amount : null,
    price: atMarket ? null : requiredAmount(fields, 'price'),
    trigger: type === 'stop-limit' ? requiredAmount(fields, 'stop-price') : null,
    timeInForce,
    product: readProduct(fields, spotAccounts),
    clientOrderId: textField(fields, 'client-order-id', CLIENT_ID),
    amends: null,
  };
}

/** A market of spot, like btcusdt. */
export function readSymbol(fields: Fields): string {
  requiredField(fields, 'symbol');
  return textField(fields, 'symbol', SYMBOL) ?? malformed('missing parameter', '"symbol" is missing.');
}

function readType(fields: Fields): Pick<OrderIntent, 'timeInForce'> & {
  readonly side: 'buy' | 'sell';
  readonly type: OrderType;
} {
  const [, side, word] = /^(buy|sell)-([a-z-]+)$/.exec(requiredField(fields, 'type')) ?? [];
  if ((side !== 'buy' && side !== 'sell') || !Object.hasOwn(TYPES, word ?? ''))
    return malformed('type', `"type" must be buy- or sell- with ${Object.keys(TYPES).join(', ')}.`);
  const [type, timeInForce] = TYPES[word];
  return { side, type, timeInForce };
}

/** Spot is what both the account and the source say it is. */
function readProduct(fields: Fields, spotAccounts: SpotAccountIds): Product {
  const source = choiceField(fields, 'source', SOURCES) ?? 'spot-api';
  const product = productOfAccount(fields, 'account-id', spotAccounts);
  return source === 'spot-api' ? product : 'margin';
}
