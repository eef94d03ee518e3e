import { describeConformance } from '../../dialect/conformance.ts';
import { fuzzDialect } from '../../dialect/fuzz.ts';
import { operations } from './operations.ts';
import { order, post } from './requests.ts';
import { setup } from './setup.ts';

/** JSON-RPC by POST, which ccxt doesn't send. */
const POSTED = [
  ...['private/buy', 'private/sell'].flatMap((method) => [
    post(method, order({ label: 'bot-7', post_only: true, reject_post_only: true })),
    post(method, order({ amount: 0.25, price: 100.5, time_in_force: 'fill_or_kill' })),
    post(method, order({ type: 'market', price: undefined })),
    post(method, order({ type: 'stop_limit', trigger: 'last_price', trigger_price: 90 })),
  ]),
  post('private/edit', { order_id: 'BTC_USDC-1', amount: 1, price: 2 }),
  post('private/cancel', { order_id: 'BTC_USDC-1' }),
  post('private/cancel_all_by_instrument', { instrument_name: 'BTC_USDC', detailed: true }),
  post('private/get_open_orders', { kind: 'spot' }),
  post('private/withdraw', { currency: 'BTC', amount: 1, address: 'bc1q' }),
];

describeConformance(setup, operations);
fuzzDialect(setup, operations, POSTED);
