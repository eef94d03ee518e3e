import { type Dominance, dominanceOf, NO_DOMINANCE } from './dominance.ts';
import { type Duals, FEASIBLE, NO_DUALS, Relaxation } from './relaxation.ts';
import type { FoundChoices, SearchLimits, SeparableProblem, SeparableSolution } from './separable.ts';

/** Branch and bound over the choices of all items; see `solveSeparable`. */
export class Search {
  readonly #relaxed: Relaxation;
  readonly #cashGap: number;
  readonly #available: number;
  readonly #tolerance: number;
  readonly #mostNodes: number;
  readonly #itemOf: Int32Array;
  #dominance: Dominance;
  readonly #tried = new Set<string>();
  /** The best first. */
  readonly #foundAll: FoundChoices[] = [];
  readonly #others: number;
  #best = Number.POSITIVE_INFINITY;
  #nodes = 0;
  /** Least bound of the parts that were left because of the limit or the tolerance. */
  #left = Number.POSITIVE_INFINITY;

  constructor(problem: SeparableProblem, limits: SearchLimits) {
    const { cashGap, available, items } = problem;
    this.#relaxed = new Relaxation(problem);
    this.#cashGap = cashGap;
    this.#available = available;
    this.#tolerance = limits.tolerance;
    this.#mostNodes = limits.mostNodes;
    this.#others = limits.others;
    this.#itemOf = Int32Array.from(items.flatMap(({ choices }, i) => choices.map(() => i)));
    const isOpen = this.#itemOf.length > items.length;
    this.#dominance = isOpen ? dominanceOf(items, this.#relaxed.start) : NO_DOMINANCE;
  }

