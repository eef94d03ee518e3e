import type { Portfolio } from '../store/portfolio-store.ts';
import type { Balances, Quote, Venue, VenueMarket } from '../venue/venue.ts';

/** What the accounts of a portfolio show at a moment. */
export interface Observation {
  readonly accounts: readonly ObservedAccount[];
  /** Middle of the market with the tightest spread in USD, by asset. */
  readonly prices: ReadonlyMap<string, number>;
}

export interface ObservedAccount {
  readonly number: number;
  readonly name: string;
  readonly venue: Venue;
  readonly balances: Balances;
  readonly markets: readonly VenueMarket[];
  readonly quotes: ReadonlyMap<string, Quote>;
}

/** Asks every account of a portfolio for balances, markets and prices. @throws HoldfastError VENUE_UNREACHABLE, VENUE_REFUSED */
export async function observe(
  { accounts }: Pick<Portfolio, 'accounts'>,
  venueOf: (account: string) => Venue,
): Promise<Observation> {
  const observed = await Promise.all(
    accounts.map(async ({ number, name }): Promise<ObservedAccount> => {
      const venue = venueOf(name);
      const [markets, quotes, balances] = await Promise.all([
        venue.markets(),
        venue.quotes(),
        venue.balances(),
      ]);
      return { number, name, venue, balances, markets, quotes };
    }),
  );
  return { accounts: observed, prices: pricesOf(observed) };
}

/** Trading time: the latest of the accounts', which are of one world. */
export function nowOf({ accounts }: Observation): number {
  return Math.max(...accounts.map(({ venue }) => venue.clock.now()));
}

/** Prices through cash first, then through what has a price by then (a market against BTC). */
function pricesOf(accounts: readonly ObservedAccount[]): ReadonlyMap<string, number> {
  const prices = new Map<string, number>();
  for (const { venue } of accounts) prices.set(venue.cash[0], 1);
  const cash = new Set(prices.keys());
  for (let round = 0; round < 2; round++) {
    const spreads = new Map<string, number>();
    const known = new Map(prices);
    for (const { markets, quotes } of accounts) {
      for (const { symbol, base, quote, active } of markets) {
        const best = quotes.get(symbol);
        const rate = known.get(quote);
        if (!active || best === undefined || rate === undefined || cash.has(base)) continue;
        if (round > 0 && known.has(base)) continue;
        const [bid, ask] = [Number(best.bid), Number(best.ask)];
        const spread = (ask - bid) / (ask + bid);
        if (spread >= (spreads.get(base) ?? Number.POSITIVE_INFINITY)) continue;
        spreads.set(base, spread);
        prices.set(base, ((bid + ask) / 2) * rate);
      }
    }
  }
  return prices;
}
