import { ceilTo, ONE, type Units, unitsOf } from '../exchange/units.ts';

/** Amounts that an order may have, in base units. */
export interface LotSize {
  readonly minQuantity: Units;
  readonly maxQuantity: Units;
  /** 0: any. */
  readonly step: Units;
}

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
  /** What market orders have to keep beside this; nothing when left out. */
  readonly market?: LotSize;
  /** Whether the least and the most notional bind market orders too; the least does and the most does not when left out. */
  readonly minAppliesToMarket?: boolean;
  readonly maxAppliesToMarket?: boolean;
  /** How far a price may be from the average, as factors. */
  readonly priceUp: number;
  readonly priceDown: number;
  /** The same for sales; as for buys when left out. */
  readonly askUp?: number;
  readonly askDown?: number;
  /** Minutes that the average is made of; 0, the price itself, when left out. */
  readonly averageMinutes?: number;
  readonly maxOrders: number;
  /** The most of the base that an account may have or have on order; anything when left out. */
  readonly maxPosition?: Units | undefined;
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
/** The largest order at the market is worth about this many USD when the market opens. */
const MOST_AT_MARKET_USD = 5e6;

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
    market: {
      minQuantity: 0n,
      maxQuantity: ceilTo(unitsOf(Math.min(9e9, MOST_AT_MARKET_USD / price)), step),
      step: 0n,
    },
    minNotional: 5n * ONE,
    maxNotional: 9_000_000n * ONE,
    priceUp: 5,
    priceDown: 0.2,
    askUp: 5,
    askDown: 0.2,
    averageMinutes: 5,
    maxOrders: 200,
  };
}

/** Markets against USDT, as Binance has them. */
export const USDT_MARKETS: MarketRules = { quote: 'USDT', symbolOf };
