import { setTimeout as sleep } from 'node:timers/promises';
import type { OrderToPlace, Placement, Venue, VenueMarket, VenueOrder } from '@holdfast/trader';

const FEE = 0.001;

/** An exchange that fills every order at its price, and takes its time for every answer. */
export class SlowVenue implements Venue {
  static readonly prices: Readonly<Record<string, number>> = { BTC: 50_000, ETH: 4000, SOL: 100 };
  readonly exchange = 'binance';
  readonly cash = ['USDT'] as const;
  readonly acceptanceMs = 7000;
  readonly clock = { now: () => Date.now(), wait: (milliseconds: number) => sleep(milliseconds) };
  readonly #latency: number;
  readonly #amounts = new Map([['USDT', 1000]]);
  readonly #orders = new Map<string, VenueOrder>();

  constructor(latency: number) {
    this.#latency = latency;
  }

  async markets(): Promise<readonly VenueMarket[]> {
    return Object.keys(SlowVenue.prices).map((base) => ({
      exchange: 'binance',
      symbol: `${base}/USDT`,
      base,
      quote: 'USDT',
      amount_step: '0.00001',
      price_tick: '0.01',
      min_amount: '0.00001',
      min_notional: '5',
      taker_fee: '0.001',
      maker_fee: '0.001',
      active: true,
    }));
  }

  forgetMarkets(): void {
    // They never change.
  }

  async quotes() {
    await sleep(this.#latency);
    return new Map(
      Object.entries(SlowVenue.prices).map(([base, price]) => [
        `${base}/USDT`,
        {
          bid: (price * 0.9999).toFixed(2),
          ask: (price * 1.0001).toFixed(2),
          bidAmount: '1000000',
          askAmount: '1000000',
        },
      ]),
    );
  }

  async depth(): Promise<readonly never[]> {
    await sleep(this.#latency);
    return [];
  }

  async balances() {
    await sleep(this.#latency);
    return new Map(
      [...this.#amounts].map(([asset, amount]) => [asset, { free: amount.toFixed(8), locked: '0' }]),
    );
  }

  async place({ clientOrderId, symbol, side, amount, price }: OrderToPlace): Promise<Placement> {
    await sleep(this.#latency);
    const [base, quote] = symbol.split('/');
    const [size, worth] = [Number(amount), Number(amount) * Number(price)];
    const sign = side === 'buy' ? 1 : -1;
    const [received, got] = side === 'buy' ? [base, size] : [quote, worth];
    this.#change(base, sign * size);
    this.#change(quote, -sign * worth);
    this.#change(received, -got * FEE);
    const fee = (got * FEE).toFixed(12);
    const order: VenueOrder = {
      exchangeId: clientOrderId,
      state: 'closed',
      filled: amount,
      fills: [{ tradeId: clientOrderId, amount, price, fee, feeAsset: received, time: Date.now() }],
    };
    this.#orders.set(clientOrderId, order);
    return { kind: 'accepted', order };
  }

  async find(_symbol: string, clientOrderId: string): Promise<VenueOrder | null> {
    await sleep(this.#latency);
    return this.#orders.get(clientOrderId) ?? null;
  }

  async cancel(): Promise<void> {
    await sleep(this.#latency);
  }

  async fills(): Promise<readonly never[]> {
    await sleep(this.#latency);
    return [];
  }

  #change(asset: string, by: number): void {
    this.#amounts.set(asset, (this.#amounts.get(asset) ?? 0) + by);
  }
}
