import { setTimeout as sleep } from 'node:timers/promises';
import { HoldfastError, isHoldfastError } from '@holdfast/errors';
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
  /** What was waited for after the market history's end, where a paper exchange's own clock stands still. */
  #beyondEnd = 0;

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
    return this.#latest === null ? Date.now() : this.#latest + this.#beyondEnd;
  }

  /** @throws HoldfastError VENUE_UNREACHABLE when the paper exchange's clock does not answer */
  async wait(milliseconds: number): Promise<void> {
    if (this.#latest === null || this.#source === null) return sleep(milliseconds);
    const wanted = this.#latest + milliseconds;
    const reached = await pass(this.#source, milliseconds);
    this.#latest = Math.max(this.#latest, reached);
    // Whoever waits for an end must reach it.
    this.#beyondEnd += Math.max(0, wanted - this.#latest);
  }
}

async function pass(source: PaperTimeSource, milliseconds: number): Promise<number> {
  try {
    return await source.pass(milliseconds);
  } catch (error) {
    if (isHoldfastError(error)) throw error;
    throw new HoldfastError('VENUE_UNREACHABLE', 'The paper exchange’s clock does not answer.');
  }
}
