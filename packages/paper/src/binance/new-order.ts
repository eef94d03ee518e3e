import { randomBytes } from 'node:crypto';
import type { NewOrder, TimeInForce } from '../exchange/order.ts';
import { parseUnits, type Units } from '../exchange/units.ts';
import { BinanceError } from './binance-error.ts';
import type { ResponseType } from './order-json.ts';
import { missing, type Parameters, required } from './parameters.ts';

const CLIENT_ID = /^[a-zA-Z0-9-_]{1,36}$/;
const KNOWN = new Set([
  'symbol',
  'side',
  'type',
  'timeInForce',
  'quantity',
  'quoteOrderQty',
  'price',
  'newClientOrderId',
  'newOrderRespType',
  'selfTradePreventionMode',
  'recvWindow',
  'timestamp',
  'signature',
]);

/**
 * Reads a new order's parameters. @throws BinanceError -1102, -1104, -1106, -1111, -1115, -1116, -1117, -1128
 *
 * @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/trading-endpoints
 */
export function readNewOrder(parameters: Parameters): NewOrder {
  for (const name of parameters.keys()) {
    if (!KNOWN.has(name)) throw new BinanceError(-1104, 'Not all sent parameters were read.');
  }
  const type = parameters.get('type');
  const side = parameters.get('side');
  if (side !== 'BUY' && side !== 'SELL') throw new BinanceError(-1117, 'Invalid side.');
  if (type !== 'LIMIT' && type !== 'MARKET' && type !== 'LIMIT_MAKER') {
    throw new BinanceError(-1116, 'Invalid orderType.');
  }
  const clientOrderId = parameters.get('newClientOrderId') ?? randomBytes(11).toString('hex');
  if (!CLIENT_ID.test(clientOrderId)) {
    throw new BinanceError(
      -1100,
      "Illegal characters found in parameter 'newClientOrderId'; legal range is '^[a-zA-Z0-9-_]{1,36}$'.",
    );
  }
  const quantity = amount(parameters, 'quantity');
  const quoteQuantity = amount(parameters, 'quoteOrderQty');
  const price = amount(parameters, 'price');
  const common = {
    symbol: required(parameters, 'symbol'),
    side,
    clientOrderId,
    selfTrade: selfTradeOf(parameters),
  } as const;
  if (type === 'MARKET') {
    if (price !== null || parameters.has('timeInForce')) {
      throw new BinanceError(-1106, "Parameter 'price' sent when not required.");
    }
    if ((quantity === null) === (quoteQuantity === null)) {
      throw new BinanceError(-1128, 'Combination of optional parameters invalid.');
    }
    return { ...common, type, timeInForce: 'GTC', price: null, quantity, quoteQuantity };
  }
  if (quoteQuantity !== null)
    throw new BinanceError(-1106, "Parameter 'quoteOrderQty' sent when not required.");
  if (quantity === null) throw missing('quantity');
  if (price === null) throw missing('price');
  return {
    ...common,
    type,
    timeInForce: timeInForce(parameters, type),
    price,
    quantity,
    quoteQuantity: null,
  };
}

/**
 * How much of a new order is to be told: everything, but of an order that can't trade at once nothing, when it isn't said.
 *
 * @throws BinanceError -1130
 */
export function responseTypeOf(parameters: Parameters, type: NewOrder['type']): ResponseType {
  const given = parameters.get('newOrderRespType') ?? (type === 'LIMIT_MAKER' ? 'ACK' : 'FULL');
  if (given === 'ACK' || given === 'RESULT' || given === 'FULL') return given;
  throw notValid('newOrderRespType');
}

/** Which of two orders of the same account goes. */
function selfTradeOf(parameters: Parameters): 'resting' | 'arriving' | 'both' {
  switch (parameters.get('selfTradePreventionMode') ?? 'EXPIRE_MAKER') {
    case 'EXPIRE_MAKER':
      return 'resting';
    case 'EXPIRE_TAKER':
      return 'arriving';
    case 'EXPIRE_BOTH':
      return 'both';
    default:
      throw notValid('selfTradePreventionMode');
  }
}

function notValid(name: string): BinanceError {
  return new BinanceError(-1130, `Data sent for parameter '${name}' is not valid.`);
}

function timeInForce(parameters: Parameters, type: 'LIMIT' | 'LIMIT_MAKER'): TimeInForce {
  const given = parameters.get('timeInForce');
  if (type === 'LIMIT_MAKER') {
    if (given !== undefined) throw new BinanceError(-1106, "Parameter 'timeInForce' sent when not required.");
    return 'GTC';
  }
  if (given === undefined) throw missing('timeInForce');
  if (given !== 'GTC' && given !== 'IOC' && given !== 'FOK')
    throw new BinanceError(-1115, 'Invalid timeInForce.');
  return given;
}

/** An amount, or null when it isn't sent. */
function amount(parameters: Parameters, name: string): Units | null {
  const text = parameters.get(name);
  if (text === undefined) return null;
  const value = parseUnits(text);
  if (value === 0n) {
    throw new BinanceError(-1013, `Invalid ${name === 'price' ? 'price' : 'quantity'}.`);
  }
  if (value !== null) return value;
  if (/^[0-9]+\.[0-9]{9,}$/.test(text)) {
    throw new BinanceError(-1111, `Parameter '${name}' has too much precision.`);
  }
  throw new BinanceError(
    -1100,
    `Illegal characters found in parameter '${name}'; legal range is '^([0-9]{1,20})(\\.[0-9]{1,20})?$'.`,
  );
}
