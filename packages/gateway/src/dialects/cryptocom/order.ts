import type { Decimal } from '@holdfast/decimal';
import type { OrderIntent, OrderType, Product } from '../../dialect/dialect.ts';
import {
  amountField,
  choiceField,
  type Fields,
  fieldsOfObject,
  refuseFields,
  requiredAmount,
  requiredChoice,
  textField,
} from '../../dialect/fields.ts';
import type { Instrument } from '../../dialect/instrument-field.ts';
import { isJsonArray, type JsonObject } from '../../http/strict-json.ts';
import { malformed } from '../../refusal.ts';
import { readInstrument } from './instrument.ts';
import { ownWords } from './own-words.ts';

const AT_ONCE = ['LIMIT', 'MARKET'] as const;
const TRIGGERS = ['STOP_LOSS', 'STOP_LIMIT', 'TAKE_PROFIT', 'TAKE_PROFIT_LIMIT'] as const;
type WireType = (typeof AT_ONCE)[number] | (typeof TRIGGERS)[number];

const WITH_PRICE: readonly WireType[] = ['LIMIT', 'STOP_LIMIT', 'TAKE_PROFIT_LIMIT'];

const LIFETIMES = ['GOOD_TILL_CANCEL', 'IMMEDIATE_OR_CANCEL', 'FILL_OR_KILL'] as const;
const SHORT = { GOOD_TILL_CANCEL: 'GTC', IMMEDIATE_OR_CANCEL: 'IOC', FILL_OR_KILL: 'FOK' } as const;

/** `SMART_POST_ONLY` is missing on purpose: the exchange may change the price of such an order. */
const INSTRUCTIONS = ['POST_ONLY', 'MARGIN_ORDER', 'ISOLATED_MARGIN', 'REDUCE_ONLY'];
/** What only orders of positions have. */
const OF_POSITIONS = ['isolation_id', 'isolated_margin_amount', 'leverage'];

/** An order as it is described, and what its type is called. */
export interface ReadOrder {
  readonly intent: OrderIntent;
  readonly wireType: WireType;
  readonly waits: boolean;
}

/**
 * Describes one order.
 *
 * @param kind `algo` for the methods of advanced orders, whose ids and cancellations are apart. There an order is on margin
 *   only by its instructions; everywhere else `spot_margin` must say that it isn't, since what it is without is not documented.
 * @throws Refusal malformed for what can't be understood
 * @see https://exchange-developer.crypto.com/exchange/v1/docs/api/rest/private-create-order
 */
export function readOrder(object: JsonObject, kind?: 'algo'): ReadOrder {
  const instructions = instructionsOf(object);
  const fields = fieldsOfObject(new Map([...object].filter(([name]) => name !== 'exec_inst')));
  const instrument = readInstrument(fields);
  const wireType = requiredChoice(fields, 'type', [...AT_ONCE, ...TRIGGERS]);
  const waits = TRIGGERS.some((one) => one === wireType);
  const side = requiredChoice(fields, 'side', ['BUY', 'SELL']);
  const priced = WITH_PRICE.includes(wireType);
  const timeInForce = choiceField(fields, 'time_in_force', LIFETIMES);
  checkExtras(fields);
  if (!waits) refuseFields(fields, ['ref_price', 'ref_price_type'], `has no meaning for ${wireType}`);
  if (!priced) refuseFields(fields, ['price'], `has no meaning for ${wireType}`);
  choiceField(fields, 'ref_price_type', ['MARK_PRICE', 'INDEX_PRICE', 'LAST_PRICE']);
  const postOnly = instructions.includes('POST_ONLY');
  if (postOnly && (wireType !== 'LIMIT' || (timeInForce ?? 'GOOD_TILL_CANCEL') !== 'GOOD_TILL_CANCEL'))
    malformed('exec_inst', 'POST_ONLY is for LIMIT orders that are GOOD_TILL_CANCEL.');
  return {
    wireType,
    waits,
    intent: {
      action: 'create',
      symbol: instrument.symbol,
      side: side === 'BUY' ? 'buy' : 'sell',
      type: typeOf(priced, waits, postOnly),
      ...sizeOf(fields, !priced && side === 'BUY'),
      price: priced ? requiredAmount(fields, 'price') : null,
      trigger: waits ? requiredAmount(fields, 'ref_price') : null,
      timeInForce: timeInForce === null ? null : SHORT[timeInForce],
      product: productOf(fields, instrument, instructions, kind === undefined),
      clientOrderId: ownWords(fields, 'client_oid'),
      ...(kind === undefined ? {} : { kind }),
      amends: null,
    },
  };
}

function typeOf(priced: boolean, waits: boolean, postOnly: boolean): OrderType {
  if (waits) return priced ? 'stop-limit' : 'stop-market';
  if (!priced) return 'market';
  return postOnly ? 'post-only' : 'limit';
}

/** `notional` is what a buy at any price may spend; `quantity` counts in base units, whatever the order. */
function sizeOf(
  fields: Fields,
  mayBeNotional: boolean,
): { readonly quantity: Decimal | null; readonly quoteQuantity: Decimal | null } {
  if (!mayBeNotional) refuseFields(fields, ['notional'], 'is for buys at market only');
  const quoteQuantity = amountField(fields, 'notional');
  if (quoteQuantity === null) return { quantity: requiredAmount(fields, 'quantity'), quoteQuantity };
  refuseFields(fields, ['quantity'], 'must not be there beside "notional"');
  return { quantity: null, quoteQuantity };
}

function productOf(
  fields: Fields,
  { derivative }: Instrument,
  instructions: readonly string[],
  mustSay: boolean,
): Product {
  const margin = choiceField(fields, 'spot_margin', ['SPOT', 'MARGIN']);
  const ofPosition = OF_POSITIONS.some((name) => fields.has(name));
  if (derivative || ofPosition || instructions.some((one) => /^(?:ISOLATED_MARGIN|REDUCE_ONLY)$/.test(one)))
    return 'derivative';
  if (margin === 'MARGIN' || instructions.includes('MARGIN_ORDER')) return 'margin';
  if (margin === null && mustSay)
    malformed(
      'spot_margin',
      'Say "spot_margin": "SPOT": whether the order borrows without it is not documented.',
    );
  return 'spot';
}

/** Parameters that don't change what an order costs. */
function checkExtras(fields: Fields): void {
  ownWords(fields, 'broker_id');
  textField(fields, 'fee_instrument_name', /^[A-Z0-9]{1,20}$/);
  choiceField(fields, 'stp_scope', ['M', 'S']);
  choiceField(fields, 'stp_inst', ['M', 'T', 'B']);
  textField(fields, 'stp_id', /^(?:0|[1-9][0-9]{0,4})$/);
}

function instructionsOf(object: JsonObject): readonly string[] {
  const value = object.get('exec_inst');
  if (value === undefined) return [];
  if (!isJsonArray(value)) return malformed('exec_inst', '"exec_inst" must be a list.');
  const words = value.filter((one) => typeof one === 'string');
  if (new Set(words).size !== value.length || words.some((one) => !INSTRUCTIONS.includes(one)))
    malformed('exec_inst', `Of "exec_inst" the gateway knows ${INSTRUCTIONS.join(', ')}, each once.`);
  return words;
}
