import type { PaperFees } from '../exchange/fee.ts';
import type { Order } from '../exchange/order.ts';
import { PaperExchange, type TradingFaults } from '../exchange/paper-exchange.ts';
import type { PaperMarkets } from '../exchange/paper-markets.ts';
import { decodeCommand, encodeCommand, type PaperCommand, type PaperKey } from './command.ts';
import type { CommandLog } from './command-log.ts';
import type { SimulatedClock } from './simulated-clock.ts';

/** What a command led to. */
export type Outcome = Order | null;

/** A clock is not moved on. Nothing has changed. */
export class StepRefused extends Error {
  override readonly name = 'StepRefused';
}

/** A key and whose it is. */
export interface KnownKey {
  readonly account: string;
  readonly key: PaperKey;
}

/** A deposit or withdrawal that was done. */
export interface Transfer {
  readonly kind: 'deposit' | 'withdraw';
  readonly account: string;
  readonly asset: string;
  readonly amount: bigint;
  readonly time: number;
}

/**
 * A paper exchange that lasts: a command is applied, written to the log with all that came meanwhile, and only then answered.
 * After a crash the log makes the same exchange again, because the exchange is a function of its commands.
 */
export class PaperHost {
  readonly exchange: PaperExchange;
  readonly clock: SimulatedClock;
  readonly transfers: Transfer[] = [];
  readonly #log: CommandLog;
  readonly #keys = new Map<string, KnownKey>();
  #sequence = 0;
  #waiting: { readonly text: string; readonly done: (error: unknown) => void }[] = [];
  #writing = false;
  /** Resolves when the latest command was written, or could not be. */
  #latest: Promise<unknown> = Promise.resolve();
  #broken: unknown = null;
  /** No later time is shown: what comes after a crash may not be before what was shown. */
  #horizon = Number.POSITIVE_INFINITY;
  /** Time that a crash can't take back. */
  #shown: number;

  private constructor(exchange: PaperExchange, clock: SimulatedClock, log: CommandLog) {
    this.exchange = exchange;
    this.clock = clock;
    this.#log = log;
    this.#shown = clock.now();
  }

  /** Makes the exchange that the log tells of; its clock goes on where it stopped, never before a time that it has shown. */
  static async open(
    markets: PaperMarkets,
    fees: PaperFees,
    clock: SimulatedClock,
    log: CommandLog,
    faults?: TradingFaults,
  ): Promise<PaperHost> {
    const host = new PaperHost(new PaperExchange(markets, fees, faults), clock, log);
    let until = 0;
    for await (const text of log.read()) {
      const command = decodeCommand(text);
      if (command.kind === 'time') until = command.until ?? command.time;
      host.#apply(command);
      host.#sequence++;
    }
    if (host.exchange.time > 0) clock.resume(Math.max(host.exchange.time, until));
    host.#shown = clock.now();
    return host;
  }

  /** How many commands there ever were. */
  get sequence(): number {
    return this.#sequence;
  }

  findKey(id: string): KnownKey | null {
    return this.#keys.get(id) ?? null;
  }

  /** Keys of an account. */
  keysOf(account: string): PaperKey[] {
    return [...this.#keys.values()].filter((known) => known.account === account).map(({ key }) => key);
  }

  /** Time passes up to now, so that what is read is what is. */
  now(): number {
    const time = this.#time();
    this.exchange.advance(time);
    return time;
  }

  /** The time to tell others: of a stepped clock one that is written, of a running one what `now` gives. */
  shownTime(): number {
    return this.clock.speed === 'step' ? this.#shown : this.now();
  }

  /**
   * Writes the time down, and how far the clock may run until this is called again. After a crash it goes on from there, so it
   * never shows a time, or takes back a fill, that somebody has seen.
   *
   * @param aheadMs the wall's milliseconds; 0 when it stops
   */
  async keepTime(aheadMs: number): Promise<void> {
    const until = this.clock.in(aheadMs);
    let kept = until;
    await this.execute((time) => {
      kept = aheadMs > 0 ? Math.max(time, until) : time;
      return { kind: 'time', time, ...(kept > time ? { until: kept } : {}) };
    });
    this.#horizon = kept;
  }

  /**
   * Moves a stepped clock on and lets resting orders match on the way; resolves when it can't be lost any more.
   *
   * @param meant gives the time to move to from the time now, both simulated milliseconds since 1970
   * @throws StepRefused when the clock is not stepped, or the time is before now, or after the end of history
   */
  async step(meant: (now: number) => number): Promise<void> {
    const { speed, end } = this.clock;
    if (speed !== 'step') throw new StepRefused('its clock runs by itself; start it with --speed step');
    const now = this.#time();
    const to = meant(now);
    if (to > end) throw new StepRefused(`its history ends at ${new Date(end).toISOString()}`);
    if (to < now) throw new StepRefused(`its time is ${new Date(now).toISOString()} and does not go back`);
    if (this.#broken !== null) throw this.#broken;
    this.clock.resume(to);
    await this.execute((time) => ({ kind: 'time', time }));
    this.#shown = Math.max(this.#shown, to);
  }

  /**
   * Resolves when all that was applied so far can't be lost any more. Nobody is to be told before: what a crash took back
   * would have been seen.
   *
   * @throws what the log threw, from when it could not be written on
   */
  async settled(): Promise<void> {
    await this.#latest;
    if (this.#broken !== null) throw this.#broken;
  }

  /** Applies a command at this moment; resolves when it can't be lost any more. @throws Rejection */
  async execute(make: (time: number) => PaperCommand): Promise<Outcome> {
    if (this.#broken !== null) throw this.#broken;
    const command = make(this.#time());
    const outcome = this.#apply(command);
    await this.#write(encodeCommand(command));
    return outcome;
  }

  #time(): number {
    return Math.max(Math.min(this.clock.now(), this.#horizon), this.exchange.time);
  }

  #apply(command: PaperCommand): Outcome {
    const { time } = command;
    switch (command.kind) {
      case 'time':
        this.exchange.advance(time);
        return null;
      case 'key':
        this.#keys.set(command.key.id, { account: command.account, key: command.key });
        return null;
      case 'deposit':
      case 'withdraw': {
        const { kind, account, asset, amount } = command;
        this.exchange[kind](account, asset, amount, time);
        this.transfers.push({ kind, account, asset, amount, time });
        return null;
      }
      case 'place':
        return this.exchange.place(command.account, command.order, time);
      case 'amend':
        return this.exchange.amend(command.account, command.orderId, command.change, time);
      case 'cancel':
        return this.exchange.cancel(command.account, command.orderId, time);
      case 'fee-coin':
        this.exchange.advance(time);
        this.exchange.settlement.payInCoin(command.account, command.on);
        return null;
    }
  }

  #write(text: string): Promise<void> {
    const written = new Promise<void>((resolve, reject) => {
      this.#waiting.push({ text, done: (error) => (error === null ? resolve() : reject(error)) });
      if (!this.#writing) void this.#flush();
    });
    this.#latest = written.catch(() => undefined);
    return written;
  }

  /** Commands that come while one batch is written make the next. */
  async #flush(): Promise<void> {
    this.#writing = true;
    while (this.#waiting.length > 0) {
      const batch = this.#waiting;
      this.#waiting = [];
      try {
        await this.#log.append(
          this.#sequence,
          batch.map(({ text }) => text),
        );
        this.#sequence += batch.length;
      } catch (error) {
        // What is in memory is ahead of the log now: nothing may be answered from it any more.
        this.#broken = error;
      }
      for (const { done } of batch) done(this.#broken);
    }
    this.#writing = false;
  }
}
