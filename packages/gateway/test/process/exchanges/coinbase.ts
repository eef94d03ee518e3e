import { createPublicKey, generateKeyPairSync, randomBytes, randomUUID, verify } from 'node:crypto';
import { type AccountOrder, type AccountTrade, filledOf } from './account.ts';
import {
  type Credential,
  type Desk,
  type FakeAnswer,
  headerOf,
  jsonOf,
  ok,
  textOf,
  type Venue,
  type Wire,
  type WireOrder,
} from './venue.ts';

/*
 * Coinbase Advanced Trade, from https://docs.cdp.coinbase.com/coinbase-app/authentication-authorization/api-key-authentication
 * for tokens and https://docs.cdp.coinbase.com/api-reference/advanced-trade-api/rest-api/ for the answers.
 */

const SYMBOL = 'BTC-USD';
const HOST = 'api.coinbase.com';
const V3 = '/api/v3/brokerage';

export const coinbase: Venue = {
  exchange: 'coinbase',
  algorithms: ['es256', 'ed25519'],
  hosts: [HOST],
  symbol: SYMBOL,
  unified: 'BTC/USD',
  bookPath: '/api/v3/brokerage/market/product_book',
  makeCredential,
  verify: verifyCoinbase,
  isPublic: (path) =>
    path.startsWith(`${V3}/market/`) ||
    path === `${V3}/time` ||
    /^\/v2\/(?:currencies|exchange-rates|prices|time)/.test(path),
  isOrder: ({ method, path }) => method === 'POST' && path.startsWith(`${V3}/orders`),
  ordersOf: (wire) =>
    wire.path === `${V3}/orders` && wire.method === 'POST' ? plainOrder(jsonOf(wire)) : null,
  raises: { rate: 'RateLimitExceeded', stopped: 'AuthenticationError' },
  acceptRisks: 'no-ip',
  badSignature: { status: 401, body: 'Unauthorized\n' },
  answer,
};

/** An ECDSA key is a PEM; an Ed25519 key is the base64 of seed and public key, under a bare UUID. */
function makeCredential(algorithm: Credential['algorithm']): Credential {
  if (algorithm === 'es256') {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    return {
      algorithm,
      keyId: `organizations/${randomUUID()}/apiKeys/${randomUUID()}`,
      secret: privateKey.export({ format: 'pem', type: 'sec1' }).toString(),
      passphrase: null,
    };
  }
  const { d = '', x = '' } = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
  const bytes = Buffer.concat([Buffer.from(d, 'base64url'), Buffer.from(x, 'base64url')]);
  return { algorithm, keyId: randomUUID(), secret: bytes.toString('base64'), passphrase: null };
}

/** A token signed by the key, for this method, host and path, that lives two minutes at most. */
function verifyCoinbase(wire: Wire, { algorithm, keyId, secret }: Credential): boolean | null {
  const bearer = headerOf(wire, 'authorization');
  if (bearer === '') return null;
  const [header = '', claims = '', signature = ''] = bearer.replace(/^Bearer /, '').split('.');
  const { alg, kid } = part(header);
  const { sub, nbf, exp, uri, uris } = part(claims);
  const named = uri ?? (uris as unknown[] | undefined)?.[0];
  if (kid !== keyId || sub !== keyId || named !== `${wire.method} ${HOST}${wire.path}`) return false;
  if (Number(exp) - Number(nbf) > 120) return false;
  const text = Buffer.from(`${header}.${claims}`);
  const bytes = Buffer.from(signature, 'base64url');
  if (algorithm === 'es256') {
    const key = { key: createPublicKey(secret), dsaEncoding: 'ieee-p1363' } as const;
    return alg === 'ES256' && verify('sha256', text, key, bytes);
  }
  const x = Buffer.from(secret, 'base64').subarray(32).toString('base64url');
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
  return alg === 'EdDSA' && verify(null, text, key, bytes);
}

function part(text: string): Record<string, unknown> {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
  } catch {
    return {};
  }
}

