import type { Attack } from './attack.ts';

const order = (volume: unknown, price: unknown) => ({ type: 'buy', ordertype: 'limit', volume, price });
const failed = (...error: string[]) => [200, { error }] as const;

export const kraken: Attack = {
  order: (volume, price, more) => [
    'private',
    'POST',
    'AddOrder',
    { pair: 'XXBTZUSD', ...order(volume, price), ...more },
  ],
  // ccxt writes lists as JSON for this one alone.
  batch: (orders) => [
    'private',
    'POST',
    'AddOrderBatch',
    { pair: 'XXBTZUSD', orders: orders.map(([volume, price]) => order(volume, price)) },
  ],
  withdrawals: [
    ['private', 'POST', 'Withdraw', { asset: 'XBT', key: 'thief', amount: '1' }],
    ['private', 'POST', 'withdraw', { asset: 'XBT', key: 'thief', amount: '1' }],
    [
      'private',
      'POST',
      'WalletTransfer',
      { asset: 'XBT', from: 'Spot Wallet', to: 'Futures Wallet', amount: '1' },
    ],
  ],
  loans: [['private', 'POST', 'AddOrder', { pair: 'XXBTZUSD', ...order('0.001', '49000'), leverage: '5' }]],
  transfers: [['private', 'POST', 'AccountTransfer', { asset: 'XBT', amount: '1', from: 'A', to: 'B' }]],
  // A token for streams is the gateway's own, and never asked of the exchange: test/streams/kraken.test.ts.
  credentials: [],
  amend: (txid, order_qty) => ['private', 'POST', 'AmendOrder', { txid, order_qty }],
  amended: [/AmendOrder$/, () => ({ error: [], result: { amend_id: 'TTW6MD-RL37K-UCA4SL' } })],
  rejected: failed('EOrder:Insufficient funds'),
  open: failed('EService:Timeout'),
};
