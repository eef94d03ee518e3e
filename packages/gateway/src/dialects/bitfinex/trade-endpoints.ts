import type { Endpoint } from '../../dialect/dialect.ts';
import { PRIVATE_HOST } from './hosts.ts';

const DOCS = 'https://docs.bitfinex.com/reference';

/** Parameters of a new order. `lev` (derivatives) and `price_oco_stop` (a second order) are not among them. */
export const ORDER_PARAMETERS = [
  'type',
  'symbol',
  'amount',
  'price',
  'price_aux_limit',
  'price_trailing',
  'gid',
  'cid',
  'flags',
  'tif',
  'meta',
] as const;

/** Parameters of a change. `delta` counts from an amount that is not known here; `cid` may mean several orders. */
export const UPDATE_PARAMETERS = [
  'id',
  'amount',
  'price',
  'price_aux_limit',
  'price_trailing',
  'gid',
  'flags',
  'tif',
  'meta',
] as const;

/** By `cid` nothing is cancelled: it is unique only within a day, and for nobody in particular. */
export const CANCEL_PARAMETERS = ['id'] as const;
export const CANCEL_MANY_PARAMETERS = ['id', 'gid', 'all'] as const;

/** Orders and cancellations. */
export const tradeEndpoints: readonly Endpoint[] = [
  trade('submit', ORDER_PARAMETERS, 'rest-auth-submit-order'),
  trade('update', UPDATE_PARAMETERS, 'rest-auth-update-order'),
  trade('cancel', CANCEL_PARAMETERS, 'rest-auth-cancel-order'),
  trade('cancel/multi', CANCEL_MANY_PARAMETERS, 'rest-auth-order-cancel-multi'),
  trade('multi', ['ops'], 'rest-auth-order-multi'),
];

function trade(name: string, parameters: readonly string[], page: string): Endpoint {
  return {
    method: 'POST',
    path: `/v2/auth/w/order/${name}`,
    hosts: [PRIVATE_HOST],
    class: 'trade',
    parameters,
    docs: `${DOCS}/${page}`,
  };
}
