import type { PaperFees } from '../exchange/fee.ts';

/** Binance's fees for everybody, and a quarter less in BNB (https://www.binance.com/en/fee/trading). */
export const BINANCE_FEES: PaperFees = {
  maker: 1000n,
  taker: 1000n,
  coin: { asset: 'BNB', symbol: 'BNBUSDT', rate: 750_000n },
};
