import { Buffer } from 'node:buffer';
import { describe, expect, it } from 'vitest';
import { byExchange } from '../../../src/dialect/order-reference.ts';
import { bybit } from '../../../src/dialects/bybit/index.ts';
import { parseStrictJson } from '../../../src/http/strict-json.ts';
import { describeRefusals } from '../../dialect/refusals.ts';
import {
  classified,
  described,
  KEY,
  NOW,
  posted,
  queried,
  request,
  signedHeaders,
  verified,
} from './requests.ts';

const CREATE = '/v5/order/create';
const BATCH = '/v5/order/create-batch';
const LIMIT = {
  category: 'spot',
  symbol: 'BTCUSDT',
  side: 'Buy',
  orderType: 'Limit',
  qty: '1',
  price: '50000',
};
const { category: _, ...LEG } = LIMIT;
const MARKET = { category: 'spot', symbol: 'BTCUSDT', side: 'Buy', orderType: 'Market', qty: '1' };
const STOP = { ...LIMIT, triggerPrice: '51000', orderFilter: 'StopOrder' };
const refusal = (rule: string) => expect.objectContaining({ rule });
const refused = expect.objectContaining({ code: 'REQUEST_REFUSED' });
const stamp = { now: NOW + 7, nonce: 1n, random: '' };

describe('where parameters and signature may be', () => {
  it('refuses a query of a POST request: the signature does not cover it', () => {
    expect(() => bybit.parse({ ...posted(CREATE, LIMIT), rawQuery: 'category=linear' })).toThrow(
      refusal('query of a POST request'),
    );
  });

  it('refuses a body of a GET request: the signature does not cover it', () => {
    expect(() => bybit.parse({ ...queried('/v5/order/realtime'), body: Buffer.from('{}') })).toThrow(
      refusal('body of a GET request'),
    );
  });

  it.each(['api_key', 'API_KEY', 'sign', 'sign_type', 'recv_window', '1a', 'a-b', 'a%5B%5D'])(
    'refuses the parameter name %s',
    (name) => {
      expect(() => bybit.parse(queried('/v5/order/realtime', `${name}=1`))).toThrow(
        refusal('parameter name'),
      );
    },
  );

  it('refuses a request signed in its parameters, as before version 5', () => {
    const inbound = request('GET', '/v2/private/wallet/fund/records', { rawQuery: 'api_key=a&sign=b' });
    expect(() => bybit.parse(inbound)).toThrow(refusal('parameter name'));
  });

  it.each([
    ['a list', '[]'],
    ['a string', '"x"'],
    ['null', 'null'],
    ['nothing but blanks', '  '],
    ['a blank in front', ` ${JSON.stringify(LIMIT)}`],
    ['a name twice', '{"category":"spot","category":"linear"}'],
    ['a name twice in a batch', '{"category":"spot","request":[{"qty":"1","qty":"9"}]}'],
    ['__proto__', '{"__proto__":{"category":"spot"}}'],
    ['a byte order mark', `\ufeff${JSON.stringify(LIMIT)}`],
    ['text behind it', `${JSON.stringify(LIMIT)}{}`],
    ['a lone surrogate', '{"symbol":"\\ud800"}'],
  ])('refuses a body that is %s', (_, body) => {
    expect(() => bybit.parse(posted(CREATE, body))).toThrow(refused);
  });

  it.each(['application/x-www-form-urlencoded', 'text/json', 'application/json; charset=utf-16'])(
    'refuses the content type %s',
    (type) => {
      const inbound = posted(CREATE, LIMIT);
      const headers = inbound.headers.map((line) =>
        line[0] === 'Content-Type' ? ([line[0], type] as const) : line,
      );
      expect(() => bybit.parse({ ...inbound, headers })).toThrow(refusal('content type'));
    },
  );
});

