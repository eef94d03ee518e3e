import type { Endpoint } from '../../dialect/dialect.ts';
import { endpointGroup } from '../../dialect/endpoint-group.ts';

const DOCS = 'https://docs.bitfinex.com/reference';

/** Market data. A symbol of long names has a colon inside (`tDOGE:USD`), so that it is written in two ways here. */
export const publicEndpoints: readonly Endpoint[] = [
  ...endpointGroup(
    { class: 'public', docs: `${DOCS}/rest-public-tickers` },
    '/v2/',
    `
    GET platform/status conf/{config+} tickers tickers/hist ticker/{symbol} ticker/{base}:{quote}
    GET trades/{symbol}/hist trades/{base}:{quote}/hist
    GET book/{symbol}/{precision} book/{base}:{quote}/{precision}
    GET candles/trade:{timeframe}:{symbol}/{section} candles/trade:{timeframe}:{base}:{quote}/{section}
    GET stats1/{key}:{size}:{symbol}/{section} stats1/{key}:{size}:{symbol}:{side}/{section}
    GET stats1/{key}:{size}:{base}:{quote}:{side}/{section}
    GET rankings/{key}:{timeframe}:{symbol}/{section} rankings/{key}:{timeframe}:{base}:{quote}/{section}
    GET pulse/hist pulse/profile/{nickname} ext/vasps
    POST calc/trade/avg calc/fx
  `,
  ),
  ...endpointGroup(
    { class: 'public', product: 'derivative', docs: `${DOCS}/rest-public-derivatives-status` },
    '/v2/',
    `
    GET status/{type} status/{type}/{symbol}/hist status/{type}/{base}:{quote}/hist liquidations/hist
  `,
  ),
  ...endpointGroup(
    { class: 'public', product: 'lending', docs: `${DOCS}/rest-public-funding-stats` },
    '/v2/',
    `
    GET funding/stats/{symbol}/hist candles/trade:{timeframe}:{symbol}:{period}:{more}:{end}/{section}
    GET candles/trade:{timeframe}:{symbol}:{period}:{more}/{section}
  `,
  ),
];
