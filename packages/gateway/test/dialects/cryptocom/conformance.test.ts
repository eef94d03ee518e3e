import { describeConformance } from '../../dialect/conformance.ts';
import { fuzzDialect } from '../../dialect/fuzz.ts';
import { operations } from './operations.ts';
import { list, order, post } from './requests.ts';
import { setup } from './setup.ts';

const leg = order({ spot_margin: undefined, client_oid: 'first' });
const stop = { ...leg, type: 'STOP_LOSS', side: 'SELL', price: undefined, ref_price: '80' };
const target = { ...stop, type: 'TAKE_PROFIT_LIMIT', price: '130', ref_price: '129' };

/** What ccxt has no words for. */
const OTHERS = [
  post('private/create-order-list', list(order({ exec_inst: ['POST_ONLY'] }), order({ side: 'SELL' }))),
  post('private/advanced/create-order-list', { order_list: [stop, target] }),
  post('private/advanced/create-oto', { order_list: [leg, stop] }),
  post('private/advanced/create-otoco', { order_list: [leg, stop, target] }),
  post('private/advanced/cancel-otoco', { list_id: '1' }),
  post('private/advanced/cancel-order-list', { order_list: [{ order_id: '1' }, { client_oid: 'a' }] }),
  post('private/amend-order', { orig_client_oid: 'a', client_oid: 'b', new_price: '1', new_quantity: '2' }),
];

describeConformance(setup, operations);
fuzzDialect(setup, operations, OTHERS);
