import type { Endpoint } from '../../../dialect/dialect.ts';
import { endpointGroup } from '../../../dialect/endpoint-group.ts';
import { SPOT_HOST } from '../hosts.ts';
import { page } from './page.ts';

const hosts = [SPOT_HOST];

/** Market data and announcements: no key is needed, and none is ever sent. */
export const marketEndpoints: readonly Endpoint[] = [
  ...endpointGroup(
    { hosts, class: 'public', docs: page('rest/spot-trading/market-data/introduction') },
    '/api/',
    `GET v1/timestamp v1/status v1/ip v1/my-ip v1/prices v1/markets v1/symbols v2/symbols v2/symbols/{symbol} v1/currencies
     GET v2/currencies v3/currencies v1/currencies/{currency} v2/currencies/{currency} v3/currencies/{currency}
     GET v3/announcements v1/market/allTickers v1/market/stats v1/market/histories v1/market/candles
     GET v1/market/callauctionData v1/market/orderbook/level1 v1/market/orderbook/level2_20
     GET v1/market/orderbook/level2_100 v1/market/orderbook/callauction/level2_20
     GET v1/market/orderbook/callauction/level2_100`,
  ),
  ...endpointGroup(
    { hosts, class: 'public', docs: page('rest/margin-trading/market-data/introduction') },
    '/api/',
    `GET v1/margin/config v1/mark-price/{symbol}/current v3/mark-price/all-symbols v1/margin/collateralRatio
     GET v3/margin/collateralRatio
     GET v3/margin/available-inventory v3/project/list v3/project/marketInterestRate`,
  ),
  ...endpointGroup(
    { hosts, class: 'public', product: 'convert', docs: page('rest/convert/introduction') },
    '/api/v1/',
    'GET convert/symbol convert/currencies',
  ),
  // Whole order books want a key, but only one that may read.
  ...endpointGroup(
    { hosts, class: 'read', docs: page('rest/spot-trading/market-data/get-full-orderbook') },
    '/api/',
    `GET v1/market/orderbook/level2 v2/market/orderbook/level2 v3/market/orderbook/level2 v1/market/orderbook/level3
     GET v2/market/orderbook/level3 v3/market/orderbook/level3`,
  ),
  // Tokens to connect to streams, which the gateway doesn't speak: whoever has the private one sees the account.
  ...endpointGroup(
    { hosts, class: 'credential', docs: page('websocket-api/base-info/get-private-token-spot-margin') },
    '/api/',
    'POST v1/bullet-public v1/bullet-private v2/bullet-private',
  ),
];
