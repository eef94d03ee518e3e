import type { Decimal } from '@holdfast/decimal';
import type { OrderIntent, OrderType, Product } from '../../dialect/dialect.ts';
import {
  amountField,
  choiceField,
  type Fields,
  flagField,
  refuseFields,
  requiredAmount,
  requiredChoice,
  requiredField,
  textField,
} from '../../dialect/fields.ts';
import { malformed } from '../../refusal.ts';

const ORDER_TYPES = [
  'market',
  'limit',
  'iceberg',
  'stop-loss',
  'take-profit',
  'stop-loss-limit',
  'take-profit-limit',
  'trailing-stop',
  'trailing-stop-limit',
  'settle-position',
] as const;

/** `nompp` is missing on purpose: it switches the exchange's market price protection off. */
const FLAGS = ['post', 'fcib', 'fciq', 'viqc'];

const PAIR = /^[A-Za-z0-9./]{3,32}$/;
const CLIENT_ID = /^[A-Za-z0-9-]{1,36}$/;
const USER_REFERENCE = /^-?[0-9]{1,10}$/;
const TRAIL = /^\+(?:0|[1-9][0-9]*)(?:\.[0-9]+)?%?$/;
const TRAIL_LIMIT = /^[+-](?:0|[1-9][0-9]*)(?:\.[0-9]+)?%?$/;
const EXPIRY = /^(?:0|\+?[1-9][0-9]{0,11})$/;
const DEADLINE = /^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]{8,18}(?:Z|[+-][0-9]{2}:[0-9]{2})$/;

/** What AddOrder and AddOrderBatch say once for all their orders. */
export interface OrderContext {
  readonly action: 'create' | 'test';
  readonly symbol: string;
  readonly product: Product;
}

/** Reads `pair`, `asset_class`, `deadline` and `validate`. */
export function readContext(fields: Fields): OrderContext {
  readDeadline(fields);
  const assetClass = choiceField(fields, 'asset_class', ['currency', 'tokenized_asset']);
  return {
    action: flagField(fields, 'validate') ? 'test' : 'create',
    symbol: textField(fields, 'pair', PAIR) ?? requiredField(fields, 'pair'),
    product: assetClass === 'tokenized_asset' ? 'other' : 'spot',
  };
}

/** The market pair of a request that may leave it out. */
export function readPair(fields: Fields): string | null {
  return textField(fields, 'pair', PAIR);
}

/** Checks the form of `deadline`, after which the matching engine drops the order. */
export function readDeadline(fields: Fields): void {
  textField(fields, 'deadline', DEADLINE);
}

/** Reads `cl_ord_id`. */
export function readClientId(fields: Fields): string | null {
  return textField(fields, 'cl_ord_id', CLIENT_ID);
}

/**
 * Describes one order of AddOrder or AddOrderBatch.
 *
 * @throws Refusal malformed for relative prices (they are a price only once the exchange has applied them), scheduled
 * starts, a conditional close, and whatever has no meaning with the order type
 * @see https://docs.kraken.com/api-reference/trading/add-order
 */
export function describeOrder(fields: Fields, context: OrderContext): OrderIntent {
  refuseConditionalClose(fields.keys());
  const orderType = requiredChoice(fields, 'ordertype', ORDER_TYPES);
  const side = requiredChoice(fields, 'type', ['buy', 'sell']);
  const flags = readFlags(fields);
  const volume = requiredAmount(fields, 'volume');
  checkSchedule(fields);
  textField(fields, 'userref', USER_REFERENCE);
  choiceField(fields, 'stptype', ['cancel-newest', 'cancel-oldest', 'cancel-both']);
  checkDisplayVolume(fields, orderType);
  if (flags.includes('viqc') && (orderType !== 'market' || side !== 'buy'))
    malformed('oflags viqc', 'A volume in quote currency (viqc) is only understood for market buys.');
  return {
    action: context.action,
    symbol: context.symbol,
    side,
    ...readPrices(fields, orderType, flags.includes('post')),
    quantity: flags.includes('viqc') ? null : volume,
    quoteQuantity: flags.includes('viqc') ? volume : null,
    timeInForce: choiceField(fields, 'timeinforce', ['GTC', 'IOC', 'FOK', 'GTD']),
    product: isMargin(fields, orderType) ? 'margin' : context.product,
    clientOrderId: readClientId(fields),
    amends: null,
  };
}

