import { setTimeout as sleep } from 'node:timers/promises';
import type { TradingClock } from './venue.ts';

/** How a paper exchange's clock is moved, or waited for. */
export interface PaperTimeSource {
  /** Resolves when so many simulated milliseconds have passed, with the simulated time then. */
  pass(milliseconds: number): Promise<number>;
}

/**
 * The clock that an account's trading goes by: the wall's, until an answer says that this is a paper exchange; the gateway
 * passes `x-paper-time` on only for one.
 */
export class PaperTime implements TradingClock {
  readonly #source: PaperTimeSource | null;
  #latest: number | null = null;

  constructor(source: PaperTimeSource | null) {
    this.#source = source;
  }

  get isPaper(): boolean {
    return this.#latest !== null;
  }

  /** Takes the header of an answer. Time never goes back. */
  notice(header: string | undefined): void {
    if (header === undefined || !/^[0-9]{1,15}$/.test(header)) return;
    this.#latest = Math.max(this.#latest ?? 0, Number(header));
  }

  now(): number {
    return this.#latest ?? Date.now();
  }

  async wait(milliseconds: number): Promise<void> {
    if (this.#latest === null || this.#source === null) await sleep(milliseconds);
    else this.#latest = Math.max(this.#latest, await this.#source.pass(milliseconds));
  }
}