describe('the headers that sign', () => {
  it.each(['X-BAPI-API-KEY', 'X-BAPI-TIMESTAMP', 'X-BAPI-SIGN'])('refuses a request without %s', (name) => {
    const inbound = queried('/v5/account/info');
    const headers = inbound.headers.filter(([given]) => given !== name);
    expect(() => bybit.parse({ ...inbound, headers })).toThrow(refusal('part of a signature'));
  });

  it.each(['X-BAPI-API-KEY', 'X-BAPI-TIMESTAMP', 'X-BAPI-SIGN', 'X-BAPI-RECV-WINDOW'])(
    'refuses %s twice, whatever its case',
    (name) => {
      const inbound = queried('/v5/account/info');
      const headers = [...inbound.headers, [name.toLowerCase(), '1'] as const];
      expect(() => bybit.parse({ ...inbound, headers })).toThrow(refusal('duplicate header'));
    },
  );

  it('has no signature when none of the headers is there', () => {
    const parsed = bybit.parse(request('GET', '/v5/market/time'));
    expect(parsed.signature).toBeNull();
    expect(bybit.verify(parsed, KEY.virtual)).toBe(false);
  });

  it('verifies without a window, as the exchange does, and sends the default', () => {
    const parsed = verified(request('GET', '/v5/account/info', { headers: signedHeaders('', null) }));
    expect(parsed.signature?.windowMs).toBeNull();
    const { headers } = bybit.sign({ ...parsed, ...target('GET', '/v5/account/info') }, KEY.real, stamp);
    expect(headers).toContainEqual(['X-BAPI-RECV-WINDOW', '5000']);
  });

  it.each(['0', '60001', '1e3', '5000.5', '-1', '05000', '', ' 5000'])(
    'refuses the window "%s"',
    (window) => {
      const inbound = request('GET', '/v5/account/info', { headers: signedHeaders('', window) });
      expect(() => bybit.parse(inbound)).toThrow(refusal('X-BAPI-RECV-WINDOW'));
    },
  );

  it.each(['1', '', '3', '02'])('refuses the signature type "%s"', (type) => {
    const headers = [...signedHeaders(''), ['X-BAPI-SIGN-TYPE', type] as const];
    expect(() => bybit.parse(request('GET', '/v5/account/info', { headers }))).toThrow(
      refusal('X-BAPI-SIGN-TYPE'),
    );
  });

  it('answers a key id of the wrong form as it does a bad signature', () => {
    for (const keyId of ['short', 'a'.repeat(65), 'has-a-dash-in-it', 'blank blank blank']) {
      const headers = signedHeaders('').map((line) =>
        line[0] === 'X-BAPI-API-KEY' ? ([line[0], keyId] as const) : line,
      );
      expect(() => bybit.parse(request('GET', '/v5/account/info', { headers }))).toThrow(
        expect.objectContaining({ reason: 'signature' }),
      );
    }
  });

  it('has one spelling of a signature', () => {
    const inbound = queried('/v5/account/info');
    const sign = inbound.headers.at(-1)?.[1] ?? '';
    for (const bad of [
      sign.toUpperCase(),
      sign.slice(1),
      `${sign}0`,
      ` ${sign}`,
      '',
      Buffer.from(sign).toString('base64'),
    ]) {
      const headers = [...inbound.headers.slice(0, -1), ['X-BAPI-SIGN', bad] as const];
      expect(bybit.verify(bybit.parse({ ...inbound, headers }), KEY.virtual), bad).toBe(false);
    }
  });

  it('drops a broker’s referer and everything else that is not listed', () => {
    const inbound = posted(CREATE, LIMIT);
    const headers = [
      ...inbound.headers,
      ['Referer', 'Somebody'],
      ['X-Referer', 'Somebody'],
      ['Cookie', 'a=b'],
    ] as const;
    const parsed = verified({ ...inbound, headers });
    const outbound = bybit.sign({ ...parsed, ...target('POST', CREATE) }, KEY.real, stamp);
    expect(outbound.headers.map(([name]) => name)).toEqual([
      'Content-Type',
      'X-BAPI-API-KEY',
      'X-BAPI-TIMESTAMP',
      'X-BAPI-RECV-WINDOW',
      'X-BAPI-SIGN',
    ]);
    expect(outbound.headers).toContainEqual(['X-BAPI-TIMESTAMP', String(NOW + 7)]);
  });
});

