import { type Account, openVenue, type PaperTimeSource, type Venue } from '@holdfast/trader';

/**
 * A client for each account, made anew when the account was changed: a worker that runs for months must not go on with a key that
 * was replaced, or with an account that may no longer send to a real exchange.
 */
export class Venues {
  readonly #paper: PaperTimeSource;
  readonly #known = new Map<number, { readonly as: string; readonly venue: Venue }>();

  constructor(paper: PaperTimeSource) {
    this.#paper = paper;
  }

  of({ number, exchange, gateway, live, virtual_key }: Account): Venue {
    const given = { exchange, gateway, live, ...virtual_key };
    const as = JSON.stringify(given);
    const known = this.#known.get(number);
    if (known?.as === as) return known.venue;
    const venue = openVenue(given, this.#paper);
    this.#known.set(number, { as, venue });
    return venue;
  }
}
