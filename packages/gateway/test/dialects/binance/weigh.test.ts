import { describe, expect, it } from 'vitest';
import { binance } from '../../../src/dialects/binance/index.ts';
import { posted, queried, request } from './requests.ts';

const list = (length: number) =>
  encodeURIComponent(JSON.stringify(Array.from({ length }, (_, i) => `S${i}USDT`)));
const weight = (path: string, parameters = '') => {
  const inbound =
    path.includes('test') || path === 'order'
      ? posted(`/api/v3/${path}`, parameters)
      : path.startsWith('my') || path.startsWith('open')
        ? queried('GET', `/api/v3/${path}`, parameters)
        : request('GET', `/api/v3/${path}`, { rawQuery: parameters, headers: [] });
  const parsed = binance.parse(inbound);
  const costs = binance.costs(parsed, binance.classify(parsed), { orders: [], cancels: [] });
  expect(costs.map(({ limit }) => limit.name)).toEqual(['weight']);
  return costs[0].weight;
};

describe('the weight of a request', () => {
  it.each([
    ['depth', 'symbol=BTCUSDT', 5],
    ['depth', 'symbol=BTCUSDT&limit=100', 5],
    ['depth', 'symbol=BTCUSDT&limit=101', 25],
    ['depth', 'symbol=BTCUSDT&limit=1000', 50],
    ['depth', 'symbol=BTCUSDT&limit=1001', 250],
    ['depth', 'symbol=BTCUSDT&limit=all', 250],
    ['ticker/24hr', '', 80],
    ['ticker/24hr', 'symbol=BTCUSDT', 2],
    ['ticker/24hr', `symbols=${list(20)}`, 2],
    ['ticker/24hr', `symbols=${list(21)}`, 40],
    ['ticker/24hr', `symbols=${list(101)}`, 80],
    ['ticker', `symbols=${list(3)}`, 12],
    ['ticker', `symbols=${list(60)}`, 200],
    ['ticker/price', '', 4],
    ['ticker/price', 'symbol=BTCUSDT', 2],
    ['executionRules', `symbols=${list(3)}`, 6],
    ['executionRules', '', 40],
    ['openOrders', '', 80],
    ['openOrders', 'symbol=BTCUSDT', 6],
    ['myTrades', 'symbol=BTCUSDT', 20],
    ['myTrades', 'symbol=BTCUSDT&orderId=1', 5],
    ['order', 'symbol=BTCUSDT', 1],
    ['order/test', 'symbol=BTCUSDT', 1],
    ['order/test', 'symbol=BTCUSDT&computeCommissionRates=true', 20],
    ['time', '', 1],
    ['klines', 'symbol=BTCUSDT&interval=1m', 2],
  ])('%s?%.60s is %i', (path, parameters, expected) => {
    expect(weight(path, parameters)).toBe(expected);
  });
});
