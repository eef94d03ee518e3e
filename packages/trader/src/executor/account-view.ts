import { type Decimal, smaller, subtract } from '@holdfast/decimal';
import type { Balances, Quote, Venue, VenueMarket } from '../venue/venue.ts';
import { decimal } from './step-progress.ts';

/** What an account shows in one round, less what this round spends. */
export class AccountView {
  readonly venue: Venue;
  readonly markets: ReadonlyMap<string, VenueMarket>;
  readonly quotes: ReadonlyMap<string, Quote>;
  readonly #free = new Map<string, Decimal>();

  constructor(
    venue: Venue,
    markets: readonly VenueMarket[],
    quotes: ReadonlyMap<string, Quote>,
    balances: Balances,
    held: ReadonlyMap<string, string>,
  ) {
    this.venue = venue;
    this.markets = new Map(markets.map((market) => [market.symbol, market]));
    this.quotes = quotes;
    for (const [asset, amount] of held) {
      // Others may share the account: what belongs to them is not to be spent.
      const free = balances.get(asset)?.free ?? '0';
      this.#free.set(asset, smaller(decimal(free), decimal(amount)));
    }
  }

  available(asset: string): Decimal {
    return this.#free.get(asset) ?? { units: 0n, scale: 0 };
  }

  spend(asset: string, amount: Decimal): void {
    const left = subtract(this.available(asset), amount);
    this.#free.set(asset, left.units < 0n ? { units: 0n, scale: 0 } : left);
  }
}

/** The middle between the best prices. */
export function midOf({ bid, ask }: Quote): number {
  return (Number(bid) + Number(ask)) / 2;
}