/** A plain market or limit order; what has triggers or attachments is not read here. */
function plainOrder(fields: Record<string, unknown>): WireOrder[] | null {
  const configurations = Object.entries(
    (fields.order_configuration ?? {}) as Record<string, Record<string, unknown>>,
  );
  const [name, sizes] = configurations[0] ?? [];
  if (name === undefined || sizes === undefined || configurations.length > 1) return null;
  if (!/^(?:market_market|limit_limit|sor_limit)_/.test(name) || 'attached_order_configuration' in fields)
    return null;
  return [
    {
      symbol: String(fields.product_id),
      side: fields.side === 'BUY' ? 'buy' : 'sell',
      type: name.startsWith('market') ? 'market' : 'limit',
      quantity: textOf(sizes.base_size),
      quoteQuantity: textOf(sizes.quote_size),
      price: textOf(sizes.limit_price),
      clientOrderId: textOf(fields.client_order_id),
    },
  ];
}

function answer(wire: Wire, { account, book, now }: Desk): FakeAnswer | null {
  const query = new URLSearchParams(wire.query);
  const historical = /^\/api\/v3\/brokerage\/orders\/historical\/(\d[0-9a-f-]+)$/.exec(wire.path)?.[1];
  if (historical !== undefined) {
    const order = account.find(numberOf(historical));
    if (order !== undefined) return ok({ order: orderShape(order) });
    return {
      status: 404,
      body: { error: 'NOT_FOUND', error_details: 'order not found', message: 'order not found' },
    };
  }
  switch (`${wire.method} ${wire.path}`) {
    case 'GET /v2/time':
      return ok({ data: { iso: new Date(now).toISOString(), epoch: Math.floor(now / 1000) } });
    case 'GET /v2/currencies':
      return ok({ data: [{ id: 'USD', name: 'United States Dollar', min_size: '0.01' }] });
    case 'GET /v2/currencies/crypto':
      return ok({ data: [{ asset_id: 'a', code: 'BTC', name: 'Bitcoin', exponent: 8, type: 'crypto' }] });
    case 'GET /v2/exchange-rates':
      return ok({ data: { currency: 'USD', rates: { BTC: '0.00002', USD: '1.0' } } });
    case `GET ${V3}/products`:
    case `GET ${V3}/market/products`:
      return ok({ products: query.get('product_type') === 'FUTURE' ? [] : [PRODUCT], num_products: 1 });
    case `GET ${V3}/market/product_book`: {
      const { bid, ask } = book(query.get('product_id') ?? '');
      const level = (price: string) => [{ price, size: '1' }];
      return ok({
        pricebook: {
          product_id: query.get('product_id'),
          bids: level(bid),
          asks: level(ask),
          time: new Date(now).toISOString(),
        },
      });
    }
    case `GET ${V3}/key_permissions`:
      return ok({
        can_view: true,
        can_trade: true,
        can_transfer: false,
        portfolio_uuid: 'p',
        portfolio_type: 'DEFAULT',
      });
    case `GET ${V3}/transaction_summary`:
      return ok({
        total_volume: 0,
        total_fees: 0,
        fee_tier: { pricing_tier: 'Intro 1', taker_fee_rate: '0.006', maker_fee_rate: '0.004' },
      });
    case `GET ${V3}/accounts`:
      return ok({
        accounts: [wallet('BTC', '1.5'), wallet('USD', '100000')],
        has_next: false,
        cursor: '',
        size: 2,
      });
    case 'GET /v2/accounts':
      return ok({
        pagination: { ending_before: null, starting_after: null, next_uri: null, limit: 250, order: 'desc' },
        data: [
          {
            id: 'b',
            name: 'BTC Wallet',
            type: 'wallet',
            currency: { code: 'BTC' },
            balance: { amount: '1.5', currency: 'BTC' },
          },
          {
            id: 'u',
            name: 'Cash',
            type: 'fiat',
            currency: { code: 'USD' },
            balance: { amount: '100000', currency: 'USD' },
          },
        ],
      });
    case `POST ${V3}/orders`: {
      const fields = jsonOf(wire);
      const [order] = plainOrder(fields) ?? [];
      if (order === undefined) return null;
      const placed = account.place(order, book(order.symbol), now);
      return ok({
        success: true,
        success_response: {
          order_id: idOf(placed),
          product_id: placed.symbol,
          side: placed.side.toUpperCase(),
          client_order_id: placed.clientOrderId,
        },
        order_configuration: fields.order_configuration,
      });
    }
    case `POST ${V3}/orders/batch_cancel`: {
      const ids = jsonOf(wire).order_ids as string[];
      return ok({
        results: ids.map((id) => {
          const success = account.cancel(numberOf(id)) !== null;
          return {
            success,
            failure_reason: success ? 'UNKNOWN_CANCEL_FAILURE_REASON' : 'UNKNOWN_CANCEL_ORDER',
            order_id: id,
          };
        }),
      });
    }
    case `GET ${V3}/orders/historical/batch`: {
      const wanted = query.getAll('order_status');
      const orders = account.orders.filter(
        ({ state }) => wanted.length === 0 || wanted.includes(STATES[state]),
      );
      return ok({ orders: orders.map(orderShape), sequence: '0', has_next: false, cursor: '' });
    }
    case `GET ${V3}/orders/historical/fills`:
      return ok({ fills: account.trades.map(fillShape), cursor: '' });
    default:
      return null;
  }
}

