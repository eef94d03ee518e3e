import { createHmac, randomBytes } from 'node:crypto';
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

/* Bitget spot, from https://www.bitget.com/api-doc/: common/signature, and the pages of the endpoints. */

const SYMBOL = 'BTCUSDT';
const TRADE = '/api/v2/spot/trade/';

export const bitget: Venue = {
  exchange: 'bitget',
  algorithms: ['hmac'],
  hosts: ['api.bitget.com'],
  symbol: SYMBOL,
  unified: 'BTC/USDT',
  bookPath: '/api/v2/spot/market/tickers',
  makeCredential: (algorithm) => ({
    algorithm,
    keyId: `bg_${randomBytes(16).toString('hex')}`,
    secret: randomBytes(32).toString('hex'),
    passphrase: `Real-${randomBytes(9).toString('hex')}`,
  }),
  verify: verifyBitget,
  isPublic: (path) =>
    /^\/api\/(?:v2\/(?:public|(?:spot|mix)\/(?:public|market)|margin\/currencies)|v3\/market)/.test(path),
  isOrder: ({ method, path }) => method === 'POST' && path.startsWith(TRADE),
  ordersOf,
  raises: { rate: 'DDoSProtection', stopped: 'AccountSuspended' },
  badSignature: { status: 400, body: { code: '40009', msg: 'sign signature error', data: null } },
  answer,
};

/** HMAC-SHA256 of timestamp, method, path, the query decoded and sorted, and body; the passphrase has a header of its own. */
function verifyBitget(wire: Wire, { keyId, secret, passphrase }: Credential): boolean | null {
  const header = (name: string) => headerOf(wire, `access-${name}`);
  if (header('key') === '' && header('sign') === '') return null;
  const pairs = wire.query === '' ? [] : wire.query.split('&').map(decodeURIComponent).sort();
  const target = pairs.length === 0 ? wire.path : `${wire.path}?${pairs.join('&')}`;
  const text = header('timestamp') + wire.method + target + wire.body;
  return (
    header('key') === keyId &&
    header('sign') === createHmac('sha256', secret).update(text).digest('base64') &&
    header('passphrase') === passphrase
  );
}

type Fields = Record<string, unknown>;

function listOf(wire: Wire): Fields[] {
  const { orderList, symbol, batchMode } = jsonOf(wire);
  const list = Array.isArray(orderList) ? (orderList as Fields[]) : [];
  return batchMode === 'multiple' ? list : list.map((order) => ({ ...order, symbol }));
}

/** With a target or a stop an order is more than one. */
function ordersOf(wire: Wire): WireOrder[] | null {
  if (wire.method !== 'POST') return null;
  const fields =
    wire.path === `${TRADE}place-order`
      ? [jsonOf(wire)]
      : wire.path === `${TRADE}batch-orders`
        ? listOf(wire)
        : [];
  const several = fields.some((one) => Object.keys(one).some((name) => name.startsWith('preset')));
  return several || fields.length === 0 ? null : fields.map(orderOf);
}

/** `size` of a market buy counts in quote currency. */
function orderOf(fields: Fields): WireOrder {
  const type = fields.orderType === 'market' ? 'market' : 'limit';
  const side = fields.side === 'buy' ? 'buy' : 'sell';
  const inQuote = type === 'market' && side === 'buy';
  return {
    symbol: String(fields.symbol),
    side,
    type,
    quantity: inQuote ? null : textOf(fields.size),
    quoteQuantity: inQuote ? textOf(fields.size) : null,
    price: textOf(fields.price),
    clientOrderId: textOf(fields.clientOid),
  };
}

