import type { Endpoint } from '../../../dialect/dialect.ts';

const DOCS = 'https://www.bitstamp.net/api/#tag/Orders';

/** They have a meaning for derivatives only: listed so that an order with one is refused for what it is. */
export const DERIVATIVE_PARAMETERS = [
  'subtype',
  'margin_mode',
  'leverage',
  'stop_price',
  'trigger',
  'activation_price',
  'trailing_delta',
  'reduce_only',
] as const;

const MARKET = ['amount', 'client_order_id', ...DERIVATIVE_PARAMETERS];
const LIMIT = [
  ...MARKET,
  'price',
  'limit_price',
  'daily_order',
  'ioc_order',
  'fok_order',
  'moc_order',
  'gtd_order',
  'expire_time',
];

/** What ccxt sends where there is nothing to send: `foo=bar`. */
const NOTHING = ['foo'];

/** What places, replaces and cancels spot orders. The path says side, kind and market. */
export const tradingEndpoints: readonly Endpoint[] = [
  ...['buy', 'sell'].flatMap((side) => [
    trade(`${side}/{market_symbol}/`, LIMIT),
    trade(`${side}/market/{market_symbol}/`, MARKET),
    trade(`${side}/instant/{market_symbol}/`, side === 'sell' ? [...MARKET, 'amount_in_counter'] : MARKET),
  ]),
  trade('replace_order/', ['id', 'orig_client_order_id', 'client_order_id', 'amount', 'price']),
  trade('cancel_order/', ['id', 'client_order_id']),
  trade('cancel_all_orders/', NOTHING),
  trade('cancel_all_orders/{market_symbol}/', NOTHING),
];

function trade(path: string, parameters: readonly string[]): Endpoint {
  return { method: 'POST', path: `/api/v2/${path}`, class: 'trade', parameters, docs: DOCS };
}