describe('category and isLeverage decide the product', () => {
  it.each([
    ['spot', undefined, 'spot'],
    ['spot', 0, 'spot'],
    ['spot', '0', 'spot'],
    ['spot', 1, 'margin'],
    ['spot', '1', 'margin'],
    ['linear', undefined, 'derivative'],
    ['inverse', 0, 'derivative'],
    ['option', undefined, 'derivative'],
  ])('%s with isLeverage %s is %s', (category, isLeverage, product) => {
    const order = { ...LIMIT, category, ...(isLeverage === undefined ? {} : { isLeverage }) };
    const inbound = posted(CREATE, order);
    expect(classified(inbound).product).toBe(product);
    if (product === 'spot') expect(described(inbound).orders).toHaveLength(1);
    else expect(() => described(inbound)).toThrow(refusal('product'));
  });

  it.each([undefined, '', 'Spot', 'SPOT', 'spot ', 'margin', 1, true, null, ['spot'], { spot: 1 }])(
    'refuses to trade with the category %j',
    (category) => {
      expect(() => classified(posted(CREATE, { ...LIMIT, category }))).toThrow(refusal('category'));
    },
  );

  it.each([true, false, null, 2, '01', '', 'true', 1.0001, [1], { a: 1 }])(
    'refuses isLeverage %j',
    (isLeverage) => {
      expect(() => classified(posted(CREATE, { ...LIMIT, isLeverage }))).toThrow(refusal('isLeverage'));
    },
  );

  it('refuses a number that is one in another spelling', () => {
    const body = JSON.stringify(LIMIT).replace('}', ',"isLeverage":1.0}');
    expect(() => classified(posted(CREATE, body))).toThrow(refusal('isLeverage'));
  });

  it('finds one borrowing order in a batch', () => {
    const batch = { category: 'spot', request: [LEG, { ...LEG, isLeverage: 1 }] };
    expect(classified(posted(BATCH, batch)).product).toBe('margin');
    expect(() => described(posted(BATCH, batch))).toThrow(refusal('product'));
  });

  it('refuses a category of its own in an order of a batch', () => {
    const batch = { category: 'spot', request: [{ ...LEG, category: 'linear' }] };
    expect(() => described(posted(BATCH, batch))).toThrow(refusal('unknown parameter'));
  });

  it('reads the category of a query too', () => {
    expect(classified(queried('/v5/order/realtime', 'category=linear')).product).toBe('derivative');
    expect(classified(queried('/v5/order/realtime', 'category=spot')).product).toBe('spot');
  });
});

