import type { Order } from '../exchange/order.ts';
import { PaperExchange, type PaperFees, type PaperMarkets } from '../exchange/paper-exchange.ts';
import { decodeCommand, encodeCommand, type PaperCommand, type PaperKey } from './command.ts';
import type { CommandLog } from './command-log.ts';
import type { SimulatedClock } from './simulated-clock.ts';

/** What a command led to. */
export type Outcome = Order | null;

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
  #broken: unknown = null;

  private constructor(exchange: PaperExchange, clock: SimulatedClock, log: CommandLog) {
    this.exchange = exchange;
    this.clock = clock;
    this.#log = log;
  }

  /** Makes the exchange that the log tells of; its clock goes on where it stopped. */
  static async open(
    markets: PaperMarkets,
    fees: PaperFees,
    clock: SimulatedClock,
    log: CommandLog,
  ): Promise<PaperHost> {
    const host = new PaperHost(new PaperExchange(markets, fees), clock, log);
    for await (const text of log.read()) {
      host.#apply(decodeCommand(text));
      host.#sequence++;
    }
    if (host.exchange.time > 0) clock.resume(host.exchange.time);
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
    const time = Math.max(this.clock.now(), this.exchange.time);
    this.exchange.advance(time);
    return time;
  }

  /** Applies a command at this moment; resolves when it can't be lost any more. @throws Rejection */
  async execute(make: (time: number) => PaperCommand): Promise<Outcome> {
    if (this.#broken !== null) throw this.#broken;
    const command = make(Math.max(this.clock.now(), this.exchange.time));
    const outcome = this.#apply(command);
    await this.#write(encodeCommand(command));
    return outcome;
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
      case 'cancel':
        return this.exchange.cancel(command.account, command.orderId, time);
    }
  }

  #write(text: string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ text, done: (error) => (error === null ? resolve() : reject(error)) });
      if (!this.#writing) void this.#flush();
    });
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
