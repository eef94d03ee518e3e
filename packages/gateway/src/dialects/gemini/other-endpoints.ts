import type { Endpoint } from '../../dialect/dialect.ts';
import { endpointGroup } from '../../dialect/endpoint-group.ts';

const DOCS = 'https://docs.gemini.com/rest';

/** What isn't spot trading: told apart so that it can be refused by name. */
export const otherEndpoints: readonly Endpoint[] = [
  ...endpointGroup(
    { class: 'public', product: 'derivative', docs: `${DOCS}/derivatives` },
    '/',
    `
    GET v1/fundingamount/{symbol} v1/fundingamountreport/records.xlsx v1/riskstats/{symbol}
    GET v2/derivatives/candles/{symbol}/{timeframe}
  `,
  ),
  ...endpointGroup(
    { class: 'read', product: 'derivative', docs: `${DOCS}/derivatives` },
    '/v1/',
    `
    POST margin positions perpetuals/fundingPayment perpetuals/fundingpaymentreport/records.json
    GET perpetuals/fundingpaymentreport/records.xlsx
  `,
  ),
  ...endpointGroup(
    { class: 'read', product: 'margin', docs: `${DOCS}/margin-trading` },
    '/v1/margin/',
    'POST account rates order/preview',
  ),
  ...endpointGroup(
    { class: 'read', product: 'earn', docs: `${DOCS}/staking` },
    '/v1/',
    `
    POST staking/rewards staking/history balances/staking balances/earn earn/interest earn/history
  `,
  ),
  ...endpointGroup(
    { class: 'public', product: 'earn', docs: `${DOCS}/staking` },
    '/v1/',
    'GET staking/rates earn/rates',
  ),
  ...endpointGroup(
    { class: 'transfer', product: 'earn', docs: `${DOCS}/staking` },
    '/v1/staking/',
    'POST stake unstake',
  ),
  ...endpointGroup(
    { class: 'read', product: 'otc', docs: `${DOCS}/clearing` },
    '/v1/clearing/',
    'POST status list broker/list trades',
  ),
  ...endpointGroup(
    { class: 'trade', product: 'otc', docs: `${DOCS}/clearing` },
    '/v1/clearing/',
    'POST new cancel confirm broker/new',
  ),
  // A quote is good for a minute, and is executed by its id.
  ...endpointGroup(
    { class: 'trade', product: 'convert', docs: `${DOCS}/instant` },
    '/v1/instant/',
    'POST quote execute',
  ),
  {
    method: 'POST',
    path: '/v1/wrap/{symbol}',
    class: 'trade',
    product: 'convert',
    docs: `${DOCS}/orders`,
  },
  // Of a rate between fiat currencies; asked with the Auditor role.
  { method: 'GET', path: '/v2/fxrate/{symbol}/{timestamp}', class: 'read', docs: `${DOCS}/market-data` },
  ...predictionMarkets(),
];

function predictionMarkets(): Endpoint[] {
  const common = { product: 'other', docs: 'https://developer.gemini.com/prediction-markets-spec' } as const;
  const prefix = '/v1/prediction-markets/';
  return [
    ...endpointGroup(
      { ...common, class: 'public' },
      prefix,
      `
      GET events events/newly-listed events/recently-settled events/upcoming events/{ticker}
      GET events/{ticker}/strike categories volume/{date} volume/{date}/hourly terms
      GET maker-rebate/rates liquidity-rewards/config liquidity-rewards/events combos combos/{symbol}
    `,
    ),
    ...endpointGroup(
      { ...common, class: 'read' },
      prefix,
      `
      POST orders/active orders/history positions positions/settled metrics/volume maker-rebate/payouts
      GET terms/status maker-rebate/summary/total liquidity-rewards/summary/daily
      GET liquidity-rewards/summary/total
    `,
    ),
    ...endpointGroup(
      { ...common, class: 'trade' },
      prefix,
      'POST order order/batch order/cancel order/batch/cancel',
    ),
    ...endpointGroup({ ...common, class: 'admin' }, prefix, 'POST terms/accept'),
  ];
}
