/** Simulated time that runs at a speed of its own beside the wall's. */
export class SimulatedClock {
  readonly #wall: () => number;
  readonly #speed: number;
  readonly #end: number;
  #simulatedStart: number;
  #wallStart: number;

  /**
   * @param start simulated milliseconds since 1970
   * @param end where it stops
   * @param speed simulated milliseconds in one of the wall's; 0 stands still
   * @param wall milliseconds of a clock that never goes back
   */
  constructor(start: number, end: number, speed: number, wall: () => number) {
    this.#simulatedStart = start;
    this.#end = end;
    this.#speed = speed;
    this.#wall = wall;
    this.#wallStart = wall();
  }

  now(): number {
    const passed = (this.#wall() - this.#wallStart) * this.#speed;
    return Math.floor(Math.min(this.#end, this.#simulatedStart + passed));
  }

  /** Goes on from a simulated time. */
  resume(time: number): void {
    this.#simulatedStart = time;
    this.#wallStart = this.#wall();
  }
}

/**
 * Reads a speed: simulated time a second of the wall, such as `1d/s`, `6h/s`, `1m/s`; `1` is the wall's own.
 *
 * @returns simulated milliseconds in a millisecond; null when it is none
 */
export function parseSpeed(text: string): number | null {
  if (/^[0-9]+(\.[0-9]+)?$/.test(text)) return Number(text);
  const match = /^([0-9]+(?:\.[0-9]+)?)(s|m|h|d)\/s$/.exec(text);
  if (match === null) return null;
  const seconds = { s: 1, m: 60, h: 3600, d: 86_400 }[match[2] as 's' | 'm' | 'h' | 'd'];
  return Number(match[1]) * seconds;
}
