import type { Endpoint } from '../../../dialect/dialect.ts';
import { group } from './group.ts';

/** Margin, unified accounts and loans. */
export const marginEndpoints: readonly Endpoint[] = [
  ...group(
    'public',
    'margin',
    'margin',
    `
    GET margin/uni/currency_pairs margin/uni/currency_pairs/{currency_pair} margin/loan_margin_tiers
    GET margin/currency_pairs margin/currency_pairs/{currency_pair} margin/funding_book margin/cross/currencies
    GET margin/cross/currencies/{currency} unified/currencies unified/history_loan_rate
  `,
  ),
  ...group(
    'read',
    'margin',
    'margin',
    `
    GET margin/accounts margin/account_book margin/funding_accounts margin/auto_repay margin/transferable
    GET margin/uni/estimate_rate margin/uni/loans margin/uni/loan_records margin/uni/interest_records
    GET margin/uni/borrowable margin/user/loan_margin_tiers margin/user/account margin/loans
    GET margin/loans/{loan_id} margin/loans/{loan_id}/repayment margin/loan_records
    GET margin/loan_records/{loan_record_id} margin/borrowable margin/cross/accounts margin/cross/account_book
    GET margin/cross/loans margin/cross/loans/{loan_id} margin/cross/repayments margin/cross/interest_records
    GET margin/cross/transferable margin/cross/estimate_rate margin/cross/borrowable
  `,
  ),
  ...group(
    'transfer',
    'lending',
    'margin',
    `
    POST margin/uni/loans margin/loans margin/merged_loans margin/loans/{loan_id}/repayment margin/cross/loans
    POST margin/cross/repayments
    PATCH margin/loans/{loan_id} margin/loan_records/{loan_record_id}
    DELETE margin/loans/{loan_id}
  `,
  ),
  ...group('admin', 'margin', 'margin', 'POST margin/auto_repay margin/leverage/user_market_setting'),
  ...group(
    'read',
    'margin',
    'unified',
    `
    GET unified/accounts unified/borrowable unified/transferable unified/transferables unified/batch_borrowable
    GET unified/loans unified/loan_records unified/interest_records unified/risk_units unified/unified_mode
    GET unified/estimate_rate unified/currency_discount_tiers unified/loan_margin_tiers
    GET unified/leverage/user_currency_config unified/leverage/user_currency_setting unified/delta_neutral
    GET unified/estimated_quick_repayment unified/account_mode
    POST unified/portfolio_calculator
  `,
  ),
  ...group('transfer', 'lending', 'unified', 'POST unified/loans unified/quick_repayment'),
  ...group(
    'admin',
    'margin',
    'unified',
    `
    POST unified/leverage/user_currency_setting unified/leverage/user_setting unified/collateral_currencies
    POST unified/delta_neutral unified/account_mode
    PUT unified/unified_mode
  `,
  ),
  ...group(
    'public',
    'lending',
    'multi-collateral-loan',
    `
    GET loan/collateral/currencies loan/multi_collateral/currencies loan/multi_collateral/ltv
    GET loan/multi_collateral/fixed_rate loan/multi_collateral/current_rate
  `,
  ),
  ...group(
    'read',
    'lending',
    'multi-collateral-loan',
    `
    GET loan/collateral/orders loan/collateral/orders/{order_id} loan/collateral/repay_records
    GET loan/collateral/collaterals loan/collateral/total_amount loan/collateral/ltv loan/multi_collateral/orders
    GET loan/multi_collateral/orders/{order_id} loan/multi_collateral/repay loan/multi_collateral/mortgage
    GET loan/multi_collateral/currency_quota
  `,
  ),
  ...group(
    'transfer',
    'lending',
    'multi-collateral-loan',
    `
    POST loan/collateral/orders loan/collateral/repay loan/collateral/collaterals loan/multi_collateral/orders
    POST loan/multi_collateral/repay loan/multi_collateral/mortgage
  `,
  ),
];
