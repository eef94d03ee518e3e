import { Buffer } from 'node:buffer';
import { createSecretKey } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { byClient, byExchange } from '../../../src/dialect/order-reference.ts';
import { binance } from '../../../src/dialects/binance/index.ts';
import { describeRefusals } from '../../dialect/refusals.ts';
import { described, hmac, KEY, NOW, posted, queried, request, verified } from './requests.ts';

const ORDER = '/api/v3/order';
const LIMIT = 'symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=50000';
const refusal = (rule: string) => expect.objectContaining({ rule });
const FORM = ['Content-Type', 'application/x-www-form-urlencoded'] as const;

describe('where parameters and signature may be', () => {
  it('takes a signed POST with all parameters in the query, and sends it that way', () => {
    const parsed = verified(queried('POST', ORDER, LIMIT));
    const outbound = binance.sign(
      { method: 'POST', host: 'api.binance.com', path: ORDER, query: parsed.query, body: parsed.body },
      KEY.real,
      { now: NOW, nonce: 1n, random: '' },
    );
    expect(outbound.body).toHaveLength(0);
    expect(outbound.target).toContain(`${ORDER}?timestamp=${NOW}&symbol=BTCUSDT&`);
  });

  it('refuses parameters in query and body at once: the split is not covered by the signature', () => {
    const inbound = { ...posted(ORDER, LIMIT), rawQuery: 'recvWindow=5000' };
    expect(() => binance.parse(inbound)).toThrow(refusal('parameters in query and body'));
  });

  it.each([
    ['in front', (text: string) => `signature=${hmac(text)}&${text}`],
    ['in the middle', (text: string) => text.replace('&', `&signature=${hmac(text)}&`)],
    ['missing its value', (text: string) => `${text}&signature=`],
  ])('refuses a signature %s', (_, build) => {
    const inbound = request('GET', '/api/v3/account', {
      rawQuery: build(`omitZeroBalances=true&timestamp=${NOW}`),
    });
    expect(() => verified(inbound)).toThrow();
  });

  it('refuses two signatures', () => {
    const text = `timestamp=${NOW}`;
    const inbound = request('GET', '/api/v3/account', {
      rawQuery: `${text}&signature=${hmac(text)}&signature=${hmac(text)}`,
    });
    expect(() => binance.parse(inbound)).toThrow(refusal('duplicate parameter'));
  });

  it.each(['Signature', 'SIGNATURE', 'Timestamp', 'recvwindow', 'apiKey', 'APIKEY', 'secret'])(
    'refuses the parameter name %s',
    (name) => {
      expect(() => binance.parse(queried('GET', '/sapi/v1/capital/config/getall', `${name}=1`))).toThrow(
        refusal('parameter name'),
      );
    },
  );

  it.each(['a.b', 'a[0]', 'a b', '1a', 'a$', '%C3%A4'])('refuses the parameter name %s', (name) => {
    expect(() =>
      binance.parse(
        queried('GET', '/sapi/v1/capital/config/getall', `${encodeURI(name).replace('%25', '%')}=1`),
      ),
    ).toThrow();
  });

  it('refuses a name whose encoding hides the signature', () => {
    const text = `timestamp=${NOW}`;
    const inbound = request('GET', '/api/v3/account', { rawQuery: `${text}&%73ignature=${hmac(text)}` });
    expect(() => binance.parse(inbound)).toThrow(refusal('place of the signature'));
  });

  it.each(['application/json', 'text/plain', 'multipart/form-data; boundary=x', ''])(
    'refuses a body of the type "%s"',
    (type) => {
      const inbound = posted(ORDER, LIMIT);
      const headers = [
        ['X-MBX-APIKEY', KEY.client.apiKey],
        ['Content-Type', type],
      ] as const;
      expect(() => binance.parse({ ...inbound, headers })).toThrow(refusal('content type'));
    },
  );

  it('refuses a body of a GET request', () => {
    const inbound = { ...posted('/api/v3/account', ''), method: 'GET' };
    expect(() => binance.parse(inbound)).toThrow(refusal('body of a GET request'));
  });
});

