import { ONE, type Units } from '../exchange/units.ts';

/** A market and its filters. */
export interface PaperSymbol {
  readonly name: string;
  readonly base: string;
  readonly quote: string;
  readonly tick: Units;
  readonly step: Units;
  readonly minQuantity: Units;
  readonly maxQuantity: Units;
  readonly minNotional: Units;
  readonly maxNotional: Units;
  /** How far a price may be from the mid, as factors. */
  readonly priceUp: number;
  readonly priceDown: number;
  readonly maxOrders: number;
}

/** How an exchange makes markets of assets. */
export interface MarketRules {
  /** What everything is paid with. */
  readonly quote: string;
  /** @param price of the base in the quote, when the market opens */
  symbolOf(base: string, price: number): PaperSymbol;
}

const EIGHT = 8;
/** A tick is about this part of the price, and a step worth about this many USD. */
const TICK_PART = 1e-5;
const STEP_USD = 0.5;

/**
 * A market against USDT whose tick and step suit a price, as exchanges choose them: about a hundred-thousandth of the price,
 * and half a dollar. Together they have at most eight decimals.
 *
 * @param price USD
 * @example
 * symbolOf('BTC', 30_000).tick; // 1000000n, which is 0.01
 */
export function symbolOf(base: string, price: number): PaperSymbol {
  const tickDigits = Math.min(EIGHT, Math.max(0, Math.ceil(-Math.log10(price * TICK_PART))));
  const wanted = Math.max(0, Math.ceil(-Math.log10(STEP_USD / price)));
  const stepDigits = Math.min(EIGHT - tickDigits, wanted);
  const step = 10n ** BigInt(EIGHT - stepDigits);
  return {
    name: `${base}USDT`,
    base,
    quote: 'USDT',
    tick: 10n ** BigInt(EIGHT - tickDigits),
    step,
    minQuantity: step,
    maxQuantity: 9_000_000_000n * ONE,
    minNotional: 5n * ONE,
    maxNotional: 9_000_000n * ONE,
    priceUp: 5,
    priceDown: 0.2,
    maxOrders: 200,
  };
}

/** Markets against USDT, as Binance has them. */
export const USDT_MARKETS: MarketRules = { quote: 'USDT', symbolOf };