/** Refuses `close` and `close[…]`: it would place a second order when the first one fills. */
export function refuseConditionalClose(names: Iterable<string>): void {
  for (const name of names) {
    if (/^close($|\[)/.test(name))
      malformed(
        'conditional close',
        'close[…] places a second order later. Place that order yourself when the first one fills.',
      );
  }
}

/** Reads `oflags`; ccxt may write a flag twice, which changes nothing. */
export function readFlags(fields: Fields): readonly string[] {
  const flags = fields.get('oflags')?.split(',') ?? [];
  const unknown = flags.find((flag) => !FLAGS.includes(flag));
  if (unknown !== undefined)
    malformed('oflags', `Of oflags, only ${FLAGS.join(', ')} are accepted through the gateway.`);
  return flags;
}

interface Prices {
  readonly type: OrderType;
  readonly price: Decimal | null;
  readonly trigger: Decimal | null;
}

function readPrices(fields: Fields, orderType: (typeof ORDER_TYPES)[number], post: boolean): Prices {
  if (post && orderType !== 'limit' && orderType !== 'iceberg')
    malformed('oflags post', 'Only limit orders can be post-only.');
  switch (orderType) {
    case 'market':
    case 'settle-position':
      refuseFields(fields, ['price', 'price2', 'trigger'], 'has no meaning for a market order');
      return { type: 'market', price: null, trigger: null };
    case 'limit':
    case 'iceberg':
      refuseFields(fields, ['price2', 'trigger'], 'has no meaning for a limit order');
      return { type: post ? 'post-only' : 'limit', price: requiredAmount(fields, 'price'), trigger: null };
    case 'stop-loss':
    case 'take-profit':
      readTrigger(fields);
      refuseFields(fields, ['price2'], 'has no meaning for an order that fills at any price');
      return { type: 'stop-market', price: null, trigger: requiredAmount(fields, 'price') };
    case 'stop-loss-limit':
    case 'take-profit-limit':
      readTrigger(fields);
      return {
        type: 'stop-limit',
        price: requiredAmount(fields, 'price2'),
        trigger: requiredAmount(fields, 'price'),
      };
    case 'trailing-stop':
    case 'trailing-stop-limit':
      return readTrail(fields, orderType === 'trailing-stop-limit');
  }
}

/** A trailing stop is always relative, so that it has no price to judge: it counts as one that fills at any price. */
function readTrail(fields: Fields, limited: boolean): Prices {
  readTrigger(fields);
  if (textField(fields, 'price', TRAIL) === null)
    malformed('missing parameter', '"price" is missing: how far the stop trails, like +5%.');
  if (!limited) refuseFields(fields, ['price2'], 'has no meaning without a limit');
  else if (textField(fields, 'price2', TRAIL_LIMIT) === null)
    malformed('missing parameter', '"price2" is missing: the distance of the limit, like -1%.');
  return { type: 'trailing-stop', price: null, trigger: null };
}

function readTrigger(fields: Fields): void {
  choiceField(fields, 'trigger', ['last', 'index']);
}

function checkSchedule(fields: Fields): void {
  if ((fields.get('starttm') ?? '0') !== '0')
    malformed('starttm', 'An order that starts later would be judged by prices of now, so it is refused.');
  textField(fields, 'expiretm', EXPIRY);
}

function checkDisplayVolume(fields: Fields, orderType: string): void {
  if (orderType === 'iceberg') requiredAmount(fields, 'displayvol');
  else if (amountField(fields, 'displayvol') !== null)
    malformed('displayvol', 'displayvol has a meaning for iceberg orders only.');
}

function isMargin(fields: Fields, orderType: string): boolean {
  const leverage = fields.get('leverage') ?? 'none';
  return leverage !== 'none' || flagField(fields, 'reduce_only') || orderType === 'settle-position';
}
