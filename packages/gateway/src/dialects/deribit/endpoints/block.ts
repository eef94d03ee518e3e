import type { Endpoint } from '../../../dialect/dialect.ts';
import { methods } from './group.ts';

/** Trades off the book: told apart so that they can be refused by name. Verifying one signs it for the other side. */
export const blockEndpoints: readonly Endpoint[] = [
  ...methods(
    'read',
    'otc',
    'block-trade',
    `private/get_block_trade private/get_block_trades private/get_block_trade_requests
    private/get_broker_trades private/get_broker_trade_requests private/get_last_block_trades_by_currency
    private/simulate_block_trade`,
  ),
  ...methods(
    'trade',
    'otc',
    'block-trade',
    `private/verify_block_trade private/execute_block_trade private/approve_block_trade
    private/reject_block_trade private/invalidate_block_trade_signature`,
  ),
  ...methods(
    'read',
    'otc',
    'block-rfq',
    `private/get_block_rfqs private/get_block_rfq_quotes private/get_block_rfq_makers
    private/get_block_rfq_user_info`,
  ),
  ...methods(
    'trade',
    'otc',
    'block-rfq',
    `private/create_block_rfq private/accept_block_rfq private/cancel_block_rfq
    private/cancel_block_rfq_trigger private/add_block_rfq_quote private/edit_block_rfq_quote
    private/cancel_block_rfq_quote private/cancel_all_block_rfq_quotes`,
  ),
];
