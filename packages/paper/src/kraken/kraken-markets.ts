import type { PaperFees } from '../exchange/fee.ts';
import { ceilTo, ONE, unitsOf } from '../exchange/units.ts';
import { type MarketRules, type PaperSymbol, symbolOf } from '../market/symbol.ts';
import { STARTER } from './limits.ts';
import { pairIdOf } from './names.ts';

/** The fees of who has traded least, in millionths: https://www.kraken.com/features/fee-schedule */
export const KRAKEN_FEES: PaperFees = { maker: 2500n, taker: 4000n };

/** Half a dollar: the least cost of an order in USD. */
const COSTMIN = ONE / 2n;
const LEAST_WORTH = 0.5;
const NO_LIMIT = 10n ** 30n;

/** Markets against USD, as Kraken has them: eight decimals of volume, a least volume, a least cost, and no other bounds. */
export const USD_MARKETS: MarketRules = { quote: 'USD', symbolOf: krakenSymbol };

/** @param price USD, which ordermin and tick_size suit; ordermin is worth about half a dollar there, in one digit */
function krakenSymbol(base: string, price: number): PaperSymbol {
  const least = unitsOf(LEAST_WORTH / price) + 1n;
  return {
    name: pairIdOf(base, 'USD'),
    base,
    quote: 'USD',
    tick: symbolOf(base, price).tick,
    step: 1n,
    minQuantity: ceilTo(least, 10n ** BigInt(`${least}`.length - 1)),
    maxQuantity: NO_LIMIT,
    minNotional: COSTMIN,
    maxNotional: NO_LIMIT,
    priceUp: Number.POSITIVE_INFINITY,
    priceDown: 0,
    maxOrders: STARTER.openOrders,
  };
}
