import type { PaperSymbol } from '../market/symbol.ts';
import { feeOf, feeSide, heldFor, isFeeOnTop, type PaperFees } from './fee.ts';
import type { Ledger } from './ledger.ts';
import { type Order, remaining } from './order.ts';
import type { PaperMarkets } from './paper-markets.ts';
import { ONE, times, type Units, unitsOf } from './units.ts';

/** A trade as everybody sees it. */
export interface PublicTrade {
  readonly id: number;
  readonly price: Units;
  readonly quantity: Units;
  readonly quote: Units;
  /** Simulated milliseconds since 1970. */
  readonly time: number;
  readonly isBuyerMaker: boolean;
}

interface Fee {
  readonly asset: string;
  readonly amount: Units;
}

const MILLION = 1_000_000n;
/** Trades of a symbol that are shown to everybody. */
const MOST_SHOWN = 1000;

/** Moves the money of orders: what is set aside for them, what their trades pay, and their fees. */
export class Settlement {
  readonly #ledger: Ledger;
  readonly #fees: PaperFees;
  readonly #markets: PaperMarkets;
  readonly #paysInCoin = new Set<string>();
  readonly #shown = new Map<string, PublicTrade[]>();
  #nextTrade = 1;

  constructor(ledger: Ledger, fees: PaperFees, markets: PaperMarkets) {
    this.#ledger = ledger;
    this.#fees = fees;
    this.#markets = markets;
  }

  /** Whether an account pays its fees in the exchange's coin, as far as it has it. */
  paysInCoin(account: string): boolean {
    return this.#paysInCoin.has(account);
  }

  payInCoin(account: string, on: boolean): void {
    if (on) this.#paysInCoin.add(account);
    else this.#paysInCoin.delete(account);
  }

  /** Last trades of a symbol, the oldest first. */
  trades(symbol: string): readonly PublicTrade[] {
    return this.#shown.get(symbol)?.slice(-MOST_SHOWN) ?? [];
  }

  /** Sets aside for an order, so that it has so much in all. @throws Rejection insufficient-balance */
  hold(symbol: PaperSymbol, order: Order, amount: Units): void {
    const asset = order.side === 'BUY' ? symbol.quote : symbol.base;
    const more = amount - order.locked;
    if (more > 0n) this.#ledger.lock(order.account, asset, more);
    else if (more < 0n) this.#ledger.unlock(order.account, asset, -more);
    order.locked = amount;
  }

  /**
   * A trade between a buyer and a seller; the market itself where one is null.
   *
   * @param taker who came to the book, and who was in it
   */
  trade(
    symbol: PaperSymbol,
    { price, quantity }: { readonly price: Units; readonly quantity: Units },
    taker: Order | null,
    maker: Order | null,
    time: number,
  ): void {
    const quote = times(quantity, price);
    const isTakerBuyer = (taker?.side ?? (maker?.side === 'BUY' ? 'SELL' : 'BUY')) === 'BUY';
    const [buyer, seller] = isTakerBuyer ? [taker, maker] : [maker, taker];
    this.#pay(buyer, seller, symbol.quote, quote);
    this.#pay(seller, buyer, symbol.base, quantity);
    if (taker !== null) this.#fill(symbol, taker, price, quantity, quote, false, time);
    if (maker !== null) this.#fill(symbol, maker, price, quantity, quote, true, time);
    this.#show(symbol.name, {
      id: this.#nextTrade,
      price,
      quantity,
      quote,
      time,
      isBuyerMaker: !isTakerBuyer,
    });
    this.#nextTrade++;
  }

  #pay(from: Order | null, to: Order | null, asset: string, amount: Units): void {
    if (from !== null) {
      this.#ledger.payLocked(from.account, to?.account ?? null, asset, amount);
      from.locked -= amount;
    } else if (to !== null) this.#ledger.payFromMarket(to.account, asset, amount);
  }

  #fill(
    symbol: PaperSymbol,
    order: Order,
    price: Units,
    quantity: Units,
    quote: Units,
    maker: boolean,
    time: number,
  ): void {
    const rate = maker ? this.#fees.maker : this.#fees.taker;
    const fee =
      this.#feeInCoin(order, quote, rate, time) ?? this.#feeInMarket(symbol, order, quantity, quote, rate);
    order.executed += quantity;
    order.executedQuote += quote;
    order.updatedAt = time;
    order.fills.push({
      tradeId: this.#nextTrade,
      price,
      quantity,
      commission: fee.amount,
      commissionAsset: fee.asset,
      maker,
      time,
    });
    order.status = order.quantity !== null && remaining(order) === 0n ? 'FILLED' : 'PARTIALLY_FILLED';
    // What a better price than the limit, or a lower fee than the taker's, leaves is free again.
    if (order.price !== null) this.hold(symbol, order, heldFor(order, remaining(order), this.#fees));
  }

  #feeInMarket(symbol: PaperSymbol, order: Order, quantity: Units, quote: Units, rate: bigint): Fee {
    const asset = feeSide(order) === 'base' ? symbol.base : symbol.quote;
    const amount = feeOf(order, quantity, quote, rate);
    if (isFeeOnTop(order)) {
      this.#ledger.takeLockedFee(order.account, asset, amount);
      order.locked -= amount;
    } else this.#ledger.takeFee(order.account, asset, amount);
    return { asset, amount };
  }

  /** Null when the account does not pay in the coin, has too little of it, or the coin has no price. */
  #feeInCoin({ account, feeIn }: Order, quote: Units, rate: bigint, time: number): Fee | null {
    const { coin } = this.#fees;
    if (coin === undefined || feeIn !== undefined || !this.#paysInCoin.has(account)) return null;
    const moment = this.#markets.moment(coin.symbol, time);
    if (moment === null) return null;
    const price = unitsOf(moment.mid);
    if (price === 0n) return null;
    const exact = quote * rate * coin.rate * ONE;
    const divisor = MILLION * MILLION * price;
    const amount = (exact + divisor - 1n) / divisor;
    if (this.#ledger.balance(account, coin.asset).free < amount) return null;
    this.#ledger.takeFee(account, coin.asset, amount);
    return { asset: coin.asset, amount };
  }

  #show(symbol: string, trade: PublicTrade): void {
    const shown = this.#shown.get(symbol);
    if (shown === undefined) this.#shown.set(symbol, [trade]);
    else if (shown.length < 2 * MOST_SHOWN) shown.push(trade);
    else this.#shown.set(symbol, [...shown.slice(-MOST_SHOWN), trade]);
  }
}