function answer(wire: Wire, { account, book, now }: Desk): FakeAnswer | null {
  const query = new URLSearchParams(wire.query);
  const done = (data: unknown) => ok({ code: '00000', msg: 'success', requestTime: now, data });
  const failed = (code: string, msg: string): FakeAnswer => ({
    status: 400,
    body: { code, msg, requestTime: now, data: null },
  });
  const place = (fields: Fields) => {
    const placed = account.place(orderOf(fields), book(String(fields.symbol)), now);
    return { orderId: String(placed.number), clientOid: placed.clientOrderId };
  };
  switch (`${wire.method} ${wire.path}`) {
    case 'GET /api/v2/public/time':
      return done({ serverTime: String(now) });
    case 'GET /api/v3/account/settings':
      return failed(
        '40085',
        'You are in Classic Account mode, and the Unified Account API is not supported at this time',
      );
    case 'GET /api/v2/spot/public/symbols':
      return done([MARKET]);
    case 'GET /api/v2/spot/public/coins':
      return done(['BTC', 'USDT'].map(currency));
    case 'GET /api/v2/mix/market/contracts':
    case 'GET /api/v2/margin/currencies':
      return done([]);
    case 'GET /api/v2/spot/market/tickers': {
      const symbol = query.get('symbol') ?? SYMBOL;
      const { bid, ask } = book(symbol);
      return done([{ symbol, bidPr: bid, askPr: ask, bidSz: '1', askSz: '1', lastPr: ask, ts: String(now) }]);
    }
    case 'GET /api/v2/spot/account/info':
      return done({ userId: '1', ips: '203.0.113.1', authorities: ['stow', 'stor'], parentId: 1 });
    case 'GET /api/v2/spot/account/assets':
      return done(
        [
          ['BTC', '1.5'],
          ['USDT', '100000'],
        ].map(([coin, available]) => ({ coin, available, frozen: '0', locked: '0', uTime: String(now) })),
      );
    case `POST ${TRADE}place-order`:
      return done(place(jsonOf(wire)));
    case `POST ${TRADE}batch-orders`:
      return done({ successList: listOf(wire).map(place), failureList: [] });
    case `POST ${TRADE}cancel-order`: {
      const { orderId } = jsonOf(wire);
      const cancelled = account.cancel(Number(orderId));
      return cancelled === null
        ? failed('43001', 'The order does not exist')
        : done({ orderId: String(orderId), clientOid: cancelled.clientOrderId });
    }
    case `GET ${TRADE}orderInfo`: {
      const order = account.find(Number(query.get('orderId')));
      return done(order === undefined ? [] : [orderShape(order)]);
    }
    case `GET ${TRADE}unfilled-orders`:
      return done(query.get('tpslType') === 'tpsl' ? [] : account.open().map(orderShape));
    case `GET ${TRADE}current-plan-order`:
      return done({ nextFlag: false, idLessThan: '1', orderList: [] });
    case `GET ${TRADE}history-orders`:
      return done(account.closed().map(orderShape));
    case `GET ${TRADE}fills`:
      return done(account.trades.map(tradeShape));
    default:
      return null;
  }
}

const STATUS = { open: 'live', filled: 'filled', cancelled: 'cancelled' } as const;

function orderShape(order: AccountOrder) {
  return {
    userId: '1',
    symbol: order.symbol,
    orderId: String(order.number),
    clientOid: order.clientOrderId,
    price: order.price,
    size: order.quantity,
    orderType: order.type,
    side: order.side,
    status: STATUS[order.state],
    priceAvg: order.state === 'filled' ? order.price : '0',
    baseVolume: filledOf(order),
    quoteVolume: '0',
    enterPointSource: 'API',
    orderSource: order.type,
    feeDetail: '',
    tpslType: 'normal',
    cTime: String(order.time),
    uTime: String(order.time),
  };
}

function tradeShape({ number, order, price, cost }: AccountTrade) {
  return {
    userId: '1',
    symbol: order.symbol,
    orderId: String(order.number),
    tradeId: String(number),
    orderType: order.type,
    side: order.side,
    priceAvg: price,
    size: order.quantity,
    amount: cost,
    feeDetail: { deduction: 'no', feeCoin: 'USDT', totalDeductionFee: '', totalFee: '-0.1' },
    tradeScope: 'taker',
    cTime: String(order.time),
    uTime: String(order.time),
  };
}

function currency(coin: string) {
  return {
    coinId: coin === 'BTC' ? '1' : '2',
    coin,
    transfer: 'true',
    chains: [
      {
        chain: coin,
        needTag: 'false',
        withdrawable: 'true',
        rechargeable: 'true',
        withdrawFee: '0.0001',
        extraWithdrawFee: '0',
        depositConfirm: '1',
        withdrawConfirm: '1',
        minDepositAmount: '0.0001',
        minWithdrawAmount: '0.0001',
        browserUrl: '',
        withdrawMinScale: '8',
      },
    ],
  };
}

const MARKET = {
  symbol: SYMBOL,
  baseCoin: 'BTC',
  quoteCoin: 'USDT',
  minTradeAmount: '0',
  maxTradeAmount: '10000000000',
  takerFeeRate: '0.001',
  makerFeeRate: '0.001',
  pricePrecision: '1',
  quantityPrecision: '8',
  quotePrecision: '6',
  minTradeUSDT: '1',
  status: 'online',
  buyLimitPriceRatio: '0.05',
  sellLimitPriceRatio: '0.05',
};
