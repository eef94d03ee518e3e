import type { Endpoint } from '../../../dialect/dialect.ts';
import { SPOT_HOST } from '../hosts.ts';

const DOCS = 'https://www.mexc.com/api-docs/spot-v3/spot-account-trade';
const STREAM_DOCS = 'https://www.mexc.com/api-docs/spot-v3/websocket-user-data-streams';

/** What the API tells about the account, and what its settings are changed by. */
export const accountEndpoints: readonly Endpoint[] = [
  read('kyc/status'),
  read('uid'),
  // Its `accessKey` is the dialect's own.
  { ...read('apiKeyInfo'), parameters: ['recvWindow'] },
  read('selfSymbols'),
  read('order', 2),
  read('openOrders', 3),
  read('allOrders', 10),
  read('account', 10),
  read('myTrades', 10),
  read('mxDeduct/enable'),
  read('tradeFee', 20),
  read('strategy/group', 20),
  // A GET by the documentation, which adds accounts to a group all the same: it needs SPOT_ACCOUNT_WRITE.
  ...(['GET', 'POST', 'DELETE'] as const).map((method) =>
    other('admin', method, 'strategy/group/uid', DOCS, 20),
  ),
  ...(['POST', 'DELETE'] as const).map((method) => other('admin', method, 'strategy/group', DOCS, 20)),
  other('admin', 'POST', 'mxDeduct/enable', DOCS),
  // Changes the addresses that a key may be used from.
  other('credential', 'POST', 'apiKeyInfo', DOCS),
  // Listen keys open streams; GET lists those that are valid.
  ...(['GET', 'POST', 'PUT', 'DELETE'] as const).map((method) =>
    other('credential', method, 'userDataStream', STREAM_DOCS),
  ),
];

function read(path: string, weight = 1): Endpoint {
  return other('read', 'GET', path, DOCS, weight);
}

function other(
  what: Endpoint['class'],
  method: Endpoint['method'],
  path: string,
  docs: string,
  weight = 1,
): Endpoint {
  return { method, path: `/api/v3/${path}`, hosts: [SPOT_HOST], class: what, weight, docs };
}