describe('key id, timestamp and window', () => {
  it('refuses a bare key id, also on market data', () => {
    const inbound = request('GET', '/api/v3/historicalTrades', { rawQuery: 'symbol=BTCUSDT' });
    expect(() => binance.parse(inbound)).toThrow(refusal('unsigned request'));
  });

  it('refuses a signature without a key id', () => {
    expect(() => binance.parse({ ...queried('GET', '/api/v3/account', ''), headers: [] })).toThrow(
      refusal('missing key id'),
    );
  });

  it('refuses two key ids', () => {
    const inbound = queried('GET', '/api/v3/account', '');
    const headers = [...inbound.headers, ['x-mbx-apikey', 'B'.repeat(64)]] as const;
    expect(() => binance.parse({ ...inbound, headers })).toThrow(refusal('duplicate header'));
  });

  it.each(['short', 'A'.repeat(63), 'A'.repeat(65), `${'A'.repeat(63)}-`, `${'A'.repeat(63)}\n`])(
    'answers a key id of the wrong form as it does a bad signature: %j',
    (keyId) => {
      const inbound = {
        ...queried('GET', '/api/v3/account', ''),
        headers: [['X-MBX-APIKEY', keyId]] as const,
      };
      expect(() => binance.parse(inbound)).toThrow(expect.objectContaining({ reason: 'signature' }));
    },
  );

  it.each([
    '',
    '0',
    '1',
    '-1795478400000',
    '1795478400000000',
    '179547840000a',
    '1.795e12',
    '+1795478400000',
  ])('refuses the timestamp "%s"', (timestamp) => {
    const text = `timestamp=${timestamp}`;
    const inbound = request('GET', '/api/v3/account', { rawQuery: `${text}&signature=${hmac(text)}` });
    expect(() => binance.parse(inbound)).toThrow(refusal('timestamp'));
  });

  it('refuses a request without a timestamp', () => {
    const text = 'omitZeroBalances=true';
    const inbound = request('GET', '/api/v3/account', { rawQuery: `${text}&signature=${hmac(text)}` });
    expect(() => binance.parse(inbound)).toThrow(refusal('timestamp'));
  });

  it.each(['0', '60001', '60000.001', '1e3', '-5', '5000.1234', 'abc', '', '99999'])(
    'refuses the window "%s"',
    (window) => {
      expect(() => binance.parse(queried('GET', '/api/v3/account', `recvWindow=${window}`))).toThrow(
        refusal('recvWindow'),
      );
    },
  );

  it.each([
    ['60000', 60_000],
    ['1', 1],
    ['6000.346', 6000.346],
  ])('reads the window %s', (text, windowMs) => {
    const parsed = binance.parse(queried('GET', '/api/v3/account', `recvWindow=${text}`));
    expect(parsed.signature).toMatchObject({ windowMs, timestamp: NOW, nonce: null });
  });

  it('has no window of the client when none is named', () => {
    expect(binance.parse(queried('GET', '/api/v3/account', '')).signature?.windowMs).toBeNull();
    expect(binance.window).toEqual({ default: 5000, longest: 60_000 });
  });
});

describe('the signature', () => {
  const text = `timestamp=${NOW}`;
  const withSignature = (signature: string) =>
    binance.parse(request('GET', '/api/v3/account', { rawQuery: `${text}&signature=${signature}` }));

  it('is hex in lower case and of full length', () => {
    expect(binance.verify(withSignature(hmac(text)), KEY.virtual)).toBe(true);
    for (const bad of [
      hmac(text).toUpperCase(),
      hmac(text).slice(0, 63),
      hmac(text).slice(0, 32),
      `${hmac(text)}00`,
      '0'.repeat(64),
      'x'.repeat(64),
    ]) {
      expect(binance.verify(withSignature(bad), KEY.virtual), bad).toBe(false);
    }
  });

  it('is not verified for a request without one', () => {
    const parsed = binance.parse(request('GET', '/api/v3/time', { headers: [] }));
    expect(parsed.signature).toBeNull();
    expect(binance.verify(parsed, KEY.virtual)).toBe(false);
  });

  it('of one algorithm is none of another', () => {
    const parsed = withSignature(hmac(text));
    for (const algorithm of ['rsa', 'ed25519', 'es256'] as const) {
      expect(binance.verify(parsed, { ...KEY.virtual, algorithm })).toBe(false);
    }
  });
});

