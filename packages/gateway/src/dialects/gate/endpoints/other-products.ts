import type { Endpoint } from '../../../dialect/dialect.ts';
import { group } from './group.ts';

/** Earn, conversion, OTC, P2P, cross-exchange trading, Alpha and rewards. */
export const otherProductEndpoints: readonly Endpoint[] = [
  ...group(
    'public',
    'earn',
    'earn',
    `
    GET earn/uni/currencies earn/uni/currencies/{currency} earn/dual/investment_plan earn/structured/products
    GET earn/dual/project-recommend earn/fixed-term/product earn/fixed-term/product/{asset}/list
  `,
  ),
  ...group(
    'read',
    'earn',
    'earn',
    `
    GET earn/uni/lends earn/uni/lend_records earn/uni/interests/{currency} earn/uni/interest_records
    GET earn/uni/interest_status/{currency} earn/uni/chart earn/uni/rate earn/staking/eth2/rate_records
    GET earn/dual/orders earn/dual/balance earn/structured/orders earn/staking/coins earn/staking/order_list
    GET earn/staking/award_list earn/staking/assets earn/dual/order-refund-preview earn/fixed-term/user/lend
    GET earn/fixed-term/user/history earn/autoinvest/coins earn/autoinvest/config earn/autoinvest/orders
    GET earn/autoinvest/plans/detail earn/autoinvest/plans/list_info earn/autoinvest/plans/records
    GET launch/project-list launch/user-pledge-records launch/get-user-reward-records
    POST earn/autoinvest/min_invest_amount
  `,
  ),
  ...group(
    'trade',
    'earn',
    'earn',
    `
    POST earn/uni/lends earn/staking/eth2/swap earn/dual/orders earn/structured/orders earn/staking/swap
    POST earn/dual/order-refund earn/dual/modify-order-reinvest earn/fixed-term/user/lend
    POST earn/fixed-term/user/pre-redeem earn/autoinvest/plans/add_position earn/autoinvest/plans/create
    POST earn/autoinvest/plans/stop earn/autoinvest/plans/update launch/create-order launch/redeem
    PUT earn/uni/interest_reinvest
    PATCH earn/uni/lends
  `,
  ),
  ...group('public', 'convert', 'flash-swap', 'GET flash_swap/currency_pairs flash_swap/currencies'),
  ...group(
    'read',
    'convert',
    'flash-swap',
    'GET flash_swap/orders flash_swap/orders/{order_id} flash_swap/order/preview',
  ),
  ...group(
    'trade',
    'convert',
    'flash-swap',
    `
    POST flash_swap/orders flash_swap/orders/preview flash_swap/order/create
    POST flash_swap/multi-currency/many-to-one/order/create flash_swap/multi-currency/many-to-one/order/preview
    POST flash_swap/multi-currency/one-to-many/order/create flash_swap/multi-currency/one-to-many/order/preview
  `,
  ),
  ...group(
    'read',
    'otc',
    'otc',
    `
    GET otc/get_user_def_bank otc/bank_list otc/bank/list otc/bank/bank_supplement_checklist otc/order/list
    GET otc/stable_coin/order/list otc/order/detail
  `,
  ),
  ...group(
    'trade',
    'otc',
    'otc',
    `
    POST otc/quote otc/order/create otc/stable_coin/order/create otc/order/paid otc/order/cancel
  `,
  ),
  ...group(
    'admin',
    'otc',
    'otc',
    `
    POST otc/bank/create otc/bank/delete otc/bank/set_default otc/bank/personal/bank_supplement
    POST otc/bank/enterprise/bank_supplement otc/upload/pre_upload
  `,
  ),
  ...group(
    'read',
    'otc',
    'p2p',
    `
    POST p2p/merchant/account/get_user_info p2p/merchant/account/get_counterparty_user_info
    POST p2p/merchant/account/get_myself_payment p2p/merchant/transaction/get_pending_transaction_list
    POST p2p/merchant/transaction/get_completed_transaction_list
    POST p2p/merchant/transaction/get_transaction_details p2p/merchant/books/ads_detail
    POST p2p/merchant/books/my_ads_list p2p/merchant/books/ads_list p2p/merchant/chat/get_chats_list
  `,
  ),
  ...group(
    'trade',
    'otc',
    'p2p',
    `
    POST p2p/merchant/transaction/confirm-payment p2p/merchant/transaction/cancel
    POST p2p/merchant/books/place_biz_push_order p2p/merchant/books/ads_update_status
    POST p2p/merchant/chat/send_chat_message p2p/merchant/chat/upload_chat_file
  `,
  ),
  // Hands the coins over.
  ...group('withdraw', 'otc', 'p2p', 'POST p2p/merchant/transaction/confirm-receipt'),
  ...group(
    'read',
    'other',
    'crossex',
    `
    GET crossex/rule/symbols crossex/rule/risk_limits crossex/transfers/coin crossex/transfers
    GET crossex/orders/{order_id} crossex/accounts crossex/positions/leverage crossex/margin_positions/leverage
    GET crossex/interest_rate crossex/fee crossex/positions crossex/margin_positions crossex/adl_rank
    GET crossex/open_orders crossex/history_orders crossex/history_positions crossex/history_margin_positions
    GET crossex/history_margin_interests crossex/history_trades crossex/account_book crossex/coin_discount_rate
  `,
  ),
  ...group(
    'trade',
    'other',
    'crossex',
    `
    POST crossex/orders crossex/position crossex/convert/quote crossex/convert/orders
    PUT crossex/orders/{order_id}
    DELETE crossex/orders/{order_id}
  `,
  ),
  ...group(
    'admin',
    'other',
    'crossex',
    `
    POST crossex/positions/leverage crossex/margin_positions/leverage
    PUT crossex/accounts
  `,
  ),
  ...group('transfer', 'other', 'crossex', 'POST crossex/transfers'),
  ...group('public', 'other', 'alpha', 'GET alpha/currencies alpha/tickers alpha/tokens'),
  ...group('read', 'other', 'alpha', 'GET alpha/accounts alpha/account_book alpha/orders alpha/order'),
  ...group('trade', 'other', 'alpha', 'POST alpha/quote alpha/orders'),
  ...group(
    'read',
    'other',
    'rebate',
    `
    GET rebate/agency/transaction_history rebate/agency/commission_history rebate/partner/transaction_history
    GET rebate/partner/commission_history rebate/partner/sub_list rebate/broker/commission_history
    GET rebate/broker/transaction_history rebate/user/info rebate/user/sub_relation
    GET rebate/partner/applications/recent rebate/partner/eligibility rebate/partner/data/aggregated
    GET rewards/activity/my-activity-entry rewards/activity/activity-list rewards/activity/activity-type
    GET rewards/getUserIdentity rewards/getBeginnerTaskList coupon/user-coupon-list coupon/user-coupon-detail
    GET social/message/search social/live/tag_coin_live_replay
  `,
  ),
];
