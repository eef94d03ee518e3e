import { add, type Decimal, multiply, smaller, subtract } from '@holdfast/decimal';
import { decimal } from '../decimal-text.ts';
import type { Balances, Quote, Venue, VenueMarket } from '../venue/venue.ts';
import type { Journal, OrderRecord } from './journal.ts';

const ZERO: Decimal = { units: 0n, scale: 0 };
/** Of an order whose market is gone meanwhile: more than exchanges take. */
const MOST_FEE = '0.01';

/** What an account shows in one round, less what is under way and what this round spends. */
export class AccountView {
  readonly venue: Venue;
  readonly markets: ReadonlyMap<string, VenueMarket>;
  readonly quotes: ReadonlyMap<string, Quote>;
  readonly #free = new Map<string, Decimal>();

  /**
   * @param held what the portfolio has there; others may share the account, and what is theirs is not to be spent. It only
   *   changes when an order is closed, so what orders under way spend is taken off it here.
   * @param pending orders that may still trade, or of which nothing is known
   */
  constructor(
    venue: Venue,
    markets: readonly VenueMarket[],
    quotes: ReadonlyMap<string, Quote>,
    balances: Balances,
    held: ReadonlyMap<string, string>,
    pending: readonly OrderRecord[],
  ) {
    this.venue = venue;
    this.markets = new Map(markets.map((market) => [market.symbol, market]));
    this.quotes = quotes;
    for (const [asset, amount] of held) {
      // An exchange locks what an order that it knows spends; of one that it was only sent to, that is not known.
      const free = decimal(balances.get(asset)?.free ?? '0');
      const unknown = this.#spentBy(pending, asset, ({ state }) => state === 'written');
      const under = this.#spentBy(pending, asset, () => true);
      const left = smaller(subtract(free, unknown), subtract(decimal(amount), under));
      this.#free.set(asset, left.units < 0n ? ZERO : left);
    }
  }

  available(asset: string): Decimal {
    return this.#free.get(asset) ?? ZERO;
  }

  spend(asset: string, amount: Decimal): void {
    const left = subtract(this.available(asset), amount);
    this.#free.set(asset, left.units < 0n ? ZERO : left);
  }

  #spentBy(pending: readonly OrderRecord[], asset: string, counts: (order: OrderRecord) => boolean): Decimal {
    let sum = ZERO;
    for (const order of pending.filter(counts)) {
      const market = this.markets.get(order.symbol);
      const [base, quote] = market === undefined ? order.symbol.split('/') : [market.base, market.quote];
      if (asset !== (order.side === 'buy' ? quote : base)) continue;
      sum = add(sum, spentBy(order, market?.taker_fee ?? MOST_FEE));
    }
    return sum;
  }
}

/** What an order takes of the asset that it spends, its fee included. */
export function spentBy(
  { side, amount, price }: Pick<OrderRecord, 'side' | 'amount' | 'price'>,
  takerFee: string,
): Decimal {
  const size = decimal(amount);
  return side === 'sell' ? size : multiply(multiply(size, decimal(price)), withFee(takerFee));
}

/** 1 + fee. */
export function withFee(takerFee: string): Decimal {
  const { units, scale } = decimal(takerFee);
  return { units: units + 10n ** BigInt(scale), scale };
}

/** Asks an account for its markets, prices and balances. @throws HoldfastError VENUE_UNREACHABLE, VENUE_REFUSED */
export async function viewAccount(
  account: string,
  venue: Venue,
  journal: Pick<Journal, 'holdings'>,
  pending: readonly OrderRecord[],
): Promise<AccountView> {
  const [markets, quotes, balances, held] = await Promise.all([
    venue.markets(),
    venue.quotes(),
    venue.balances(),
    journal.holdings(account),
  ]);
  const mine = pending.filter((order) => order.account === account);
  return new AccountView(venue, markets, quotes, balances, held, mine);
}

/** The middle between the best prices. */
export function midOf({ bid, ask }: Quote): number {
  return (Number(bid) + Number(ask)) / 2;
}
