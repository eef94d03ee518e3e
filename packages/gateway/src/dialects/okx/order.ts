import type { Decimal } from '@holdfast/decimal';
import type { OrderIntent, OrderType } from '../../dialect/dialect.ts';
import {
  choiceField,
  type Fields,
  flagField,
  refuseFields,
  requiredAmount,
  requiredChoice,
  textField,
} from '../../dialect/fields.ts';
import type { Instrument } from '../../dialect/instrument-field.ts';
import { malformed } from '../../refusal.ts';
import { readInstrument, readProduct } from './instrument.ts';

/** The first five are spot's; the others are of derivatives, and named so that they are refused as such. */
const ORDER_TYPES = [
  'market',
  'limit',
  'post_only',
  'fok',
  'ioc',
  'optimal_limit_ioc',
  'mmp',
  'mmp_and_post_only',
  'op_fok',
] as const;

const TYPES: Readonly<Record<(typeof ORDER_TYPES)[number], readonly [OrderType, string | null]>> = {
  market: ['market', null],
  limit: ['limit', null],
  post_only: ['post-only', null],
  fok: ['limit', 'FOK'],
  ioc: ['limit', 'IOC'],
  optimal_limit_ioc: ['market', 'IOC'],
  mmp: ['limit', null],
  mmp_and_post_only: ['post-only', null],
  op_fok: ['limit', 'FOK'],
};

export const ORDER_ID = /^[A-Za-z0-9_-]{1,64}$/;
const CLIENT_ID = /^[A-Za-z0-9]{1,32}$/;
const CURRENCY = /^[A-Z0-9]{1,20}$/;

/** A size in base units or in quote units; the other one is null. */
export interface Size {
  readonly quantity: Decimal | null;
  readonly quoteQuantity: Decimal | null;
}

/**
 * Describes one order.
 *
 * @throws Refusal malformed for attached orders, automatic price changes and whatever has no meaning with the type
 * @see https://www.okx.com/docs-v5/en/#order-book-trading-trade-post-place-order
 */
export function describeOrder(fields: Fields): OrderIntent {
  const instrument = readInstrument(fields);
  const orderType = requiredChoice(fields, 'ordType', ORDER_TYPES);
  const [type, timeInForce] = TYPES[orderType];
  checkExtras(fields);
  flagField(fields, 'banAmend');
  refusePriceChanges(fields);
  choiceField(fields, 'stpMode', ['cancel_maker', 'cancel_taker', 'cancel_both']);
  if (type === 'market') refuseFields(fields, ['px'], 'has no meaning for a market order');
  return {
    action: 'create',
    symbol: instrument.symbol,
    side: readSide(fields),
    type,
    ...readSize(fields, instrument, type === 'market'),
    price: type === 'market' ? null : requiredAmount(fields, 'px'),
    trigger: null,
    timeInForce,
    product: TYPES_OF_DERIVATIVES.includes(orderType) ? 'derivative' : readProduct(fields, instrument),
    clientOrderId: textField(fields, 'clOrdId', CLIENT_ID),
    amends: null,
  };
}

const TYPES_OF_DERIVATIVES: readonly string[] = ['optimal_limit_ioc', 'mmp', 'mmp_and_post_only', 'op_fok'];

export function readSide(fields: Fields): 'buy' | 'sell' {
  return requiredChoice(fields, 'side', ['buy', 'sell']);
}

/** Checks the parameters that don't change what an order costs. */
export function checkExtras(fields: Fields): void {
  textField(fields, 'tag', /^[A-Za-z0-9]{1,16}$/);
  textField(fields, 'tradeQuoteCcy', CURRENCY);
  textField(fields, 'ccy', CURRENCY);
  choiceField(fields, 'posSide', ['net', 'long', 'short', '']);
  flagField(fields, 'reduceOnly');
}

/** `pxAmendType: 1` lets OKX change a price that is out of bounds: the price that was judged must be the one sent. */
export function refusePriceChanges(fields: Fields): void {
  if ((fields.get('pxAmendType') ?? '0') !== '0')
    malformed('pxAmendType', 'The exchange may not change the price: leave pxAmendType out.');
}

/**
 * Reads `sz` in the unit of `tgtCcy`. Left out, OKX counts market buys of spot in quote currency and everything else in
 * base currency. With a limit price only base currency is understood.
 */
export function readSize(fields: Fields, { derivative }: Instrument, atMarket: boolean): Size {
  const size = requiredAmount(fields, 'sz');
  const target = choiceField(fields, 'tgtCcy', ['base_ccy', 'quote_ccy']);
  if (target === 'quote_ccy' && (derivative || !atMarket))
    malformed('tgtCcy', 'A size in quote currency is only understood for market orders of spot.');
  const byDefault = atMarket && !derivative && readSide(fields) === 'buy' ? 'quote_ccy' : 'base_ccy';
  return (target ?? byDefault) === 'quote_ccy'
    ? { quantity: null, quoteQuantity: size }
    : { quantity: size, quoteQuantity: null };
}

/** The client's own id, where it gave one. */
export function readClientId(fields: Fields, name: string): string | null {
  return textField(fields, name, CLIENT_ID);
}
