import type { TradingClock } from '../../src/venue/venue.ts';

/** A wall's clock and a trading clock that only move when they are waited for, and what happens at a moment. */
export class TestClock {
  #wall = 1_800_000_000_000;
  #trading = 1_600_000_000_000;
  readonly #events: { at: number; run: () => void }[] = [];
  /** Called after trading time passed. */
  onTrading: (milliseconds: number) => void = () => undefined;
  /** Share of waited trading time that passes on the wall: 1 on a real exchange, nearly 0 on a paper one. */
  readonly wallPerTrading: number;
  /** Waits that are left: what goes on without end must not go on for ever in a test. */
  waitsLeft = 20_000;

  constructor(wallPerTrading = 1) {
    this.wallPerTrading = wallPerTrading;
  }

  readonly wall = (): number => this.#wall;
  readonly sleep = async (milliseconds: number): Promise<void> => {
    this.passWall(milliseconds);
    if (this.wallPerTrading === 1) this.#passTrading(milliseconds);
  };

  readonly trading: TradingClock = {
    now: () => this.#trading,
    wait: async (milliseconds) => {
      this.#passTrading(milliseconds);
      this.passWall(Math.ceil(milliseconds * this.wallPerTrading));
    },
  };

  /** Runs something when the wall's clock gets there. */
  at(wall: number, run: () => void): void {
    this.#events.push({ at: wall, run });
    this.#events.sort((a, b) => a.at - b.at);
  }

  passWall(milliseconds: number): void {
    if (--this.waitsLeft < 0) throw new Error('it waits without end');
    const until = this.#wall + milliseconds;
    for (;;) {
      const [next] = this.#events;
      if (next === undefined || next.at > until) break;
      this.#events.shift();
      this.#wall = Math.max(this.#wall, next.at);
      next.run();
    }
    this.#wall = until;
  }

  #passTrading(milliseconds: number): void {
    this.#trading += milliseconds;
    this.onTrading(milliseconds);
  }
}
