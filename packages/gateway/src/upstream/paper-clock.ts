import type { HeaderLine } from '../http/inbound.ts';

/** Header of a paper exchange's answers: its simulated milliseconds since 1970. */
export const PAPER_TIME_HEADER = 'x-paper-time';

/** Whoever asks a paper exchange here learns its time, without a key. */
export const PAPER_CLOCK_TARGET = '/paper/v1/clock';

/** After the year 9999 no database counts. */
const LATEST = 253_402_300_799_999;

/**
 * The clock of a paper exchange on this machine, as its answers tell it. It never goes back: what a restarted exchange says of an
 * earlier time is not believed while this process lives.
 */
export class PaperClock {
  readonly #monotonic: () => number;
  #time: number | null = null;
  #limitMs = 0;
  #toldAt = 0;

  /** @param monotonic milliseconds of a clock that never goes back */
  constructor(monotonic: () => number) {
    this.#monotonic = monotonic;
  }

  /** Simulated milliseconds since 1970; null while no answer told it. */
  get time(): number | null {
    return this.#time;
  }

  /** Looks at the headers of an answer. What is no time is not looked at. */
  notice(headers: readonly HeaderLine[]): void {
    const told = paperTimeOf(headers);
    if (told === null || (this.#time !== null && told <= this.#time)) return;
    const now = this.#monotonic();
    this.#limitMs += Math.max(now - this.#toldAt, this.#time === null ? 0 : told - this.#time);
    this.#toldAt = now;
    this.#time = told;
  }

  /**
   * Milliseconds of the clock that rates go by: it never goes back, and passes with simulated time or with the machine's, whichever
   * passes faster. So a week in one step has the room of a week, and at the wall's own speed there is no more room than live.
   */
  limitMs(): number {
    return this.#limitMs + Math.max(0, this.#monotonic() - this.#toldAt);
  }
}

/** The time that an answer tells, exactly once and in digits; null otherwise. */
export function paperTimeOf(headers: readonly HeaderLine[]): number | null {
  const told = headers.filter(([name]) => name.toLowerCase() === PAPER_TIME_HEADER);
  if (told.length !== 1 || !/^[0-9]{1,15}$/.test(told[0][1])) return null;
  const time = Number(told[0][1]);
  return time <= LATEST ? time : null;
}
