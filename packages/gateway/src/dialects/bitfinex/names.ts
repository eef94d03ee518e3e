import type { OwnNames } from '../../dialect/symbol-format.ts';

/**
 * Bitfinex's own names of currencies, with everybody else's. Some are others' names of something else (`AMP`, `LUNA`), so
 * that leaving one out would compare prices of two currencies.
 *
 * Source: https://api-pub.bitfinex.com/v2/conf/pub:map:currency:sym, and ccxt's `commonCurrencies` of Bitfinex
 */
export const OWN_NAMES: OwnNames = {
  UST: 'USDT',
  UDC: 'USDC',
  TSD: 'TUSD',
  EUS: 'EURS',
  EUT: 'EURT',
  XCH: 'XCHF',
  TERRAUST: 'USTC',
  ALG: 'ALGO',
  AMP: 'AMPL',
  ATO: 'ATOM',
  BCHABC: 'XEC',
  BCHN: 'BCH',
  DAT: 'DATA',
  DOG: 'MDOGE',
  DSH: 'DASH',
  EDO: 'PNT',
  HTX: 'HT',
  IDX: 'ID',
  IOT: 'IOTA',
  IQX: 'IQ',
  LUNA: 'LUNC',
  LUNA2: 'LUNA',
  MNA: 'MANA',
  PAS: 'PASS',
  QSH: 'QASH',
  QTM: 'QTUM',
  RBT: 'RBTC',
  SNG: 'SNGLS',
  STJ: 'STORJ',
  VSY: 'VSYS',
  WAX: 'WAXP',
  YGG: 'YEED',
  YYW: 'YOYOW',
  ZBT: 'ZB',
};