describe('qty and marketUnit', () => {
  const sizeOf = (order: object) => {
    const [{ quantity, quoteQuantity }] = described(posted(CREATE, order)).orders;
    return quantity === null ? `${quoteQuantity?.units} quote` : `${quantity.units} base`;
  };

  it.each([
    [{ ...MARKET }, '1 quote'],
    [{ ...MARKET, side: 'Sell' }, '1 base'],
    [{ ...MARKET, marketUnit: 'baseCoin' }, '1 base'],
    [{ ...MARKET, marketUnit: 'quoteCoin' }, '1 quote'],
    [{ ...MARKET, side: 'Sell', marketUnit: 'quoteCoin' }, '1 quote'],
    [{ ...MARKET, side: 'Sell', marketUnit: 'baseCoin' }, '1 base'],
    [LIMIT, '1 base'],
  ])('%j is %s', (order, expected) => {
    expect(sizeOf(order)).toBe(expected);
  });

  it.each(['BaseCoin', 'quote', '', 1, null])('refuses marketUnit %j', (marketUnit) => {
    expect(() => described(posted(CREATE, { ...MARKET, marketUnit }))).toThrow(refused);
  });

  it('refuses marketUnit where the exchange ignores it', () => {
    expect(() => described(posted(CREATE, { ...LIMIT, marketUnit: 'quoteCoin' }))).toThrow(refused);
    expect(() => described(posted(CREATE, { ...STOP, marketUnit: 'quoteCoin' }))).toThrow(refused);
  });

  it('refuses a conditional market buy, whose unit nobody knows', () => {
    const order = { ...MARKET, triggerPrice: '51000', orderFilter: 'StopOrder' };
    expect(() => described(posted(CREATE, order))).toThrow(refusal('conditional market buy'));
    expect(described(posted(CREATE, { ...order, side: 'Sell' })).orders[0].type).toBe('stop-market');
  });

  it.each([
    '1e5',
    '-1',
    '0',
    '0.000',
    '.5',
    '5.',
    '1,000',
    'NaN',
    '١',
    '0x1',
    ' 1',
    '',
    true,
    null,
    ['1'],
    { a: 1 },
  ])('refuses the quantity %j', (qty) => {
    expect(() => described(posted(CREATE, { ...LIMIT, qty }))).toThrow(refused);
  });

  it('takes a quantity that is a JSON number, exactly as written', () => {
    const body = JSON.stringify(LIMIT).replace('"qty":"1"', '"qty":0.10000000000000000001');
    const inbound = posted(CREATE, body);
    expect(described(inbound).orders[0].quantity).toEqual({ units: 10000000000000000001n, scale: 20 });
    const outbound = bybit.sign({ ...verified(inbound), ...target('POST', CREATE) }, KEY.real, stamp);
    expect(outbound.body.toString()).toBe(body);
  });

  it('refuses a JSON number with an exponent', () => {
    const body = JSON.stringify(LIMIT).replace('"qty":"1"', '"qty":1e2');
    expect(() => described(posted(CREATE, body))).toThrow(refused);
  });
});

describe('orders that say more than they seem to', () => {
  it.each([
    ['an unknown parameter', { ...LIMIT, bboSideType: 'Counterparty' }],
    ['a parameter of futures', { ...LIMIT, reduceOnly: true }],
    ['no side', { ...LIMIT, side: undefined }],
    ['a side in lower case', { ...LIMIT, side: 'buy' }],
    ['an unknown type', { ...LIMIT, orderType: 'UNKNOWN' }],
    ['a limit order without a price', { ...LIMIT, price: undefined }],
    ['a market order with a price', { ...MARKET, price: '1' }],
    ['a market order that is PostOnly', { ...MARKET, timeInForce: 'PostOnly' }],
    ['a time in force that is not listed', { ...LIMIT, timeInForce: 'RPI' }],
    ['a symbol in lower case', { ...LIMIT, symbol: 'btcusdt' }],
    ['a symbol with a dash', { ...LIMIT, symbol: 'BTC-USDT' }],
    ['no symbol', { ...LIMIT, symbol: undefined }],
    ['a null symbol', { ...LIMIT, symbol: null }],
    ['a filter without a trigger', { ...LIMIT, orderFilter: 'tpslOrder' }],
    ['a trigger without a filter', { ...LIMIT, triggerPrice: '1' }],
    ['a trigger with the filter of plain orders', { ...LIMIT, triggerPrice: '1', orderFilter: 'Order' }],
    ['a take-profit of a market order', { ...MARKET, takeProfit: '1' }],
    ['a take-profit of a conditional order', { ...STOP, takeProfit: '60000' }],
    ['a take-profit price without a take-profit', { ...LIMIT, tpLimitPrice: '1' }],
    ['a limit take-profit without its price', { ...LIMIT, takeProfit: '1', tpOrderType: 'Limit' }],
    ['a market stop-loss with a limit price', { ...LIMIT, stopLoss: '1', slLimitPrice: '1' }],
    ['a take-profit of zero', { ...LIMIT, takeProfit: '0' }],
    ['an id with markup', { ...LIMIT, orderLinkId: '<b>' }],
    ['an id of 37 letters', { ...LIMIT, orderLinkId: 'a'.repeat(37) }],
    ['a slippage of a limit order', { ...LIMIT, slippageTolerance: '1' }],
  ])('refuses %s', (_, order) => {
    expect(() => described(posted(CREATE, order))).toThrow(refused);
  });

  it('describes take-profit and stop-loss as orders of the other side', () => {
    const { orders } = described(
      posted(CREATE, { ...LIMIT, side: 'Sell', takeProfit: '40000', stopLoss: '55000' }),
    );
    expect(orders).toMatchObject([
      { side: 'sell', type: 'limit', clientOrderId: null },
      { side: 'buy', type: 'stop-market', trigger: { units: 40000n }, price: null, quantity: { units: 1n } },
      { side: 'buy', type: 'stop-market', trigger: { units: 55000n }, price: null, quantity: { units: 1n } },
    ]);
  });
});

