import ccxt from 'ccxt';
import { expect, it } from 'vitest';
import { profileOf } from '../src/venue/exchange-profile.ts';

const ORDER = 'OAAAAA-AAAAA-AAAAAA';
const tradeId = (nth: number) => `TAAAAA-AAAAA-AAA${String(nth).padStart(3, '0')}`;

/** ccxt's class for Kraken, with an exchange in its place that knows one order with so many trades. */
function krakenWith(count: number) {
  const asked: string[][] = [];
  const client = new ccxt.kraken({ apiKey: 'key', secret: 'AAAA', enableRateLimit: false });
  client.fetch = async (url: string, _method?: string, _headers?: unknown, body?: string) => {
    const name = url.split('/').at(-1)?.split('?')[0];
    const txid = new URLSearchParams(body).get('txid') ?? '';
    const answer = answerOf(String(name), txid);
    client.handleErrors(200, '', url, 'POST', {}, JSON.stringify(answer), answer, {}, body);
    return answer;
  };
  function answerOf(name: string, txid: string): object {
    if (name === 'Assets') return { error: [], result: {} };
    if (name === 'AssetPairs') return { error: [], result: { XXBTZUSD: PAIR } };
    if (name === 'QueryOrders') {
      const trades = Array.from({ length: count }, (_, nth) => tradeId(nth));
      return { error: [], result: { [ORDER]: { ...SHAPE, ...(count > 0 ? { trades } : {}) } } };
    }
    const ids = txid.split(',');
    if (name !== 'QueryTrades' || txid === '' || ids.length > 20) {
      return { error: ['EGeneral:Invalid arguments:txid'] };
    }
    asked.push(ids);
    return { error: [], result: Object.fromEntries(ids.map((id) => [id, { ...TRADE, ordertxid: ORDER }])) };
  }
  return { client, asked };
}

const PAIR = {
  altname: 'XBTUSD',
  wsname: 'XBT/USD',
  base: 'XXBT',
  quote: 'ZUSD',
  pair_decimals: 1,
  lot_decimals: 8,
  status: 'online',
};
const SHAPE = {
  status: 'closed',
  opentm: 1_700_000_000,
  descr: { pair: 'XBTUSD', type: 'buy', ordertype: 'limit', price: '30000.0' },
  vol: '1',
  vol_exec: '1',
  oflags: 'fciq',
};
const TRADE = {
  pair: 'XXBTZUSD',
  time: 1_700_000_000,
  type: 'buy',
  ordertype: 'limit',
  price: '30000.0',
  cost: '1',
  fee: '0.1',
  vol: '0.1',
};

it.each([0, 1, 19, 20, 21, 40, 57])('finds all %d trades of an order on Kraken', async (count) => {
  const { client, asked } = krakenWith(count);
  const trades = await profileOf('kraken').orderTrades(client, ORDER, 'BTC/USD');
  const ids = Array.from({ length: count }, (_, nth) => tradeId(nth));
  expect(trades.map(({ id }) => id).sort()).toEqual(ids);
  expect(asked.flat()).toEqual(ids);
});
