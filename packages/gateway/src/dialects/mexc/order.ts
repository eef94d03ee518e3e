import type { OrderIntent, OrderType } from '../../dialect/dialect.ts';
import {
  amountField,
  choiceField,
  type Fields,
  refuseFields,
  requiredAmount,
  requiredChoice,
  requiredField,
  textField,
} from '../../dialect/fields.ts';

/** What an order type means. The documentation names no others; IOC and FOK are types here. */
const MEANINGS = {
  LIMIT: { type: 'limit', timeInForce: null },
  LIMIT_MAKER: { type: 'post-only', timeInForce: null },
  IMMEDIATE_OR_CANCEL: { type: 'limit', timeInForce: 'IOC' },
  FILL_OR_KILL: { type: 'limit', timeInForce: 'FOK' },
  MARKET: { type: 'market', timeInForce: null },
} as const satisfies Record<string, { type: OrderType; timeInForce: string | null }>;

/**
 * One order of a request.
 *
 * A market buy is sized by `quoteOrderQty` and a market sale by `quantity`: these are the documented meanings, and of the
 * other two it isn't said what they do. ccxt writes a market order's `price` beside, which means nothing there.
 *
 * @see https://www.mexc.com/api-docs/spot-v3/spot-account-trade#new-order
 * @throws Refusal malformed
 */
export function describeOrder(fields: Fields, action: 'create' | 'test'): OrderIntent {
  const kind = requiredChoice(fields, 'type', Object.keys(MEANINGS) as (keyof typeof MEANINGS)[]);
  const side = requiredChoice(fields, 'side', ['BUY', 'SELL']);
  const meaning = MEANINGS[kind];
  choiceField(fields, 'stpMode', ['', 'cancel_maker', 'cancel_taker', 'cancel_both']);
  const inQuote = kind === 'MARKET' && side === 'BUY';
  refuseFields(
    fields,
    [inQuote ? 'quantity' : 'quoteOrderQty'],
    inQuote
      ? 'is documented for market sales only: size a market buy by quoteOrderQty'
      : 'is documented for market buys only: size this order by quantity',
  );
  const price = amountField(fields, 'price');
  return {
    action,
    symbol: symbolOf(fields),
    side: side === 'BUY' ? 'buy' : 'sell',
    ...meaning,
    quantity: inQuote ? null : requiredAmount(fields, 'quantity'),
    quoteQuantity: inQuote ? requiredAmount(fields, 'quoteOrderQty') : null,
    price: kind === 'MARKET' ? null : (price ?? requiredAmount(fields, 'price')),
    trigger: null,
    product: 'spot',
    clientOrderId: textField(fields, 'newClientOrderId', /^[A-Za-z0-9_.:-]{1,32}$/),
    amends: null,
  };
}

const SYMBOL = /^[A-Z0-9]{2,30}$/;

/** The symbol, as MEXC writes it: capitals and digits. */
export function symbolOf(fields: Fields): string {
  requiredField(fields, 'symbol');
  return textField(fields, 'symbol', SYMBOL)!;
}

/** Up to five symbols with commas between. */
export function symbolsOf(fields: Fields): string[] {
  requiredField(fields, 'symbol');
  return textField(fields, 'symbol', /^[A-Z0-9]{2,30}(?:,[A-Z0-9]{2,30}){0,4}$/)!.split(',');
}
