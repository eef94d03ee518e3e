import type { Endpoint } from '../../dialect/dialect.ts';
import { group } from './group.ts';

/** Market data and announcements: no key is needed, and none is ever sent. */
export const publicEndpoints: readonly Endpoint[] = [
  ...group(
    'GET',
    'public',
    'spot',
    'order-book-trading-market-data',
    `market/tickers market/ticker market/books market/books-full market/books-rpi market/books-lite market/books-sbe
    market/candles market/history-candles market/trades market/history-trades market/option/instrument-family-trades
    market/platform-24-volume market/call-auction-detail market/call-auction-details`,
  ),
  ...group('GET', 'public', 'spot', 'block-trading-rest-api', 'market/block-tickers market/block-ticker'),
  ...group(
    'GET',
    'public',
    'spot',
    'spread-trading-rest-api',
    `market/sprd-ticker market/sprd-candles market/sprd-history-candles sprd/spreads sprd/books sprd/public-trades
    sprd/ticker`,
  ),
  ...group(
    'GET',
    'public',
    'spot',
    'public-data-rest-api',
    `market/index-tickers market/index-candles market/history-index-candles market/mark-price-candles
    market/history-mark-price-candles market/exchange-rate market/index-components market/open-oracle
    public/option-trades public/block-trades public/instruments public/estimated-price
    public/delivery-exercise-history public/estimated-settlement-info public/settlement-history public/funding-rate
    public/funding-rate-history public/open-interest public/price-limit public/opt-summary
    public/discount-rate-interest-free-quota public/time public/mark-price public/position-tiers
    public/interest-rate-loan-quota public/vip-interest-rate-loan-quota public/underlying public/insurance-fund
    public/convert-contract-coin public/instrument-tick-bands public/premium-history public/economic-calendar
    public/market-data-history public/event-contract/events public/event-contract/markets
    public/event-contract/series public/mm-instrument-types public/delta-hedge-currencies`,
  ),
  ...group(
    'GET',
    'public',
    'spot',
    'trading-statistics-rest-api',
    `rubik/stat/trading-data/support-coin rubik/stat/contracts/open-interest-history rubik/stat/taker-volume
    rubik/stat/taker-volume-contract rubik/stat/margin/loan-ratio
    rubik/stat/contracts/long-short-account-ratio-contract-top-trader
    rubik/stat/contracts/long-short-position-ratio-contract-top-trader
    rubik/stat/contracts/long-short-account-ratio-contract rubik/stat/contracts/long-short-account-ratio
    rubik/stat/contracts/open-interest-volume rubik/stat/option/open-interest-volume
    rubik/stat/option/open-interest-volume-ratio rubik/stat/option/open-interest-volume-expiry
    rubik/stat/option/open-interest-volume-strike rubik/stat/option/taker-block-volume`,
  ),
  ...group('GET', 'public', 'spot', 'status', 'system/status'),
  ...group(
    'GET',
    'public',
    'spot',
    'announcement',
    'support/announcements support/announcement-types support/announcements-types',
  ),
  ...group('GET', 'public', 'spot', 'funding-account-rest-api', 'asset/exchange-list'),
  ...group(
    'GET',
    'public',
    'earn',
    'financial-product',
    `finance/staking-defi/eth/apy-history finance/staking-defi/sol/apy-history finance/savings/lending-rate-summary
    finance/savings/lending-rate-history finance/fixed-loan/lending-offers finance/fixed-loan/lending-apy-history
    finance/fixed-loan/pending-lending-volume finance/sfp/dcd/products`,
  ),
  ...group(
    'GET',
    'public',
    'other',
    'order-book-trading-grid-trading',
    `tradingBot/grid/ai-param tradingBot/grid/min-investment tradingBot/grid/grid-quantity
    tradingBot/public/rsi-back-testing`,
  ),
  ...group(
    'GET',
    'public',
    'other',
    'order-book-trading-copy-trading',
    `copytrading/public-config copytrading/public-lead-traders copytrading/public-weekly-pnl copytrading/public-pnl
    copytrading/public-stats copytrading/public-preference-currency copytrading/public-current-subpositions
    copytrading/public-subpositions-history copytrading/public-copy-traders`,
  ),
];
