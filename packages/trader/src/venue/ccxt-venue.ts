import { HoldfastError } from '@holdfast/errors';
import ccxt, { type Exchange, type Market, type Order, type Trade } from 'ccxt';
import { type ExchangeProfile, profileOf } from './exchange-profile.ts';
import { PaperTime, type PaperTimeSource } from './paper-time.ts';
import { placementOfError, reasonOf } from './place-error.ts';
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
  /** How long the gateway, and then the exchange, may take a request after it was signed. */
  readonly windowMs: number;
  /** How far the clocks of this machine, the gateway's and the exchange's may lie apart. */
  readonly clocksDifferMs: number;
  /** Longest wait for an answer. */
  readonly timeoutMs: number;
}

/** For an exchange on another continent. */
const FAR_AWAY: VenueTiming = { windowMs: 2500, clocksDifferMs: 1000, timeoutMs: 15_000 };
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
    // The gateway takes it that long and signs it anew, and then the exchange takes it that long.
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
        const [b, a] = [plain(bid), plain(ask)];
        const usable = b !== null && a !== null && Number(b) > 0 && Number(a) >= Number(b);
        if (symbol === undefined || !usable) return [];
        return [
          [
            symbol,
            { bid: b, ask: a, bidAmount: plain(bidVolume) ?? '0', askAmount: plain(askVolume) ?? '0' },
          ],
        ];
      }),
    );
  }

  async depth(symbol: string, side: 'buy' | 'sell'): Promise<readonly DepthLevel[]> {
    const book = await this.#ask(() => this.#client.fetchOrderBook(symbol, DEPTH));
    return (side === 'buy' ? book.asks : book.bids).map(([price, amount]) => ({
      price: String(price),
      amount: String(amount),
    }));
  }

  async balances(): Promise<Balances> {
    const told = await this.#ask(() => this.#client.fetchBalance());
    const free = told.free as unknown as Record<string, unknown>;
    const used = told.used as unknown as Record<string, unknown>;
    const found = new Map<string, { free: string; locked: string }>();
    for (const asset of Object.keys(free)) {
      const balance = { free: plain(free[asset]) ?? '0', locked: plain(used[asset]) ?? '0' };
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
    // When it counts as dead was reckoned from before it was written down.
    if (Date.now() > sendBy)
      return { kind: 'refused', cause: 'busy', reason: 'it was ready too late to be sent' };
    try {
      const placed = await this.#client.createOrder(
        symbol,
        'limit',
        side,
        amount as unknown as number,
        price as unknown as number,
        {
          ...this.#profile.orderParameters(this.#windowMs, Date.now()),
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
      if (found !== null && !isOf(found, clientOrderId)) throw unreachable(ANOTHER_ANSWER);
      return found === null ? null : orderOf(found, plain(found.amount) ?? '0');
    } catch (error) {
      if (error instanceof ccxt.OrderNotFound) return null;
      throw failure(error);
    }
  }

  async cancel(symbol: string, clientOrderId: string, exchangeId: string): Promise<void> {
    try {
      await this.#client.cancelOrder(exchangeId, symbol, this.#profile.cancelParameters(clientOrderId));
    } catch (error) {
      // It ended by itself meanwhile.
      if (!(error instanceof ccxt.OrderNotFound)) throw failure(error);
    }
  }

  async fills(symbol: string, exchangeId: string): Promise<readonly VenueFill[]> {
    await this.markets();
    const trades = await this.#ask(() => this.#profile.orderTrades(this.#client, exchangeId, symbol));
    if (trades.some(({ order }) => order !== undefined && String(order) !== exchangeId)) {
      throw unreachable(ANOTHER_ANSWER);
    }
    return trades.flatMap((trade) => fillOf(trade, 0));
  }

  async #ask<T>(call: () => Promise<T>): Promise<T> {
    try {
      const answer = await call();
      this.#checkTarget();
      return answer;
    } catch (error) {
      throw failure(error);
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

function marketOf(exchange: string, market: Market): VenueMarket {
  const { precision, limits } = market as NonNullable<Market>;
  const text = (value: unknown) => plain(value);
  const optional = <K extends string>(key: K, value: unknown) => {
    const given = text(value);
    return given === null || Number(given) <= 0 ? {} : { [key]: given };
  };
  return {
    exchange,
    symbol: String(market?.symbol),
    base: String(market?.base),
    quote: String(market?.quote),
    amount_step: text(precision.amount) ?? '0.00000001',
    price_tick: text(precision.price) ?? '0.00000001',
    min_amount: text(limits.amount?.min) ?? '0',
    ...optional('max_amount', limits.amount?.max),
    min_notional: text(limits.cost?.min) ?? '0',
    ...optional('max_notional', limits.cost?.max),
    taker_fee: text(market?.taker) ?? '0.001',
    maker_fee: text(market?.maker) ?? '0.001',
    active: market?.active === true,
  };
}

const ANOTHER_ANSWER = 'the answer is about another order';

/** Whether an answer is about our order: a cache or a broken connection may hand out another one's. */
function isOf({ clientOrderId }: Order, asked: string): boolean {
  return clientOrderId === undefined || clientOrderId === asked;
}

function unreachable(reason: string): HoldfastError {
  return new HoldfastError('VENUE_UNREACHABLE', `The exchange can’t be asked right now: ${reason}`);
}

function orderOf(order: Order, asked: string): VenueOrder {
  const filled = plain(order.filled) ?? '0';
  const open = order.status === 'open' || order.status === undefined;
  // Binance's answer to an order has the time once, and not with each of its fills.
  const at = order.lastTradeTimestamp ?? order.timestamp;
  const fills = (order.trades ?? []).flatMap((trade) => fillOf(trade, Number(at ?? 0)));
  // An order that is wholly filled is closed, whatever word the exchange has for it.
  return {
    exchangeId: String(order.id),
    state: open && Number(filled) < Number(asked) ? 'open' : 'closed',
    filled,
    fills: fills.length === 0 ? null : fills,
  };
}

/** @param orderedAt when its order was taken, for a trade without a time */
function fillOf({ id, amount, price, fee, timestamp }: Trade, orderedAt: number): VenueFill[] {
  const [size, at] = [plain(amount), plain(price)];
  if (id === undefined || size === null || at === null) return [];
  return [
    {
      tradeId: String(id),
      amount: size,
      price: at,
      fee: plain(fee?.cost) ?? '0',
      feeAsset: fee?.currency ?? null,
      time: Number(timestamp ?? orderedAt),
    },
  ];
}

/** A number of ccxt's, which are strings here, as a plain decimal; null for none. */
function plain(value: unknown): string | null {
  if (value === undefined || value === null || value === '') return null;
  const text = String(value);
  if (/^[0-9]+(\.[0-9]+)?$/.test(text)) return text.replace(/^0+(?=[0-9])/, '');
  // ccxt itself writes some constants as numbers, and those may have an exponent.
  const number = Number(text);
  return Number.isFinite(number) && number >= 0 ? number.toFixed(12).replace(/\.?0+$/, '') : null;
}

function failure(error: unknown): unknown {
  if (error instanceof HoldfastError) return error;
  // OperationFailed is ccxt's word for whatever an exchange could not do this time: no answer, too busy, an error of its own.
  const again =
    error instanceof ccxt.OperationFailed ||
    error instanceof ccxt.BadResponse ||
    error instanceof ccxt.NullResponse;
  return again
    ? unreachable(reasonOf(error))
    : new HoldfastError('VENUE_REFUSED', `The exchange or the gateway refused: ${reasonOf(error)}`);
}