const idOf = ({ number }: AccountOrder) => `${number}0000-0000-4000-8000-000000000000`;
const numberOf = (id: string) => Number(id.slice(0, 4));
const STATES = { open: 'OPEN', filled: 'FILLED', cancelled: 'CANCELLED' } as const;

function wallet(currency: string, value: string) {
  return {
    uuid: randomUUID(),
    name: `${currency} Wallet`,
    currency,
    available_balance: { value, currency },
    default: true,
    active: true,
    type: currency === 'USD' ? 'ACCOUNT_TYPE_FIAT' : 'ACCOUNT_TYPE_CRYPTO',
    ready: true,
    hold: { value: '0', currency },
  };
}

function orderShape(order: AccountOrder) {
  const filled = filledOf(order);
  return {
    order_id: idOf(order),
    product_id: order.symbol,
    user_id: 'trial',
    order_configuration:
      order.type === 'market'
        ? { market_market_ioc: { base_size: order.quantity } }
        : { limit_limit_gtc: { base_size: order.quantity, limit_price: order.price, post_only: false } },
    side: order.side.toUpperCase(),
    client_order_id: order.clientOrderId,
    status: STATES[order.state],
    time_in_force: order.type === 'market' ? 'IMMEDIATE_OR_CANCEL' : 'GOOD_UNTIL_CANCELLED',
    created_time: new Date(order.time).toISOString(),
    completion_percentage: order.state === 'filled' ? '100' : '0',
    filled_size: filled,
    average_filled_price: order.state === 'filled' ? order.price : '0',
    filled_value: (Number(filled) * Number(order.price)).toFixed(8),
    total_fees: '0',
    order_type: order.type.toUpperCase(),
    product_type: 'SPOT',
  };
}

function fillShape({ number, order, price }: AccountTrade) {
  return {
    entry_id: String(number),
    trade_id: String(number),
    order_id: idOf(order),
    trade_time: new Date(order.time).toISOString(),
    trade_type: 'FILL',
    price,
    size: order.quantity,
    commission: '0.01',
    product_id: order.symbol,
    sequence_timestamp: new Date(order.time).toISOString(),
    liquidity_indicator: 'TAKER',
    size_in_quote: false,
    user_id: randomBytes(4).toString('hex'),
    side: order.side.toUpperCase(),
  };
}

const PRODUCT = {
  product_id: SYMBOL,
  price: '50000',
  base_increment: '0.00000001',
  quote_increment: '0.01',
  quote_min_size: '1',
  quote_max_size: '150000000',
  base_min_size: '0.00000001',
  base_max_size: '3400',
  base_name: 'Bitcoin',
  quote_name: 'US Dollar',
  is_disabled: false,
  status: 'online',
  cancel_only: false,
  limit_only: false,
  post_only: false,
  trading_disabled: false,
  auction_mode: false,
  product_type: 'SPOT',
  quote_currency_id: 'USD',
  base_currency_id: 'BTC',
  base_display_symbol: 'BTC',
  quote_display_symbol: 'USD',
  view_only: false,
  price_increment: '0.01',
};
