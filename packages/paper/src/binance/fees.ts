import type { PaperFees } from '../exchange/fee.ts';
import { formatUnits } from '../exchange/units.ts';

/** Binance's fees for everybody, and a quarter less in BNB (https://www.binance.com/en/fee/trading). */
export const BINANCE_FEES: PaperFees = {
  maker: 1000n,
  taker: 1000n,
  coin: { asset: 'BNB', symbol: 'BNBUSDT', rate: 750_000n },
};

/** Millionths as a decimal number of eight decimals. */
export function rateText(millionths: bigint): string {
  return formatUnits(millionths * 100n);
}

/** How much cheaper fees are in the exchange's coin, as Binance tells it: `discount` is the part that is left. */
export function discountJson({ coin }: PaperFees, isOn: boolean): Record<string, unknown> {
  return {
    enabledForAccount: isOn,
    enabledForSymbol: coin !== undefined,
    discountAsset: coin?.asset ?? '',
    discount: rateText(coin?.rate ?? 1_000_000n),
  };
}