describe('batches', () => {
  it('with one bad order are refused whole', () => {
    for (const bad of [{ ...LEG, qty: '-1' }, { ...LEG, x: 1 }, null, 'x', [], {}]) {
      expect(() => described(posted(BATCH, { category: 'spot', request: [LEG, bad] }))).toThrow(refused);
    }
  });

  it.each([
    ['no list', { category: 'spot' }],
    ['an object', { category: 'spot', request: LEG }],
    ['an empty list', { category: 'spot', request: [] }],
    ['21 orders', { category: 'spot', request: Array.from({ length: 21 }, () => LEG) }],
    ['an order outside the list', { ...LIMIT, request: [LEG] }],
  ])('with %s are refused', (_, batch) => {
    expect(() => described(posted(BATCH, batch))).toThrow(refused);
  });

  it('describe each order', () => {
    const request = Array.from({ length: 20 }, (_, index) => ({ ...LEG, qty: String(index + 1) }));
    const { orders } = described(posted(BATCH, { category: 'spot', request }));
    expect(orders.map(({ quantity }) => quantity?.units)).toEqual(request.map(({ qty }) => BigInt(qty)));
  });
});

describe('amending and cancelling', () => {
  it.each([
    ['amend', '/v5/order/amend', { category: 'spot', symbol: 'BTCUSDT', qty: '1' }],
    [
      'amend by two ids',
      '/v5/order/amend',
      { category: 'spot', symbol: 'BTCUSDT', orderId: '1', orderLinkId: 'a' },
    ],
    [
      'amend a stop-loss',
      '/v5/order/amend',
      { category: 'spot', symbol: 'BTCUSDT', orderId: '1', stopLoss: '1' },
    ],
    ['amend to zero', '/v5/order/amend', { category: 'spot', symbol: 'BTCUSDT', orderId: '1', qty: '0' }],
    ['amend without a symbol', '/v5/order/amend', { category: 'spot', orderId: '1', qty: '1' }],
    ['cancel', '/v5/order/cancel', { category: 'spot', symbol: 'BTCUSDT' }],
    [
      'cancel by two ids',
      '/v5/order/cancel',
      { category: 'spot', symbol: 'BTCUSDT', orderId: '1', orderLinkId: 'a' },
    ],
    ['cancel without a symbol', '/v5/order/cancel', { category: 'spot', orderId: '1' }],
    ['cancel all of a null symbol', '/v5/order/cancel-all', { category: 'spot', symbol: null }],
    ['cancel all of a settle coin', '/v5/order/cancel-all', { category: 'spot', settleCoin: 'USDT' }],
  ])('refuses to %s', (_, path, body) => {
    expect(() => described(posted(path, body))).toThrow(refused);
  });

  it('says that cancel-all without a symbol means every order', () => {
    expect(described(posted('/v5/order/cancel-all', { category: 'spot', baseCoin: 'BTC' })).cancels).toEqual([
      { symbol: null, order: null },
    ]);
  });

  it('describes an amendment from small to big by its new size', () => {
    const body = { category: 'spot', symbol: 'BTCUSDT', orderId: 'a-1', qty: '9000', price: '1' };
    expect(described(posted('/v5/order/amend', body)).orders).toMatchObject([
      { action: 'amend', amends: byExchange('a-1'), quantity: { units: 9000n }, price: { units: 1n } },
    ]);
  });
});

