import ccxt from 'ccxt';
import { describe, expect, it } from 'vitest';
import { placementOfError, reasonOf } from '../../src/venue/place-error.ts';
import { venueFailure } from '../../src/venue/venue-failure.ts';

type ErrorName = keyof typeof ccxt;

/** Every class of ccxt's errors, and what it may be taken for. */
const MEANINGS: Readonly<Record<string, string>> = {
  BaseError: 'unclear',
  ExchangeError: 'unclear',
  AuthenticationError: 'policy',
  PermissionDenied: 'policy',
  AccountNotEnabled: 'policy',
  AccountSuspended: 'policy',
  ArgumentsRequired: 'other',
  BadRequest: 'other',
  BadSymbol: 'halted',
  OperationRejected: 'unclear',
  NoChange: 'unclear',
  MarginModeAlreadySet: 'unclear',
  MarketClosed: 'halted',
  ManualInteractionNeeded: 'policy',
  RestrictedLocation: 'policy',
  InsufficientFunds: 'funds',
  InvalidAddress: 'unclear',
  AddressPending: 'unclear',
  InvalidOrder: 'filters',
  OrderNotFound: 'unclear',
  OrderNotCached: 'filters',
  OrderImmediatelyFillable: 'passive',
  OrderNotFillable: 'filters',
  DuplicateOrderId: 'unclear',
  ContractUnavailable: 'filters',
  NotSupported: 'other',
  InvalidProxySettings: 'unclear',
  ExchangeClosedByUser: 'unclear',
  OperationFailed: 'unclear',
  NetworkError: 'unclear',
  DDoSProtection: 'busy',
  RateLimitExceeded: 'busy',
  ExchangeNotAvailable: 'unclear',
  OnMaintenance: 'unclear',
  InvalidNonce: 'busy',
  ChecksumError: 'busy',
  RequestTimeout: 'unclear',
  BadResponse: 'unclear',
  NullResponse: 'unclear',
  CancelPending: 'unclear',
  UnsubscribeError: 'unclear',
};

function errorOf(name: string, message = 'binance something'): Error {
  const Kind = ccxt[name as ErrorName] as unknown as new (message: string) => Error;
  return new Kind(message);
}

function meaningOf(error: unknown): string {
  const placement = placementOfError(error);
  return placement.kind === 'refused' ? placement.cause : placement.kind;
}

describe('a class of ccxt', () => {
  it('is one of those that a meaning was chosen for', () => {
    const all = Object.entries(ccxt).filter(
      ([, value]) =>
        typeof value === 'function' &&
        (value === ccxt.BaseError || value.prototype instanceof ccxt.BaseError),
    );
    expect(all.map(([name]) => name).sort()).toEqual(Object.keys(MEANINGS).sort());
  });

  it.each(Object.entries(MEANINGS))('%s means %s', (name, meaning) => {
    expect(meaningOf(errorOf(name))).toBe(meaning);
  });
});

