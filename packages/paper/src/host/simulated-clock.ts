/** Simulated milliseconds in one of the wall's, or "step": time passes only when it is told to. */
export type Speed = number | 'step';

/** Simulated time that runs at a speed of its own beside the wall's, or stands still until it is moved on. */
export class SimulatedClock {
  readonly speed: Speed;
  /** Simulated milliseconds since 1970 where it stops. */
  readonly end: number;
  readonly #wall: () => number;
  #simulatedStart: number;
  #wallStart: number;

  /**
   * @param start simulated milliseconds since 1970
   * @param end where it stops
   * @param speed 0 stands still
   * @param wall milliseconds of a clock that never goes back
   */
  constructor(start: number, end: number, speed: Speed, wall: () => number) {
    this.#simulatedStart = start;
    this.end = end;
    this.speed = speed;
    this.#wall = wall;
    this.#wallStart = wall();
  }

  now(): number {
    return this.#after(this.#wall() - this.#wallStart);
  }

  /** What it will show in some of the wall's milliseconds, when nobody moves it. */
  in(wallMs: number): number {
    return this.#after(this.#wall() - this.#wallStart + wallMs);
  }

  /** Goes on from a simulated time. */
  resume(time: number): void {
    this.#simulatedStart = time;
    this.#wallStart = this.#wall();
  }

  #after(wallMs: number): number {
    const passed = this.speed === 'step' ? 0 : wallMs * this.speed;
    return Math.floor(Math.max(this.#simulatedStart, Math.min(this.end, this.#simulatedStart + passed)));
  }
}

/**
 * Reads a speed: simulated time a second of the wall, such as `1d/s`, `6h/s`, `1m/s`; `1` is the wall's own; `step` stands still
 * until it is moved on.
 *
 * @returns null when it is none
 */
export function parseSpeed(text: string): Speed | null {
  if (text === 'step') return 'step';
  if (/^[0-9]+(\.[0-9]+)?$/.test(text)) return Number(text);
  const match = /^([0-9]+(?:\.[0-9]+)?)(s|m|h|d)\/s$/.exec(text);
  if (match === null) return null;
  const seconds = { s: 1, m: 60, h: 3600, d: 86_400 }[match[2] as 's' | 'm' | 'h' | 'd'];
  return Number(match[1]) * seconds;
}

/**
 * The time by which an exchange's limits go: the wall's, and on top what simulated time is ahead of it. So a replay at a day a
 * second, or one that is moved on by a week, has the room that the same requests have in a real week, and one at the wall's own
 * speed has no more than the real exchange gives.
 *
 * @param wall milliseconds since 1970
 * @param simulated milliseconds since 1970
 */
export function limitTime(wall: number, simulated: number, speed: Speed): number {
  const ahead = speed === 'step' ? 1 : Math.max(0, 1 - 1 / speed);
  return wall + simulated * ahead;
}
