import { formatDecimal, multiply, subtract } from '@holdfast/decimal';
import { isHoldfastError } from '@holdfast/errors';
import { type Execution, type ExecutionResult, executePlan } from '../../src/executor/execute-plan.ts';
import { type ExecutionSettings, executionSchema } from '../../src/executor/execution-settings.ts';
import type { PlanOrder } from '../../src/planner/plan.ts';
import type { VenueMarket } from '../../src/venue/venue.ts';
import { exact, MemoryExchange } from './memory-exchange.ts';
import { Crash, MemoryJournal } from './memory-journal.ts';
import { MemoryVenue } from './memory-venue.ts';
import { SeededRandom } from './seeded-random.ts';
import { TestClock } from './test-clock.ts';

export const ACCOUNT = 'main';

/** A market of USDT with plain filters. */
export function marketOf(base: string, changes: Partial<VenueMarket> = {}): VenueMarket {
  return {
    exchange: 'memory',
    symbol: `${base}/USDT`,
    base,
    quote: 'USDT',
    amount_step: '0.001',
    price_tick: '0.01',
    min_amount: '0.001',
    min_notional: '5',
    taker_fee: '0.001',
    maker_fee: '0.001',
    active: true,
    ...changes,
  };
}

/** An order of a plan, at a price of 100 unless told. */
export function planned(
  side: 'buy' | 'sell',
  symbol: string,
  amount: string,
  price = side === 'buy' ? '100.01' : '100',
): PlanOrder {
  return { account: ACCOUNT, symbol, side, type: 'limit', amount, price, reason: 'for a test' };
}

/** An account on an exchange in memory, a journal and a plan, and how they come together. */
export class ExecutionCase {
  readonly random: SeededRandom;
  readonly clock: TestClock;
  readonly exchange: MemoryExchange;
  readonly venue: MemoryVenue;
  readonly journal = new MemoryJournal();
  readonly steps: readonly PlanOrder[];
  readonly mids: Record<string, number> = {};
  readonly settings: ExecutionSettings;
  isStopping: () => boolean = () => false;

  constructor(
    steps: readonly PlanOrder[],
    settings: Partial<ExecutionSettings> = {},
    { seed = 1, feeIn = 'quote' as 'quote' | 'base', wallPerTrading = 1 } = {},
  ) {
    this.steps = steps;
    this.settings = executionSchema.parse(settings);
    this.random = new SeededRandom(seed);
    this.clock = new TestClock(wallPerTrading);
    this.exchange = new MemoryExchange(feeIn);
    this.venue = new MemoryVenue(this.exchange, this.clock, this.random);
  }

  /** A market with a book: so much at 100 and at 100.01, and a tick further each. */
  market(market: VenueMarket, amounts: readonly string[] = ['1000'], mid = 100.005): this {
    this.exchange.markets.set(market.symbol, market);
    this.setBook(market.symbol, amounts);
    this.mids[`${ACCOUNT} ${market.symbol}`] = mid;
    return this;
  }

  setBook(symbol: string, amounts: readonly string[], bid = 10_000, ask = bid + 1): void {
    const price = (ticks: number) => formatDecimal({ units: BigInt(ticks), scale: 2 });
    this.exchange.setBook(
      symbol,
      amounts.map((amount, at): [string, string] => [price(bid - at), amount]),
      amounts.map((amount, at): [string, string] => [price(ask + at), amount]),
    );
  }

  hold(asset: string, amount: string, others = '0'): this {
    this.exchange.deposit(asset, amount, others);
    this.journal.hold(ACCOUNT, asset, amount);
    return this;
  }

  get execution(): Execution {
    const { steps, mids, settings } = this;
    return { portfolio: 'growth', plan: '17', steps, mids, settings };
  }

  run(): Promise<ExecutionResult> {
    const { journal, venue, clock } = this;
    return executePlan(this.execution, {
      journal,
      venueOf: () => venue,
      wall: clock.wall,
      sleep: clock.sleep,
      isStopping: async () => this.isStopping(),
    });
  }

  /** Begins anew after each crash, as a worker does. */
  async runUntilDone(): Promise<{ result: ExecutionResult; begun: number }> {
    for (let begun = 1; ; begun++) {
      if (begun > 500) throw new Error('it never ends');
      try {
        return { result: await this.run(), begun };
      } catch (error) {
        const isAgain = isHoldfastError(error) && error.code === 'VENUE_UNREACHABLE';
        if (!(error instanceof Crash) && !isAgain) throw error;
        this.venue.forgetMarkets();
      }
    }
  }

  /** What the exchange filled of a step, as a decimal string. */
  filledOf(step: number): string {
    return formatDecimal(
      this.journal.ofStep(step).reduce((sum, { clientOrderId }) => {
        const order = this.exchange.orders.get(clientOrderId);
        return order === undefined ? sum : subtract(sum, subtract(exact('0'), order.filled));
      }, exact('0')),
    );
  }

  /** A market order of somebody else: the other side of every resting order trades. */
  fillAllResting(share = 1): void {
    for (const order of this.exchange.orders.values()) {
      this.exchange.fillResting(order, share);
      this.venue.note(order);
    }
  }

  /** USDT that an order is worth. */
  worthOf({ amount, price }: { amount: string; price: string }): number {
    return Number(formatDecimal(multiply(exact(amount), exact(price))));
  }
}