  run(): SeparableSolution | null {
    const allowed = new Uint8Array(this.#itemOf.length).fill(1);
    this.#explore(allowed, NO_DUALS, Number.NEGATIVE_INFINITY);
    if (this.#foundAll.length > 0 && this.#dominance !== NO_DOMINANCE && this.#hasIdleCash()) {
      this.#dominance = NO_DOMINANCE;
      this.#left = Number.POSITIVE_INFINITY;
      this.#nodes = 0;
      this.#explore(allowed, NO_DUALS, Number.NEGATIVE_INFINITY);
    }
    if (this.#foundAll.length === 0) return null;
    const [best, ...others] = this.#foundAll;
    return { ...best, lowerBound: Math.min(best.objective, this.#left), nodes: this.#nodes, others };
  }

  /** So much cash is left that it would be better to pay more for the same. */
  #hasIdleCash(): boolean {
    const [{ choices, sizes }] = this.#foundAll;
    let left = this.#cashGap;
    for (let i = 0; i < this.#relaxed.count; i++)
      left -= this.#relaxed.cash[this.#relaxed.start[i] + choices[i]] * sizes[i];
    return left * this.#relaxed.cashPrice >= 1;
  }

  #explore(allowed: Uint8Array, start: Readonly<Duals>, parent: number): void {
    if (this.#nodes >= this.#mostNodes && this.#foundAll.length > 0) {
      this.#left = Math.min(this.#left, parent);
      return;
    }
    this.#nodes++;
    const { bound, duals } = this.#relaxed.solve(allowed, start, false);
    const highPicks = this.#relaxed.highEnd.picks.slice();
    const lowPicks = this.#relaxed.torn ? this.#relaxed.lowEnd.picks.slice() : highPicks;
    const values = this.#relaxed.highEnd.values.slice();
    this.#tryBetween(lowPicks, highPicks);
    if (this.#isLeft(bound)) return;
    // A choice that even at the best price of cash leads above the best solution can't be part of a better one.
    const rest = allowed.slice();
    const best = this.#best - this.#tolerance;
    for (let i = 0; i < this.#relaxed.count; i++) {
      for (let c = this.#relaxed.start[i]; c < this.#relaxed.start[i + 1]; c++) {
        if (rest[c] === 0) continue;
        const other = this.#relaxed.valueOf(i, c, this.#relaxed.sizeOf(i, c, duals), duals);
        if (bound - values[i] + other >= best) {
          this.#left = Math.min(this.#left, bound - values[i] + other);
          rest[c] = 0;
        }
      }
    }
    const branch = this.#branchItem(lowPicks, highPicks, rest);
    if (branch === null && lowPicks.some((pick, i) => pick !== highPicks[i])) {
      // What it was torn between was just taken away.
      this.#explore(rest, duals, bound);
      return;
    }
    if (branch === null) {
      // No item is torn between two choices: the relaxed solution was tried above, and is as good as the bound.
      this.#left = Math.min(this.#left, bound);
      return;
    }
    const ways: number[] = [];
    for (let c = this.#relaxed.start[branch]; c < this.#relaxed.start[branch + 1]; c++)
      if (rest[c] === 1) ways.push(c);
    ways.sort((a, b) => Number(b === lowPicks[branch]) - Number(a === lowPicks[branch]));
    for (const way of ways) {
      const child = rest.slice();
      if (this.#fix(child, branch, way)) this.#explore(child, duals, bound);
    }
  }

  #isLeft(bound: number): boolean {
    if (bound < this.#best - this.#tolerance) return false;
    this.#left = Math.min(this.#left, bound);
    return true;
  }

  /**
   * Leaves an item one way, and takes from the others what only a worse solution would do: buy (or sell) an item while a
   * better one is left alone. False when nothing is left to an item.
   */
  #fix(allowed: Uint8Array, item: number, way: number): boolean {
    for (let c = this.#relaxed.start[item]; c < this.#relaxed.start[item + 1]; c++)
      if (c !== way) allowed[c] = 0;
    const open = [item];
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      const only = this.#onlyChoice(allowed, at);
      if (only < 0) continue;
      const rules = this.#relaxed.weight[only] === 0 ? this.#dominance.ifLeft : this.#dominance.ifTraded;
      for (const forbidden of rules.get(only) ?? []) {
        if (allowed[forbidden] === 0) continue;
        allowed[forbidden] = 0;
        const other = this.#itemOf[forbidden];
        let ways = 0;
        for (let c = this.#relaxed.start[other]; c < this.#relaxed.start[other + 1]; c++) ways += allowed[c];
        if (ways === 0) return false;
        if (ways === 1) open.push(other);
      }
    }
    return true;
  }

  #onlyChoice(allowed: Uint8Array, item: number): number {
    let only = -1;
    for (let c = this.#relaxed.start[item]; c < this.#relaxed.start[item + 1]; c++) {
      if (allowed[c] === 0) continue;
      if (only >= 0) return -1;
      only = c;
    }
    return only;
  }

  /** The item in the middle of those that are torn at the best price of cash. */
  #branchItem(lowPicks: Int32Array, highPicks: Int32Array, allowed: Uint8Array): number | null {
    const torn: number[] = [];
    for (let i = 0; i < this.#relaxed.count; i++) {
      if (lowPicks[i] !== highPicks[i] && this.#onlyChoice(allowed, i) < 0) torn.push(i);
    }
    return torn.length === 0 ? null : torn[torn.length >> 1];
  }

  /** Tries the choices at both ends of the bracket and, where they differ, all steps from one to the other. */
  #tryBetween(from: Int32Array, to: Int32Array): void {
    const picks = from.slice();
    this.#try(picks);
    for (let i = 0; i < this.#relaxed.count; i++) {
      if (picks[i] === to[i]) continue;
      picks[i] = to[i];
      this.#try(picks);
    }
  }

  /** Sizes are best for the choices; kept when nothing better is known. */
  #try(picks: Int32Array): void {
    const name = picks.join();
    if (this.#tried.has(name)) return;
    this.#tried.add(name);
    const allowed = new Uint8Array(this.#itemOf.length);
    for (const pick of picks) allowed[pick] = 1;
    this.#relaxed.solve(allowed, NO_DUALS, true);
    const { sizes, needed, cash } = this.#relaxed.highEnd;
    if (needed > this.#available + FEASIBLE) return;
    const objective = this.#objectiveOf(picks, sizes, cash);
    const worst = this.#foundAll.at(-1)?.objective ?? Number.POSITIVE_INFINITY;
    if (this.#foundAll.length > this.#others && objective >= worst) return;
    const at = this.#foundAll.findIndex((other) => objective < other.objective);
    const found = {
      choices: picks.map((pick, i) => pick - this.#relaxed.start[i]),
      sizes: sizes.slice(),
      objective,
    };
    this.#foundAll.splice(at < 0 ? this.#foundAll.length : at, 0, found);
    if (this.#foundAll.length > this.#others + 1) this.#foundAll.pop();
    this.#best = this.#foundAll[0].objective;
  }

  #objectiveOf(picks: Int32Array, sizes: Float64Array, cash: number): number {
    const left = this.#cashGap - cash;
    let sum = (this.#relaxed.cashPrice / 2) * left * left;
    for (let i = 0; i < this.#relaxed.count; i++)
      sum += this.#relaxed.valueOf(i, picks[i], sizes[i], NO_DUALS);
    return sum;
  }
}
