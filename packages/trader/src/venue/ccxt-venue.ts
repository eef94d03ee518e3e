import { HoldfastError } from '@holdfast/errors';
import ccxt, { type Exchange, type Market } from 'ccxt';
import { fillsOf, isOf, marketOf, orderOf } from './ccxt-reading.ts';
import { type ExchangeProfile, profileOf } from './exchange-profile.ts';
import { PaperTime, type PaperTimeSource } from './paper-time.ts';
import { placementOfError, reasonOf } from './place-error.ts';
import { plainDecimal } from './plain-decimal.ts';
import {
  type Balances,
  type DepthLevel,
  LATEST_SEND_MS,
  type OrderToPlace,
  type Placement,
  type Quote,
  type TradingClock,
  type Venue,
  type VenueFill,
  type VenueMarket,
  type VenueOrder,
} from './venue.ts';
import { venueFailure } from './venue-failure.ts';

/** How an account is reached. */
export interface VenueAccount {
  readonly exchange: string;
  /** Address of the gateway, such as `http://127.0.0.1:8080`. */
  readonly gateway: string;
  /** The virtual key. */
  readonly apiKey: string;
  readonly secret: string;
  readonly password?: string | undefined;
  /** Whether a person said that orders may go to a real exchange. */
  readonly live: boolean;
}

/** How long is waited for what; wall milliseconds. */
export interface VenueTiming {
  /** How long a request is good for on each of its two legs, to the gateway and from there to the exchange. */
  readonly windowMs: number;
  /** How far the clocks of this machine, the gateway and the exchange may lie apart, all together. */
  readonly clocksDifferMs: number;
  /** Longest wait for an answer. */
  readonly timeoutMs: number;
}

/** For an exchange on another continent. */
const FAR_AWAY: VenueTiming = { windowMs: 2500, clocksDifferMs: 2000, timeoutMs: 15_000 };
const ANOTHER_ANSWER = 'the answer is about another order';
const MARKETS_LAST_MS = 3_600_000;
/** Levels of a book that slices are cut by. */
const DEPTH = 100;

/**
 * Opens an exchange account through the gateway with an unmodified ccxt client, whose hosts are replaced and nothing else.
 *
 * @param paper how a paper exchange's clock is waited for; without it time passes by itself
 * @param timing shorter waits, for an exchange on this machine
 * @throws HoldfastError VENUE_UNSUPPORTED
 * @example
 * const venue = openVenue({ exchange: 'binance', gateway: 'http://127.0.0.1:8080', apiKey, secret, live: false });
 * await venue.balances(); // Map { 'USDT' => { free: '10000', locked: '0' } }
 */
export function openVenue(
  account: VenueAccount,
  paper: PaperTimeSource | null = null,
  timing: VenueTiming = FAR_AWAY,
): Venue {
  return new CcxtVenue(account, profileOf(account.exchange), paper, timing);
}

class CcxtVenue implements Venue {
  readonly exchange: string;
  readonly clock: TradingClock;
  /**
   * A request carries the moment T at which it was sent by this machine's clock, at the latest `LATEST_SEND_MS` after the order
   * was written down; W is `windowMs`.
   *
   * Binance: `timestamp` is T, and `recvWindow` W stays what it is on the way. The gateway takes the request until T + W by its
   * clock, and looks again just before the first byte leaves; then it signs anew, with a `timestamp` of its own, at the latest
   * T + W. The exchange takes that for another W, and looks again before its matching engine. So T + 2 W, and on top how far
   * this machine's clock is ahead of the gateway's (which refuses more than `clock_skew_ms`, 1 s unless it was changed), and
   * the gateway's of Binance's (which refuses more than 1 s): `clocksDifferMs`.
   *
   * Kraken: `deadline` is T + 2 W, and nobody changes it on the way; the matching engine goes by it. On top comes how far this
   * machine's clock is ahead of Kraken's. The gateway besides refuses what is 5 s older than its nonce.
   *
   * @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/request-security (timing security) and
   * https://docs.kraken.com/api/docs/rest-api/add-order (deadline)
   */
  readonly acceptanceMs: number;
  readonly cash: readonly [string, ...string[]];
  readonly #client: Exchange;
  readonly #profile: ExchangeProfile;
  readonly #time: PaperTime;
  readonly #live: boolean;
  readonly #windowMs: number;
  #markets: { readonly list: readonly VenueMarket[]; readonly at: number } | null = null;

