const LISTED = 20;

/** Keeps the worst few of many cases, worst first; equal ones in the order in which they came. */
export class Worst<T> {
  readonly #limit: number;
  readonly #cases: { badness: number; what: T }[] = [];

  constructor(limit: number = LISTED) {
    this.#limit = limit;
  }

  /** `describe` is called only when the case is among the worst so far. */
  offer(badness: number, describe: () => T): void {
    const cases = this.#cases;
    if (cases.length === this.#limit && badness <= cases[cases.length - 1].badness) return;
    let at = cases.length;
    while (at > 0 && cases[at - 1].badness < badness) at--;
    cases.splice(at, 0, { badness, what: describe() });
    if (cases.length > this.#limit) cases.pop();
  }

  get list(): T[] {
    return this.#cases.map(({ what }) => what);
  }
}