describe('endpoints', () => {
  it.each([
    ['POST', '/v5/asset/withdraw/create', 'withdraw spot'],
    ['POST', '/asset/v3/private/withdraw/create', 'withdraw spot'],
    ['POST', '/v5/asset/transfer/universal-transfer', 'transfer spot'],
    ['POST', '/v5/asset/transfer/inter-transfer', 'transfer spot'],
    ['POST', '/v5/user/create-sub-api', 'credential sub-account'],
    ['POST', '/v5/user/update-api', 'credential sub-account'],
    ['GET', '/v5/user/sub-apikeys', 'credential sub-account'],
    ['GET', '/v5/user/query-api', 'read spot'],
    ['POST', '/v5/account/borrow', 'trade margin'],
    ['POST', '/v5/spot-margin-trade/switch-mode', 'admin margin'],
    ['POST', '/v5/position/trading-stop', 'trade derivative'],
    ['POST', '/v5/earn/place-order', 'trade earn'],
    ['POST', '/v5/asset/exchange/convert-execute', 'trade convert'],
    ['POST', '/v5/crypto-loan-flexible/borrow', 'trade lending'],
    ['POST', '/spot/v3/private/order', 'trade other'],
    ['POST', '/unified/v3/private/order/create', 'trade derivative'],
  ])('%s %s is %s', (method, path, expected) => {
    const inbound = method === 'GET' ? queried(path) : posted(path, {});
    const { class: of, product } = classified(inbound);
    expect(`${of} ${product}`).toBe(expected);
  });

  it.each([
    ['GET', '/v5/order/create'],
    ['POST', '/v5/order/Create'],
    ['POST', '/v5/order/create/'],
    ['POST', '/v6/order/create'],
    ['POST', '/v5/order'],
    ['GET', '/spot/v3/public/symbols'],
  ])('%s %s is in no table', (method, path) => {
    const inbound = method === 'GET' ? queried(path) : posted(path, LIMIT);
    expect(() => classified(inbound)).toThrow(refusal('unknown endpoint'));
  });

  it('names its documentation for every entry, and parameters for all that trades spot', () => {
    for (const { docs, class: of, product, parameters, path } of bybit.endpoints) {
      expect(docs).toMatch(/^https:\/\/bybit-exchange\.github\.io\/docs\//);
      if (of === 'trade' && (product ?? 'spot') === 'spot') expect(parameters, path).toBeDefined();
    }
  });
});

describe('the real key', () => {
  const answer = (result: object) => parseStrictJson(Buffer.from(JSON.stringify({ retCode: 0, result })));
  const GOOD = {
    readOnly: 0,
    uta: 1,
    ips: ['203.0.113.7'],
    permissions: { Spot: ['SpotTrade'], Wallet: ['AccountTransfer'] },
  };
  const unknown = { read: null, trade: null, withdraw: null, ipRestricted: null };
  const read = (result: object) => bybit.permissions.read(200, answer(result));

  it('is read from the answer', () => {
    expect(read(GOOD)).toEqual({ read: true, trade: true, withdraw: false, ipRestricted: true });
    expect(read({ ...GOOD, permissions: { Spot: [], Wallet: ['Withdraw'] } })).toMatchObject({
      trade: false,
      withdraw: true,
    });
    expect(read({ ...GOOD, readOnly: 1, permissions: { Wallet: ['Withdraw'] } })).toMatchObject({
      trade: false,
      withdraw: false,
    });
  });

  it.each([[[]], [['*']], [['203.0.113.7', '*']], [['0.0.0.0/0']], [[1]]])(
    'is not bound to addresses by %j',
    (ips) => {
      expect(read({ ...GOOD, ips }).ipRestricted).toBe(false);
    },
  );

  it('is unknown for an error, a strange answer, or a classic account', () => {
    expect(bybit.permissions.read(401, answer(GOOD))).toEqual(unknown);
    expect(bybit.permissions.read(200, null)).toEqual(unknown);
    expect(read({ ...GOOD, uta: 0 })).toEqual(unknown);
    expect(read({ ...GOOD, uta: undefined })).toEqual(unknown);
    expect(read({ ...GOOD, readOnly: 2 })).toMatchObject({ trade: null, withdraw: null });
    expect(read({ ...GOOD, permissions: [] })).toMatchObject({ trade: null, withdraw: null });
  });

  it('is never shown to the holder of a virtual one', () => {
    const body = Buffer.from(`{"result":{"apiKey":"RealKeyRealKey1234","note":"é RealKeyRealKey1234"}}`);
    const classification = classified(queried('/v5/user/query-api'));
    const redacted = bybit.redact?.(body, classification, 'RealKeyRealKey1234', 'VirtualKey12345678');
    expect(redacted?.toString()).toBe(
      `{"result":{"apiKey":"VirtualKey12345678","note":"é VirtualKey12345678"}}`,
    );
    const other = Buffer.from('{"result":{}}');
    expect(bybit.redact?.(other, classification, 'RealKeyRealKey1234', 'VirtualKey12345678')).toBe(other);
  });
});

describe('issued keys', () => {
  it('look like the exchange’s', () => {
    const { apiKey, secret, verifier } = bybit.issue('hmac');
    expect(apiKey).toMatch(/^[A-Za-z0-9]{18}$/);
    expect(secret.toString('latin1')).toMatch(/^[A-Za-z0-9]{36}$/);
    expect(verifier).toEqual(secret);
    expect(() => bybit.issue('ed25519')).toThrow('ed25519');
    expect(() => bybit.issue('es256')).toThrow('es256');
  });
});

describe('signing', () => {
  it('refuses parameters that the signature would not cover', () => {
    const query = [{ name: 'a', value: '1' }];
    const json = { kind: 'json', value: new Map() } as const;
    expect(() => bybit.sign({ ...target('POST', CREATE), query, body: json }, KEY.real, stamp)).toThrow(
      refused,
    );
    expect(() => bybit.sign({ ...target('GET', CREATE), query, body: json }, KEY.real, stamp)).toThrow(
      refused,
    );
    expect(() =>
      bybit.sign(
        { ...target('POST', CREATE), query: [], body: { kind: 'form', pairs: [] } },
        KEY.real,
        stamp,
      ),
    ).toThrow(refused);
  });
});

describeRefusals(
  bybit,
  {
    exchange: 'bybit',
    credentials: KEY.client,
    now: NOW,
    markets: [],
    throughGateway: true,
    options: { enableUnifiedMargin: false, enableUnifiedAccount: true },
  },
  (exchange) => exchange.fetchBalance(),
  {
    malformed: 'BadRequest',
    signature: 'AuthenticationError',
    stale: 'InvalidNonce',
    replay: 'InvalidNonce',
    address: 'PermissionDenied',
    forbidden: 'PermissionDenied',
    policy: 'InvalidOrder',
    rate: 'RateLimitExceeded',
    revoked: 'AuthenticationError',
    unavailable: 'ExchangeNotAvailable',
  },
);

function target(method: string, path: string) {
  return { method, host: 'api.bybit.com', path };
}