describe('what no class of ccxt tells', () => {
  it.each<[string, unknown]>([
    ['a mistake in the client', new TypeError('x is undefined')],
    ['an aborted request', new DOMException('This operation was aborted', 'AbortError')],
    ['no error at all', 'what?'],
    ['undefined', undefined],
  ])('is unclear: %s', (_name, error) => expect(meaningOf(error)).toBe('unclear'));

  it.each<[string, string, string]>([
    ['InvalidOrder', 'binance {"code":-2010,"msg":"Duplicate order sent."}', 'unclear'],
    [
      'InvalidNonce',
      'kraken {"error":["EAPI:Invalid nonce","Holdfast: replay: The same request was made before."]}',
      'unclear',
    ],
    ['InvalidNonce', 'binance This request was seen before: Holdfast: replay: …', 'unclear'],
    ['BadRequest', 'binance Execution status unknown.', 'unclear'],
    ['ExchangeError', 'kraken {"error":["EService:Timeout"]}', 'unclear'],
    ['ExchangeError', 'kraken {"error":["EService:Deadline elapsed"]}', 'unclear'],
    ['ExchangeNotAvailable', 'kraken {"error":["EService:Unavailable"]}', 'unclear'],
    ['ExchangeNotAvailable', 'kraken {"error":["EService:Busy"]}', 'unclear'],
    ['ExchangeNotAvailable', 'kraken {"error":["EGeneral:Internal error"]}', 'unclear'],
    // A page that happens to quote words says nothing.
    ['ExchangeNotAvailable', '502 Market is closed, insufficient funds, Filter failure', 'unclear'],
    ['RequestTimeout', 'binance Order refused: ?', 'unclear'],
    ['OnMaintenance', 'kraken {"error":["EService:Market in cancel_only mode"]}', 'halted'],
    ['OnMaintenance', 'binance System is under maintenance.', 'unclear'],
    ['InvalidOrder', 'kraken {"error":["EOrder:Invalid order","Holdfast: symbols: not allowed."]}', 'policy'],
    [
      'InvalidOrder',
      'binance {"code":-2010,"msg":"Order refused: Holdfast: reference_price: …"}',
      'unpriced',
    ],
    ['ExchangeError', 'kraken {"error":["EOrder:Post only order"]}', 'passive'],
    ['InsufficientFunds', 'kraken {"error":["EOrder:Insufficient funds"]}', 'funds'],
    ['ExchangeError', 'kraken {"error":["EOrder:Cost minimum not met"]}', 'filters'],
    ['ExchangeError', 'kraken {"error":["EOrder:Tick size check failed"]}', 'filters'],
    ['ExchangeError', 'kraken {"error":["EOrder:Orders limit exceeded"]}', 'filters'],
    ['DDoSProtection', 'kraken {"error":["EOrder:Rate limit exceeded"]}', 'busy'],
    ['DDoSProtection', 'kraken {"error":["EAPI:Rate limit exceeded"]}', 'busy'],
    [
      'ExchangeError',
      'kraken {"error":["EAccount:Invalid permissions:XYZ trading restricted for US."]}',
      'policy',
    ],
    ['AccountSuspended', 'kraken {"error":["ETrade:User Locked","Holdfast: frozen: …"]}', 'policy'],
    [
      'DDoSProtection',
      'binance {"code":-2015,"msg":"Invalid API-key, IP, or permissions for action."}',
      'policy',
    ],
  ])('is told by words: %s: %s → %s', (name, message, meaning) => {
    expect(meaningOf(errorOf(name, message))).toBe(meaning);
  });
});

it('gives one line as the reason, without addresses', () => {
  const error = errorOf('ExchangeError', 'binance POST https://api/x?signature=abc 400\n  {"a":1}');
  expect(reasonOf(error)).toBe('ExchangeError: binance POST 400 {"a":1}');
  expect(reasonOf(errorOf('ExchangeError', 'x'.repeat(5000)))).toHaveLength(300);
  expect(
    reasonOf(errorOf('InvalidOrder', 'binance {"code":-2010,"msg":"Order refused: max_order_usd"}')),
  ).toBe('Order refused: max_order_usd');
  expect(reasonOf(errorOf('InvalidOrder', 'kraken {"error":["EOrder:Invalid order","symbols: no"]}'))).toBe(
    'EOrder:Invalid order; symbols: no',
  );
  expect(reasonOf(errorOf('InvalidOrder', 'binance {"code":-2010,"msg":'))).toMatch(/^InvalidOrder: binance/);
});

describe('a question that fails', () => {
  it.each<[string, string]>([
    ['RequestTimeout', 'no answer'],
    ['OperationFailed', 'binance {"code":-1001}'],
    ['BadResponse', 'not JSON'],
    ['NullResponse', 'nothing'],
    ['InvalidNonce', 'clock'],
    ['DDoSProtection', 'ban'],
    ['ExchangeError', 'kraken {"error":["EService:Timeout"]}'],
    ['ExchangeError', 'kraken {"error":["EGeneral:Internal error"]}'],
  ])('may be asked again: %s %s', (name, message) => {
    expect(venueFailure(errorOf(name, message)).code).toBe('VENUE_UNREACHABLE');
  });

  it.each<[string, string]>([
    ['AuthenticationError', 'wrong key'],
    ['PermissionDenied', 'no right'],
    ['BadRequest', 'what?'],
    ['ExchangeError', 'kraken {"error":["EAccount:Invalid permissions"]}'],
  ])('is refused: %s %s', (name, message) => {
    expect(venueFailure(errorOf(name, message)).code).toBe('VENUE_REFUSED');
  });

  it('that ended in an answer that can’t be read may be asked again', () => {
    expect(venueFailure(new TypeError('x is undefined')).code).toBe('VENUE_UNREACHABLE');
  });
});
