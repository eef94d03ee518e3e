import { randomBytes } from 'node:crypto';
import type { NewOrder, TimeInForce } from '../exchange/order.ts';
import { formatUnits, ONE, parseUnits, type Units } from '../exchange/units.ts';
import type { PaperSymbol } from '../market/symbol.ts';
import { formatPrice } from './amounts.ts';
import { invalid, KrakenError } from './kraken-error.ts';
import { type KrakenNames, pairAltnameOf } from './names.ts';
import type { Parameters } from './request.ts';

/** A UUID with or without dashes, or a text of at most 18 characters. */
const CLIENT_ID = /^(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{32}|[\x21-\x7e]{1,18})$/i;
/** What no client can send: orders without a client id have one of their own inside. */
const NO_CLIENT_ID = ' ';
const FLAGS = new Set(['post', 'fcib', 'fciq', 'viqc', 'nompp']);
const LEAST_EXPIRY_S = 5;
const MOST_AMOUNT = 9_000_000_000n * ONE;
const SELF_TRADES = {
  'cancel-newest': 'arriving',
  'cancel-oldest': 'resting',
  'cancel-both': 'both',
} as const;
/** What an order may have at Kraken and not here, with the values that ask for nothing. */
const NOT_HERE: ReadonlyMap<string, readonly string[]> = new Map([
  ['leverage', ['none', '']],
  ['reduce_only', ['false', '']],
  ['starttm', ['0', '']],
  ['price2', ['0', '']],
  ['trigger', ['']],
  ['displayvol', ['']],
]);

/**
 * Reads the parameters of AddOrder. Market and limit orders are known; fees are in quote currency unless `fcib` says otherwise.
 *
 * @param now simulated milliseconds since 1970, by which orders expire
 * @throws KrakenError
 * @see https://docs.kraken.com/api-reference/trading/add-order
 */
export function readNewOrder(parameters: Parameters, names: KrakenNames, now: number): NewOrder {
  refuseUnknown(parameters);
  const symbol = names.pair(parameters.get('pair') ?? '');
  if (symbol === null) throw new KrakenError('EQuery:Unknown asset pair');
  const type = parameters.get('ordertype');
  if (type !== 'market' && type !== 'limit') throw invalid('ordertype');
  const side = parameters.get('type');
  if (side !== 'buy' && side !== 'sell') throw invalid('type');
  const flags = readFlags(parameters);
  const volume = readAmount(parameters, 'volume');
  if (volume === null || volume === 0n) throw invalid('volume');
  const common = {
    symbol: symbol.name,
    side: side === 'buy' ? 'BUY' : 'SELL',
    feeIn: flags.has('fcib') ? 'base' : 'quote',
    selfTrade: readSelfTrade(parameters),
    ...readIdentity(parameters),
  } as const;
  if (type === 'market') {
    if (flags.has('post')) throw invalid('oflags');
    const inQuote = flags.has('viqc');
    if (inQuote && side === 'sell') throw invalid('viqc');
    return {
      ...common,
      type: 'MARKET',
      timeInForce: 'GTC',
      price: null,
      quantity: inQuote ? null : volume,
      quoteQuantity: inQuote ? volume : null,
    };
  }
  if (flags.has('viqc')) throw invalid('viqc');
  const price = readAmount(parameters, 'price');
  if (price === null || price === 0n) throw invalid('price');
  const { timeInForce, expiresAt } = readLifetime(parameters, now);
  const post = flags.has('post');
  if (post && timeInForce !== 'GTC') throw invalid('timeinforce');
  return {
    ...common,
    type: post ? 'LIMIT_MAKER' : 'LIMIT',
    timeInForce,
    price,
    quantity: volume,
    quoteQuantity: null,
    ...(expiresAt === null ? {} : { expiresAt }),
  };
}

/** What the client named an order; null when it didn't. */
export function clientIdOf({ clientOrderId }: Pick<NewOrder, 'clientOrderId'>): string | null {
  return clientOrderId.startsWith(NO_CLIENT_ID) ? null : clientOrderId;
}