  constructor(
    account: VenueAccount,
    profile: ExchangeProfile,
    paper: PaperTimeSource | null,
    { windowMs, clocksDifferMs, timeoutMs }: VenueTiming,
  ) {
    this.#windowMs = windowMs;
    this.acceptanceMs = LATEST_SEND_MS + 2 * windowMs + clocksDifferMs;
    this.exchange = account.exchange;
    this.cash = profile.cash;
    this.#profile = profile;
    this.#live = account.live;
    this.#time = new PaperTime(paper);
    this.clock = this.#time;
    const { apiKey, secret, password } = account;
    const Client = ccxt[account.exchange as 'binance'];
    this.#client = new Client({
      apiKey,
      secret,
      ...(password !== undefined && { password }),
      timeout: timeoutMs,
      // The gateway shares the exchange's limits between virtual keys, and says when to wait.
      enableRateLimit: false,
      options: profile.options(windowMs),
    });
    // Amounts as decimal strings: no float comes between the exchange and what is counted.
    this.#client.number = String as unknown as NumberConstructor;
    const base = `${account.gateway.replace(/\/+$/, '')}/${account.exchange}/`;
    this.#client.urls.api = JSON.parse(
      JSON.stringify(this.#client.urls.api).replaceAll('https://', base),
    ) as Exchange['urls']['api'];
    // Amounts and prices are on their steps already; ccxt would round prices by way of floats.
    this.#client.amountToPrecision = (_symbol, amount) => String(amount);
    this.#client.priceToPrecision = (_symbol, price) => String(price);
    const explain = this.#client.handleErrors.bind(this.#client);
    this.#client.handleErrors = (...given: Parameters<typeof explain>) => {
      const [status, reason, url, , , body, answer] = given;
      // Whatever a 5xx says in its body: whether the exchange acted is not known.
      if (status >= 500) throw new ccxt.ExchangeNotAvailable(`${status} ${reason} ${body}`);
      const isRead = typeof answer === 'object' && answer !== null;
      if (status < 300 && !(isRead && profile.isWhole(url, answer))) {
        throw new ccxt.BadResponse(`the answer can’t be read: ${body}`);
      }
      return explain(...given);
    };
    const answered = this.#client.onRestResponse.bind(this.#client);
    this.#client.onRestResponse = (...given: Parameters<typeof answered>) => {
      this.#time.notice((given[4] as Record<string, string>)['X-Paper-Time']);
      return answered(...given);
    };
  }

  async markets(): Promise<readonly VenueMarket[]> {
    const known = this.#markets;
    if (known !== null && performance.now() - known.at < MARKETS_LAST_MS) return known.list;
    const list = await this.#ask(async () => {
      await this.#client.loadMarkets(true);
      return Object.values(this.#client.markets ?? {})
        .filter((market): market is Market => market?.spot === true)
        .map((market) => marketOf(this.exchange, market as Market));
    });
    this.#markets = { list, at: performance.now() };
    return list;
  }

  forgetMarkets(): void {
    this.#markets = null;
  }

  async quotes(): Promise<ReadonlyMap<string, Quote>> {
    const tickers = await this.#ask(() => this.#profile.bestPrices(this.#client));
    return new Map(
      Object.values(tickers).flatMap(({ symbol, bid, ask, bidVolume, askVolume }): [string, Quote][] => {
        const [b, a] = [plainDecimal(bid), plainDecimal(ask)];
        const usable = b !== null && a !== null && Number(b) > 0 && Number(a) >= Number(b);
        if (symbol === undefined || !usable) return [];
        return [
          [
            symbol,
            {
              bid: b,
              ask: a,
              bidAmount: plainDecimal(bidVolume) ?? '0',
              askAmount: plainDecimal(askVolume) ?? '0',
            },
          ],
        ];
      }),
    );
  }

  async depth(symbol: string, side: 'buy' | 'sell'): Promise<readonly DepthLevel[]> {
    const book = await this.#ask(() => this.#client.fetchOrderBook(symbol, DEPTH));
    return (side === 'buy' ? book.asks : book.bids).flatMap(([price, amount]): DepthLevel[] => {
      const [at, size] = [plainDecimal(price), plainDecimal(amount)];
      return at === null || size === null ? [] : [{ price: at, amount: size }];
    });
  }

  async balances(): Promise<Balances> {
    const told = await this.#ask(() => this.#client.fetchBalance());
    const free = told.free as unknown as Record<string, unknown>;
    const used = told.used as unknown as Record<string, unknown>;
    const found = new Map<string, { free: string; locked: string }>();
    for (const asset of Object.keys(free)) {
      const balance = { free: plainDecimal(free[asset]) ?? '0', locked: plainDecimal(used[asset]) ?? '0' };
      if (Number(balance.free) > 0 || Number(balance.locked) > 0) found.set(asset, balance);
    }
    return found;
  }

  async place(order: OrderToPlace): Promise<Placement> {
    this.#checkTarget();
    const { symbol, side, amount, price, timeInForce, clientOrderId, sendBy } = order;
    try {
      await this.markets();
    } catch (error) {
      // Nothing was sent yet.
      return { kind: 'refused', cause: 'busy', reason: reasonOf(error) };
    }
    // When it counts as dead is reckoned from that; what is signed later than now carries the time of now.
    const now = Date.now();
    if (now > sendBy) return { kind: 'refused', cause: 'busy', reason: 'it was ready too late to be sent' };
    try {
      const placed = await this.#client.createOrder(
        symbol,
        'limit',
        side,
        amount as unknown as number,
        price as unknown as number,
        {
          ...this.#profile.orderParameters(this.#windowMs, now),
          clientOrderId,
          ...(timeInForce === 'PO' ? { postOnly: true } : { timeInForce }),
        },
      );
      if (!isOf(placed, clientOrderId)) return { kind: 'unclear', reason: ANOTHER_ANSWER };
      return { kind: 'accepted', order: orderOf(placed, amount) };
    } catch (error) {
      return placementOfError(error);
    }
  }

  async find(symbol: string, clientOrderId: string): Promise<VenueOrder | null> {
    await this.markets();
    try {
      const found = await this.#profile.find(this.#client, symbol, clientOrderId);
      if (found !== null && !isOf(found, clientOrderId)) throw new ccxt.BadResponse(ANOTHER_ANSWER);
      return found === null ? null : orderOf(found, plainDecimal(found.amount));
    } catch (error) {
      if (error instanceof ccxt.OrderNotFound) return null;
      throw venueFailure(error);
    }
  }

  async cancel(symbol: string, clientOrderId: string, exchangeId: string): Promise<void> {
    try {
      await this.#client.cancelOrder(exchangeId, symbol, this.#profile.cancelParameters(clientOrderId));
    } catch (error) {
      // It ended by itself meanwhile; or the exchange is at it.
      if (!(error instanceof ccxt.OrderNotFound || error instanceof ccxt.CancelPending))
        throw venueFailure(error);
    }
  }

  async fills(symbol: string, exchangeId: string): Promise<readonly VenueFill[]> {
    await this.markets();
    const trades = await this.#ask(() => this.#profile.orderTrades(this.#client, exchangeId, symbol));
    if (trades.some(({ order }) => order !== undefined && String(order) !== exchangeId)) {
      throw venueFailure(new ccxt.BadResponse(ANOTHER_ANSWER));
    }
    return trades.flatMap((trade) => fillsOf(trade));
  }

  async #ask<T>(call: () => Promise<T>): Promise<T> {
    try {
      const answer = await call();
      this.#checkTarget();
      return answer;
    } catch (error) {
      throw venueFailure(error);
    }
  }

  /** Nothing goes live by accident: without a person's word the gateway must have said that this is a paper exchange. */
  #checkTarget(): void {
    if (this.#live || this.#time.isPaper) return;
    throw new HoldfastError(
      'ACCOUNT_NOT_LIVE',
      'This account leads to a real exchange, and nobody has said that orders may go there. Say it with "holdfast account live NAME", or point the gateway at a paper exchange with "clock: paper".',
    );
  }
}