describe('endpoints', () => {
  const classOf = (method: string, path: string, host = 'api.binance.com', parameters = '') => {
    const parsed = binance.parse({ ...queried(method, path, parameters), host });
    const { class: of, product } = binance.classify(parsed);
    return `${of} ${product}`;
  };

  it.each([
    ['POST', '/api/v3/userDataStream', 'credential spot'],
    ['PUT', '/sapi/v1/userDataStream/isolated', 'credential spot'],
    ['POST', '/sapi/v1/userListenToken', 'credential spot'],
    ['POST', '/sapi/v1/broker/subAccountApi', 'credential sub-account'],
    ['POST', '/sapi/v1/capital/withdraw/apply', 'withdraw spot'],
    ['POST', '/sapi/v1/localentity/withdraw/apply', 'withdraw spot'],
    ['POST', '/sapi/v2/fiat/withdraw', 'withdraw spot'],
    ['POST', '/wapi/v3/withdraw.html', 'withdraw spot'],
    ['POST', '/sapi/v1/giftcard/createCode', 'withdraw other'],
    ['POST', '/sapi/v1/asset/transfer', 'transfer spot'],
    ['POST', '/sapi/v1/managed-subaccount/withdraw', 'transfer sub-account'],
    ['POST', '/sapi/v1/account/enableFastWithdrawSwitch', 'admin spot'],
    ['POST', '/sapi/v1/margin/borrow-repay', 'trade margin'],
    ['POST', '/sapi/v1/convert/acceptQuote', 'trade convert'],
    ['POST', '/sapi/v1/algo/spot/newOrderTwap', 'trade other'],
    ['POST', '/sapi/v2/loan/flexible/borrow', 'trade lending'],
  ])('%s %s is %s', (method, path, expected) => {
    expect(classOf(method, path)).toBe(expected);
  });

  it.each([
    ['fapi.binance.com', '/fapi/v1/order', 'trade derivative'],
    ['dapi.binance.com', '/dapi/v1/batchOrders', 'trade derivative'],
    ['eapi.binance.com', '/eapi/v1/order', 'trade derivative'],
    ['papi.binance.com', '/papi/v1/marginLoan', 'trade margin'],
    ['fapi.binance.com', '/fapi/v1/listenKey', 'credential derivative'],
  ])('on %s: %s is %s', (host, path, expected) => {
    expect(classOf('POST', path, host)).toBe(expected);
  });

  it.each([
    ['POST', '/api/v3/orders'],
    ['POST', '/api/v1/order'],
    ['POST', '/api/v3/order/'],
    ['POST', '/API/v3/order'],
    ['GET', '/api/v3/order/oco'],
    ['PATCH', '/api/v3/order'],
    ['POST', '/sapi/v1/capital/withdraw/Apply'],
    ['POST', '/sapi/v9/capital/withdraw/apply'],
    ['GET', '/'],
  ])('%s %s is in no table', (method, path) => {
    expect(() => classOf(method, path)).toThrow(refusal('unknown endpoint'));
  });

  it('has no trading on the market-data host, and no spot trading on the futures host', () => {
    expect(() => classOf('POST', ORDER, 'data-api.binance.vision')).toThrow(refusal('unknown endpoint'));
    expect(() => classOf('POST', ORDER, 'fapi.binance.com')).toThrow(refusal('unknown endpoint'));
  });

  it('names its documentation for every entry', () => {
    for (const { docs } of binance.endpoints)
      expect(docs).toMatch(/^https:\/\/developers\.binance\.com\/docs\//);
  });

  it('lists parameters for everything that trades spot', () => {
    for (const endpoint of binance.endpoints) {
      if (endpoint.class === 'trade' && (endpoint.product ?? 'spot') === 'spot')
        expect(endpoint.parameters, endpoint.path).toBeDefined();
    }
  });
});

describe('orders that say more than they seem to', () => {
  it.each([
    'sideEffectType=MARGIN_BUY',
    'isIsolated=TRUE',
    'autoRepayAtCancel=true',
    'pegPriceType=MARKET_PEG',
  ])('refuses %s on a spot order', (parameter) => {
    expect(() => described(posted(ORDER, `${LIMIT}&${parameter}`))).toThrow(refusal('unknown parameter'));
  });

  it('describes a market buy in quote currency by its quote quantity alone', () => {
    const { orders } = described(posted(ORDER, 'symbol=BTCUSDT&side=BUY&type=MARKET&quoteOrderQty=250.50'));
    expect(orders).toMatchObject([
      { type: 'market', side: 'buy', quantity: null, quoteQuantity: { units: 25050n, scale: 2 } },
    ]);
  });

  it.each([
    ['both sizes', 'symbol=BTCUSDT&side=BUY&type=MARKET&quantity=1&quoteOrderQty=1'],
    ['no size', 'symbol=BTCUSDT&side=BUY&type=MARKET'],
    ['a quote size of a limit order', `${LIMIT.replace('quantity', 'quoteOrderQty')}`],
    ['a price of a market order', 'symbol=BTCUSDT&side=BUY&type=MARKET&quantity=1&price=1'],
    ['a trigger of a market order', 'symbol=BTCUSDT&side=BUY&type=MARKET&quantity=1&stopPrice=1'],
    ['a trigger of a limit order', `${LIMIT}&stopPrice=1`],
    ['a limit order without a price', LIMIT.replace('&price=50000', '')],
    ['a limit order without a quantity', LIMIT.replace('&quantity=1', '')],
    ['a stop without a trigger', 'symbol=BTCUSDT&side=SELL&type=STOP_LOSS&quantity=1'],
    [
      'a stop at market with a price',
      'symbol=BTCUSDT&side=SELL&type=STOP_LOSS&quantity=1&stopPrice=1&price=1',
    ],
    ['an iceberg at market', 'symbol=BTCUSDT&side=SELL&type=MARKET&quantity=1&icebergQty=1'],
    ['no symbol', LIMIT.replace('symbol=BTCUSDT&', '')],
    ['an empty symbol', LIMIT.replace('BTCUSDT', '')],
    ['a symbol in lower case', LIMIT.replace('BTCUSDT', 'btcusdt')],
    ['a symbol with a blank', LIMIT.replace('BTCUSDT', 'BTCUSDT%20')],
    ['two symbols', LIMIT.replace('BTCUSDT', '%5B%22BTCUSDT%22%5D')],
    ['a side in lower case', LIMIT.replace('BUY', 'buy')],
    ['no side', LIMIT.replace('side=BUY&', '')],
    ['a type in lower case', LIMIT.replace('LIMIT', 'limit')],
    ['an unknown type', LIMIT.replace('LIMIT', 'TRAILING_STOP_MARKET')],
    ['an unknown time in force', LIMIT.replace('GTC', 'GTX')],
    ['a transfer between accounts', `${LIMIT}&selfTradePreventionMode=TRANSFER`],
    ['a client id with markup', `${LIMIT}&newClientOrderId=%3Cb%3E`],
    ['a client id that is too long', `${LIMIT}&newClientOrderId=${'a'.repeat(37)}`],
    ['a strategy that is no number', `${LIMIT}&strategyId=x`],
    ['an unknown form of answer', `${LIMIT}&newOrderRespType=NONE`],
  ])('refuses %s', (_, parameters) => {
    expect(() => described(posted(ORDER, parameters))).toThrow(
      expect.objectContaining({ code: 'REQUEST_REFUSED' }),
    );
  });

  it.each([
    '1e5',
    '-1',
    '+1',
    '0',
    '0.0',
    '.5',
    '5.',
    '1,000',
    '0x10',
    'NaN',
    'Infinity',
    '%D9%A1',
    ' 1',
    '1%20',
    '',
  ])('refuses the quantity "%s"', (quantity) => {
    expect(() => described(posted(ORDER, LIMIT.replace('quantity=1', `quantity=${quantity}`)))).toThrow();
  });

  it('names both legs of a cancel-replace', () => {
    const parameters = `${LIMIT}&cancelReplaceMode=ALLOW_FAILURE&cancelOrigClientOrderId=old-1`;
    expect(described(posted('/api/v3/order/cancelReplace', parameters))).toMatchObject({
      orders: [{ action: 'create', amends: byClient('old-1'), symbol: 'BTCUSDT' }],
      cancels: [{ symbol: 'BTCUSDT', order: byClient('old-1') }],
    });
  });

  it.each([
    ['cancel', 'DELETE', ORDER, 'symbol=BTCUSDT'],
    ['cancel with two ids', 'DELETE', ORDER, 'symbol=BTCUSDT&orderId=1&origClientOrderId=a'],
    ['cancel with an id that is no number', 'DELETE', ORDER, 'symbol=BTCUSDT&orderId=1e3'],
    ['cancel without a symbol', 'DELETE', ORDER, 'orderId=1'],
    ['cancel-all without a symbol', 'DELETE', '/api/v3/openOrders', ''],
    ['cancel of a list without an id', 'DELETE', '/api/v3/orderList', 'symbol=BTCUSDT'],
    ['cancel-replace without an id', 'POST', '/api/v3/order/cancelReplace', LIMIT],
    ['amendment without an id', 'PUT', '/api/v3/order/amend/keepPriority', 'symbol=BTCUSDT&newQty=1'],
    ['amendment without a quantity', 'PUT', '/api/v3/order/amend/keepPriority', 'symbol=BTCUSDT&orderId=1'],
    [
      'one-pays-the-other that sells first',
      'POST',
      '/api/v3/orderList/opo',
      'symbol=BTCUSDT&workingType=LIMIT&workingSide=SELL&workingPrice=1&workingQuantity=1&pendingType=LIMIT&pendingSide=BUY&pendingPrice=1',
    ],
    [
      'list whose working order is a market order',
      'POST',
      '/api/v3/orderList/oto',
      'symbol=BTCUSDT&workingType=MARKET&workingSide=BUY&workingQuantity=1&pendingType=MARKET&pendingSide=SELL&pendingQuantity=1',
    ],
    [
      'list without its second order',
      'POST',
      '/api/v3/orderList/oco',
      'symbol=BTCUSDT&side=SELL&quantity=1&aboveType=LIMIT_MAKER&abovePrice=1',
    ],
  ])('refuses a %s', (_, method, path, parameters) => {
    expect(() => described(queried(method, path, parameters))).toThrow(
      expect.objectContaining({ code: 'REQUEST_REFUSED' }),
    );
  });

  it('describes an amendment by its new quantity', () => {
    const inbound = queried(
      'PUT',
      '/api/v3/order/amend/keepPriority',
      'symbol=BTCUSDT&orderId=17&newQty=900',
    );
    expect(described(inbound).orders).toMatchObject([
      {
        action: 'amend',
        symbol: 'BTCUSDT',
        amends: byExchange('17'),
        quantity: { units: 900n, scale: 0 },
        price: null,
      },
    ]);
  });

  it('describes a stop in each form', () => {
    const base = 'symbol=BTCUSDT&side=SELL&quantity=1';
    const typeOf = (parameters: string) => described(posted(ORDER, `${base}&${parameters}`)).orders[0].type;
    expect(typeOf('type=STOP_LOSS&stopPrice=1')).toBe('stop-market');
    expect(typeOf('type=TAKE_PROFIT&stopPrice=1')).toBe('stop-market');
    expect(typeOf('type=STOP_LOSS&trailingDelta=100')).toBe('trailing-stop');
    expect(typeOf('type=TAKE_PROFIT_LIMIT&trailingDelta=100&price=5')).toBe('stop-limit');
    expect(typeOf('type=LIMIT_MAKER&price=5')).toBe('post-only');
  });
});

describe('issued keys', () => {
  it('look like the exchange’s', () => {
    const { apiKey, secret, verifier, passphrase } = binance.issue('hmac');
    expect(apiKey).toMatch(/^[A-Za-z0-9]{64}$/);
    expect(secret.toString('latin1')).toMatch(/^[A-Za-z0-9]{64}$/);
    expect(verifier).toEqual(secret);
    expect(verifier.buffer === secret.buffer && verifier.byteOffset === secret.byteOffset).toBe(false);
    expect(passphrase).toBeNull();
  });

  it('are different each time, and of no algorithm that the exchange lacks', () => {
    const ids = new Set(Array.from({ length: 50 }, () => binance.issue('hmac').apiKey));
    expect(ids.size).toBe(50);
    expect(() => binance.issue('es256')).toThrow('ES256');
  });
});

describe('what the real key may do', () => {
  const read = (status: number, members: readonly (readonly [string, boolean | string | null])[]) =>
    binance.permissions.read(status, new Map(members));

  it('is asked of an endpoint that changes nothing', () => {
    const { method, path, body } = binance.permissions.request();
    expect(`${method} ${path}`).toBe('GET /sapi/v1/account/apiRestrictions');
    expect(body).toEqual({ kind: 'none' });
  });

  it('is read from the answer', () => {
    expect(
      read(200, [
        ['ipRestrict', true],
        ['enableReading', true],
        ['enableWithdrawals', false],
        ['enableSpotAndMarginTrading', true],
      ]),
    ).toEqual({ read: true, trade: true, withdraw: false, ipRestricted: true });
  });

  it('is unknown when the answer is an error or says something else', () => {
    const unknown = { read: null, trade: null, withdraw: null, ipRestricted: null };
    expect(read(401, [['enableWithdrawals', false]])).toEqual(unknown);
    expect(binance.permissions.read(200, [])).toEqual(unknown);
    expect(
      read(200, [
        ['enableWithdrawals', 'false'],
        ['ipRestrict', null],
      ]),
    ).toEqual(unknown);
  });
});

describeRefusals(
  binance,
  { exchange: 'binance', credentials: KEY.client, now: NOW, markets: [], throughGateway: true },
  (exchange) => exchange.fetchBalance(),
  {
    malformed: 'BadRequest',
    signature: 'AuthenticationError',
    stale: 'InvalidNonce',
    replay: 'InvalidNonce',
    address: 'PermissionDenied',
    forbidden: 'PermissionDenied',
    policy: 'InvalidOrder',
    rate: 'DDoSProtection',
    revoked: 'AuthenticationError',
    unavailable: 'ExchangeNotAvailable',
  },
);

describe('signing', () => {
  it('writes the parameters once, in the client’s order, with the gateway’s own time', () => {
    const parsed = verified(posted(ORDER, LIMIT));
    const { body } = binance.sign(
      { method: 'POST', host: 'api.binance.com', path: ORDER, query: [], body: parsed.body },
      KEY.real,
      { now: NOW + 7, nonce: 1n, random: '' },
    );
    const text = `timestamp=${NOW + 7}&${LIMIT}`;
    expect(body.toString('latin1')).toBe(`${text}&signature=${hmac(text)}`);
  });

  it('refuses what it could not have parsed', () => {
    const parts = { method: 'POST', host: 'api.binance.com', path: ORDER } as const;
    const stamp = { now: NOW, nonce: 1n, random: '' };
    expect(() =>
      binance.sign({ ...parts, query: [], body: { kind: 'json', value: null } }, KEY.real, stamp),
    ).toThrow(refusal('body'));
    expect(() =>
      binance.sign(
        { ...parts, query: [{ name: 'a', value: '1' }], body: { kind: 'form', pairs: [] } },
        KEY.real,
        stamp,
      ),
    ).toThrow(refusal('body'));
  });

  it('keeps the example of the documentation', () => {
    // https://developers.binance.com/docs/binance-spot-api-docs/rest-api/request-security, "HMAC Keys"
    const body = Buffer.from(
      'symbol=LTCBTC&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=0.1&recvWindow=5000&timestamp=1499827319559' +
        '&signature=c8db56825ae71d6d79447849e617115f4a920fa2acdcab2b053c4b2838bd6b71',
    );
    const secret = 'NhqPtmdSJYdKjVHjA7PZj4Mge3R5YNiP1e3UZjInClVN65XAbvqqM6A7H5fATj0j';
    const parsed = binance.parse(
      request('POST', ORDER, { body, headers: [['X-MBX-APIKEY', KEY.client.apiKey], FORM] }),
    );
    expect(binance.verify(parsed, secretOf(secret))).toBe(true);
  });
});

function secretOf(text: string) {
  return { algorithm: 'hmac', key: createSecretKey(Buffer.from(text)), passphrase: null } as const;
}