/** An order in one sentence. @example 'buy 0.02100000 XBTUSD @ limit 33000.0' */
export function describe(order: NewOrder, symbol: PaperSymbol): string {
  const amount = order.quantity ?? order.quoteQuantity ?? 0n;
  const at = order.price === null ? 'market' : `limit ${formatPrice(order.price, symbol)}`;
  return `${order.side.toLowerCase()} ${formatUnits(amount)} ${pairAltnameOf(symbol)} @ ${at}`;
}

/** An amount that must be a plain decimal of at most eight digits behind the point; null when it isn't there. */
export function readAmount(parameters: Parameters, name: string): Units | null {
  const text = parameters.get(name);
  if (text === undefined || text === '') return null;
  const amount = parseUnits(text);
  if (amount === null || amount > MOST_AMOUNT) throw invalid(name);
  return amount;
}

function refuseUnknown(parameters: Parameters): void {
  for (const [name, value] of parameters) {
    if (name.startsWith('close')) throw invalid('close');
    if (NOT_HERE.get(name)?.includes(value.toLowerCase()) === false) throw invalid(name);
  }
}

function readFlags(parameters: Parameters): ReadonlySet<string> {
  const flags = new Set((parameters.get('oflags') ?? '').split(',').filter((flag) => flag !== ''));
  if ([...flags].some((flag) => !FLAGS.has(flag))) throw invalid('oflags');
  if (flags.has('fcib') && flags.has('fciq')) throw invalid('oflags');
  return flags;
}

function readSelfTrade(parameters: Parameters): 'arriving' | 'resting' | 'both' {
  const text = parameters.get('stptype') ?? 'cancel-newest';
  const found = Object.entries(SELF_TRADES).find(([name]) => name === text);
  if (found === undefined) throw invalid('stptype');
  return found[1];
}

/** A client id or a user reference; not both. */
function readIdentity(parameters: Parameters): Pick<NewOrder, 'clientOrderId' | 'userReference'> {
  const clientId = parameters.get('cl_ord_id');
  const reference = parameters.get('userref');
  if (clientId !== undefined && !CLIENT_ID.test(clientId)) throw invalid('cl_ord_id');
  if (clientId !== undefined && reference !== undefined) throw invalid('userref');
  const clientOrderId = clientId ?? `${NO_CLIENT_ID}${randomBytes(9).toString('base64url')}`;
  if (reference === undefined) return { clientOrderId };
  const userReference = Number(reference);
  if (!/^-?[0-9]{1,10}$/.test(reference) || (userReference | 0) !== userReference) throw invalid('userref');
  return { clientOrderId, userReference };
}

/** How long an order lasts: an expiry alone means GTD, and is a time, or `+` and seconds from now. */
function readLifetime(
  parameters: Parameters,
  now: number,
): { readonly timeInForce: TimeInForce; readonly expiresAt: number | null } {
  const given = parameters.get('timeinforce');
  const expiry = parameters.get('expiretm') ?? '0';
  const match = /^(\+?)([0-9]{1,12})$/.exec(expiry);
  if (match === null) throw invalid('expiretm');
  const [, plus, digits] = match;
  const expires = Number(digits) > 0;
  const timeInForce = given ?? (expires ? 'GTD' : 'GTC');
  if (timeInForce !== 'GTC' && timeInForce !== 'IOC' && timeInForce !== 'FOK' && timeInForce !== 'GTD') {
    throw invalid('timeinforce');
  }
  if (expires !== (timeInForce === 'GTD')) throw invalid('expiretm');
  if (timeInForce !== 'GTD') return { timeInForce, expiresAt: null };
  const expiresAt = Number(digits) * 1000 + (plus === '+' ? now : 0);
  if (expiresAt < now + LEAST_EXPIRY_S * 1000) throw invalid('expiretm');
  return { timeInForce: 'GTC', expiresAt };
}
