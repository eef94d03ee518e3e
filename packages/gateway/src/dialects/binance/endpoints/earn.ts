import type { Endpoint } from '../../../dialect/dialect.ts';
import { endpointGroup } from '../../../dialect/endpoint-group.ts';
import { SPOT_HOSTS } from '../hosts.ts';

/** Earn, convert, gift cards, mining, algorithmic orders, tokenised shares: told apart so that they can be refused by name. */
export const earnEndpoints: readonly Endpoint[] = [
  ...endpointGroup(
    {
      hosts: SPOT_HOSTS,
      class: 'read',
      product: 'other',
      docs: 'https://developers.binance.com/docs/wallet',
    },
    '/sapi/v1/',
    `
    GET fiat/orders fiat/payments rebate/taxQuery mining/pub/algoList mining/pub/coinList
    GET mining/worker/detail mining/worker/list mining/payment/list mining/statistics/user/status
    GET mining/statistics/user/list mining/payment/uid c2c/orderMatch/listUserOrderHistory
    GET nft/history/transactions nft/history/deposit nft/history/withdraw nft/user/getAsset
    GET pay/transactions giftcard/verify giftcard/buyCode/token-limit algo/spot/openOrders
    GET algo/spot/historicalOrders algo/spot/subOrders equity/market/exchangeInfo
    GET equity/market/tokenized-assets equity/market/quote equity/order/open-orders equity/order/history
    GET equity/order/detail equity/trade/history equity/tokenized/convert-status equity/tokenized/history
    GET giftcard/cryptography/rsa-public-key
  `,
  ),
  ...endpointGroup(
    {
      hosts: SPOT_HOSTS,
      class: 'read',
      product: 'convert',
      docs: 'https://developers.binance.com/docs/convert',
    },
    '/sapi/v1/',
    `
    GET convert/tradeFlow convert/exchangeInfo convert/assetInfo convert/orderStatus
    GET convert/limit/queryOpenOrders
  `,
  ),
  ...endpointGroup(
    {
      hosts: SPOT_HOSTS,
      class: 'read',
      product: 'earn',
      docs: 'https://developers.binance.com/docs/simple_earn',
    },
    '/sapi/v1/',
    `
    GET lending/daily/product/list lending/daily/userLeftQuota lending/daily/userRedemptionQuota
    GET lending/daily/token/position lending/union/account lending/union/purchaseRecord
    GET lending/union/redemptionRecord lending/union/interestHistory lending/project/list
    GET lending/project/position/list eth-staking/eth/history/stakingHistory
    GET eth-staking/eth/history/redemptionHistory eth-staking/eth/history/rewardsHistory
    GET eth-staking/eth/quota eth-staking/eth/history/rateHistory eth-staking/account
    GET eth-staking/wbeth/history/wrapHistory eth-staking/wbeth/history/unwrapHistory
    GET eth-staking/eth/history/wbethRewardsHistory sol-staking/sol/history/stakingHistory
    GET sol-staking/sol/history/redemptionHistory sol-staking/sol/history/bnsolRewardsHistory
    GET sol-staking/sol/history/rateHistory sol-staking/account sol-staking/sol/quota bswap/pools
    GET bswap/liquidity bswap/liquidityOps bswap/quote bswap/swap bswap/poolConfigure
    GET bswap/addLiquidityPreview bswap/removeLiquidityPreview bswap/unclaimedRewards bswap/claimedHistory
    GET blvt/tokenInfo blvt/subscribe/record blvt/redeem/record blvt/userLimit staking/productList
    GET staking/position staking/stakingRecord staking/personalLeftQuota
    GET lending/auto-invest/target-asset/list lending/auto-invest/target-asset/roi/list
    GET lending/auto-invest/all/asset lending/auto-invest/source-asset/list lending/auto-invest/plan/list
    GET lending/auto-invest/plan/id lending/auto-invest/history/list lending/auto-invest/index/info
    GET lending/auto-invest/index/user-summary lending/auto-invest/one-off/status
    GET lending/auto-invest/redeem/history lending/auto-invest/rebalance/history simple-earn/flexible/list
    GET simple-earn/locked/list simple-earn/flexible/personalLeftQuota
    GET simple-earn/locked/personalLeftQuota simple-earn/flexible/subscriptionPreview
    GET simple-earn/locked/subscriptionPreview simple-earn/flexible/history/rateHistory
    GET simple-earn/flexible/position simple-earn/locked/position simple-earn/account
    GET simple-earn/flexible/history/subscriptionRecord simple-earn/locked/history/subscriptionRecord
    GET simple-earn/flexible/history/redemptionRecord simple-earn/locked/history/redemptionRecord
    GET simple-earn/flexible/history/rewardsRecord simple-earn/locked/history/rewardsRecord
    GET simple-earn/flexible/history/collateralRecord dci/product/list dci/product/positions
    GET dci/product/accounts accumulator/product/list accumulator/product/position/list
    GET accumulator/product/sum-holding
  `,
  ),
  ...endpointGroup(
    {
      hosts: SPOT_HOSTS,
      class: 'credential',
      product: 'other',
      docs: 'https://developers.binance.com/docs/wallet',
    },
    '/sapi/v1/',
    `
    POST equity/listenKey
  `,
  ),
  ...endpointGroup(
    {
      hosts: SPOT_HOSTS,
      class: 'trade',
      product: 'convert',
      docs: 'https://developers.binance.com/docs/convert',
    },
    '/sapi/v1/',
    `
    POST asset/dust asset/convert-transfer convert/getQuote convert/acceptQuote convert/limit/placeOrder
    POST convert/limit/cancelOrder
  `,
  ),
  ...endpointGroup(
    {
      hosts: SPOT_HOSTS,
      class: 'trade',
      product: 'earn',
      docs: 'https://developers.binance.com/docs/simple_earn',
    },
    '/sapi/v1/',
    `
    POST lending/customizedFixed/purchase lending/daily/purchase lending/daily/redeem bswap/liquidityAdd
    POST bswap/liquidityRemove bswap/swap bswap/claimRewards blvt/subscribe blvt/redeem staking/purchase
    POST staking/redeem staking/setAutoStaking eth-staking/eth/stake eth-staking/eth/redeem
    POST eth-staking/wbeth/wrap sol-staking/sol/stake sol-staking/sol/redeem lending/auto-invest/plan/add
    POST lending/auto-invest/plan/edit lending/auto-invest/plan/edit-status lending/auto-invest/one-off
    POST lending/auto-invest/redeem simple-earn/flexible/subscribe simple-earn/locked/subscribe
    POST simple-earn/flexible/redeem simple-earn/locked/redeem simple-earn/flexible/setAutoSubscribe
    POST simple-earn/locked/setAutoSubscribe simple-earn/locked/setRedeemOption dci/product/subscribe
    POST dci/product/auto_compound/edit accumulator/product/subscribe
  `,
  ),
  ...endpointGroup(
    {
      hosts: SPOT_HOSTS,
      class: 'withdraw',
      product: 'other',
      docs: 'https://developers.binance.com/docs/wallet',
    },
    '/sapi/v1/',
    `
    POST giftcard/createCode giftcard/redeemCode giftcard/buyCode
  `,
  ),
  ...endpointGroup(
    {
      hosts: SPOT_HOSTS,
      class: 'trade',
      product: 'other',
      docs: 'https://developers.binance.com/docs/wallet',
    },
    '/sapi/v1/',
    `
    POST algo/spot/newOrderTwap equity/order/place equity/order/cancel equity/order/cancel-all
    POST equity/tokenized/mint equity/tokenized/redeem
    DELETE algo/spot/order
  `,
  ),
  ...endpointGroup(
    {
      hosts: SPOT_HOSTS,
      class: 'admin',
      product: 'other',
      docs: 'https://developers.binance.com/docs/wallet',
    },
    '/sapi/v1/',
    `
    POST mining/hash-transfer/config mining/hash-transfer/config/cancel equity/account/disclaimer
  `,
  ),
  ...endpointGroup(
    {
      hosts: SPOT_HOSTS,
      class: 'read',
      product: 'earn',
      docs: 'https://developers.binance.com/docs/simple_earn',
    },
    '/sapi/v2/',
    `
    GET eth-staking/account
  `,
  ),
  ...endpointGroup(
    {
      hosts: SPOT_HOSTS,
      class: 'trade',
      product: 'earn',
      docs: 'https://developers.binance.com/docs/simple_earn',
    },
    '/sapi/v2/',
    `
    POST eth-staking/eth/stake
  `,
  ),
];
