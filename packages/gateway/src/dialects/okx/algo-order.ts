import type { Decimal } from '@holdfast/decimal';
import type { OrderIntent, OrderType } from '../../dialect/dialect.ts';
import {
  amountField,
  choiceField,
  type Fields,
  refuseFields,
  requiredAmount,
  requiredChoice,
  requiredField,
} from '../../dialect/fields.ts';
import { malformed } from '../../refusal.ts';
import { readInstrument, readProduct } from './instrument.ts';
import { checkExtras, readClientId, readSide, readSize, type Size } from './order.ts';

const TRIGGER_TYPES = ['last', 'index', 'mark'] as const;
const TRIGGER = ['triggerPx', 'triggerPxType', 'orderPx'];
const TAKE_PROFIT = ['tpTriggerPx', 'tpTriggerPxType', 'tpOrdPx', 'tpOrdKind'];
const STOP_LOSS = ['slTriggerPx', 'slTriggerPxType', 'slOrdPx'];
const TRAIL = ['callbackRatio', 'callbackSpread', 'activePx'];

/** An order price of −1 means the market's. */
const AT_MARKET = '-1';

interface Leg {
  readonly type: OrderType;
  readonly price: Decimal | null;
  readonly trigger: Decimal | null;
}

/**
 * Describes an algo order as the orders it may place: one for a trigger, a stop, a target or a trailing stop, two for
 * `oco`, although only one of those will fill. Iceberg, TWAP and chase orders trade on their own, and are refused.
 *
 * @throws Refusal malformed
 * @see https://www.okx.com/docs-v5/en/#order-book-trading-algo-trading-post-place-algo-order
 */
export function describeAlgoOrder(fields: Fields): OrderIntent[] {
  const instrument = readInstrument(fields);
  checkExtras(fields);
  const clientOrderId = readClientId(fields, 'algoClOrdId') ?? readClientId(fields, 'clOrdId');
  return readLegs(fields).map((leg) => ({
    action: 'create',
    symbol: instrument.symbol,
    side: readSide(fields),
    ...leg,
    ...sizeOf(fields, leg, () => readSize(fields, instrument, leg.price === null)),
    timeInForce: null,
    product: readProduct(fields, instrument),
    clientOrderId,
    kind: 'algo',
    amends: null,
  }));
}

function readLegs(fields: Fields): Leg[] {
  switch (requiredChoice(fields, 'ordType', ['trigger', 'conditional', 'oco', 'move_order_stop'])) {
    case 'trigger':
      refuseFields(fields, [...TAKE_PROFIT, ...STOP_LOSS, ...TRAIL], 'has no meaning for a trigger order');
      choiceField(fields, 'triggerPxType', TRIGGER_TYPES);
      return [legOf(fields, 'triggerPx', 'orderPx')];
    case 'conditional':
      refuseFields(fields, [...TRIGGER, ...TRAIL], 'has no meaning for a conditional order');
      return stopLegs(fields, 1);
    case 'oco':
      refuseFields(fields, [...TRIGGER, ...TRAIL], 'has no meaning for an oco order');
      return stopLegs(fields, 2);
    case 'move_order_stop':
      refuseFields(fields, [...TRIGGER, ...TAKE_PROFIT, ...STOP_LOSS], 'has no meaning for a trailing stop');
      return [trailOf(fields)];
  }
}

function stopLegs(fields: Fields, wanted: 1 | 2): Leg[] {
  choiceField(fields, 'tpTriggerPxType', TRIGGER_TYPES);
  choiceField(fields, 'slTriggerPxType', TRIGGER_TYPES);
  choiceField(fields, 'tpOrdKind', ['condition']);
  const legs: Leg[] = [];
  if (TAKE_PROFIT.some((name) => fields.has(name))) legs.push(legOf(fields, 'tpTriggerPx', 'tpOrdPx'));
  if (STOP_LOSS.some((name) => fields.has(name))) legs.push(legOf(fields, 'slTriggerPx', 'slOrdPx'));
  if (legs.length !== wanted)
    malformed('algo order', 'A conditional order has a stop or a target; an oco order has both.');
  return legs;
}

function legOf(fields: Fields, triggerName: string, priceName: string): Leg {
  const trigger = requiredAmount(fields, triggerName);
  if (requiredField(fields, priceName) === AT_MARKET) return { type: 'stop-market', price: null, trigger };
  return { type: 'stop-limit', price: requiredAmount(fields, priceName), trigger };
}

/** A trailing stop has no price to judge: it counts as one that fills at any price. */
function trailOf(fields: Fields): Leg {
  const ratio = amountField(fields, 'callbackRatio');
  const spread = amountField(fields, 'callbackSpread');
  if ((ratio === null) === (spread === null))
    malformed('trailing stop', 'A trailing stop has either callbackRatio or callbackSpread.');
  amountField(fields, 'activePx');
  return { type: 'trailing-stop', price: null, trigger: null };
}

/** Without `tgtCcy`, the documentation gives no unit for what a buy would be filled with later. */
function sizeOf(fields: Fields, leg: Leg, read: () => Size): Size {
  if (leg.price === null && readSide(fields) === 'buy' && !fields.has('tgtCcy'))
    malformed('tgtCcy', 'Say by tgtCcy in which currency sz counts: base_ccy or quote_ccy.');
  return read();
}
