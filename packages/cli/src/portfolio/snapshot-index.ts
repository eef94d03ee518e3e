import {
  type Backtest,
  type DefinitionLibrary,
  formatDate,
  type IndexDefinition,
  type Panel,
  runBacktest,
} from '@holdfast/engine';
import type { IndexSource, IndexView } from '@holdfast/trader';

const DAY_MS = 86_400_000;

/**
 * An index as a backtest on a snapshot has it. A backtest decides for a date only by rows before it, so what is shown for a
 * moment is the same as if the snapshot ended there. An index of indices is held through their members.
 */
export class SnapshotIndex implements IndexSource {
  readonly #panel: Panel;
  readonly #tickers: ReadonlyMap<string, string>;
  readonly #backtest: Backtest;
  readonly #members: ReadonlyMap<string, SnapshotIndex>;
  readonly #at: ReadonlyMap<string, number>;
  #last: { readonly date: number; readonly view: IndexView | null } | null = null;

  constructor(
    panel: Panel,
    definition: IndexDefinition,
    library: DefinitionLibrary,
    tickers: ReadonlyMap<string, string>,
  ) {
    this.#panel = panel;
    this.#tickers = tickers;
    this.#backtest = runBacktest(panel, definition, { library });
    this.#at = new Map(panel.assets.map((asset, at) => [asset, at]));
    this.#members = new Map(
      (definition.members ?? []).flatMap((id) => {
        const member = library.get(id);
        return member === undefined
          ? []
          : [[id, new SnapshotIndex(panel, member, library, tickers)] as const];
      }),
    );
  }

  get backtest(): Backtest {
    return this.#backtest;
  }

  /** Milliseconds since 1970 of the close of the index's first day. */
  get start(): number {
    return (this.#backtest.dates[0] + 1) * DAY_MS;
  }

  at(time: number): IndexView | null {
    const newest = this.#panel.dates[this.#panel.dates.length - 1];
    const date = Math.min(newest, Math.floor(time / DAY_MS) - 1);
    if (this.#last?.date !== date) this.#last = { date, view: this.#viewOn(date) };
    return this.#last.view;
  }

  #viewOn(date: number): IndexView | null {
    const { dates, levels } = this.#backtest;
    const day = lastAtMost(dates, date);
    if (day < 0) return null;
    const row = lastAtMost(this.#panel.dates, date);
    const holdings = this.#holdings(date);
    if (holdings === null) return null;
    const closes: Record<string, number> = {};
    for (const [asset, at] of this.#at) {
      const close = this.#close(at, row);
      if (close > 0) closes[this.#ticker(asset)] = close;
    }
    return {
      date: formatDate(dates[day]),
      closedAt: (dates[day] + 1) * DAY_MS,
      rebalanceDate: formatDate(holdings.rebalanced),
      level: levels[day],
      weights: this.#byTicker(holdings.weights),
      weightsBefore: holdings.before === null ? null : this.#byTicker(holdings.before),
      closes,
    };
  }

  /** Weights by asset id on a date, moved with prices since the latest rebalance. */
  #holdings(date: number): {
    readonly rebalanced: number;
    readonly weights: ReadonlyMap<string, number>;
    readonly before: ReadonlyMap<string, number> | null;
  } | null {
    const { rebalances } = this.#backtest;
    const latest = rebalances.findLastIndex((rebalance) => rebalance.date <= date);
    if (latest < 0) return null;
    const { targets, date: on } = rebalances[latest];
    let rebalanced = on;
    const worth = new Map<string, number>();
    let total = 1;
    for (const [asset, weight] of Object.entries(targets)) {
      const member = this.#members.get(asset);
      const grown =
        weight * (member === undefined ? this.#growth(asset, on, date) : member.#levelGrowth(on, date));
      total += grown - weight;
      if (member === undefined) {
        worth.set(asset, (worth.get(asset) ?? 0) + grown);
        continue;
      }
      const inside = member.#holdings(date);
      if (inside === null) continue;
      rebalanced = Math.max(rebalanced, inside.rebalanced);
      for (const [held, part] of inside.weights) worth.set(held, (worth.get(held) ?? 0) + grown * part);
    }
    const weights = new Map([...worth].map(([asset, value]) => [asset, value / total]));
    const before =
      latest === 0 || this.#members.size > 0 ? null : new Map(Object.entries(rebalances[latest - 1].targets));
    return { rebalanced, weights, before };
  }

  /** Price on `to` as a multiple of that on `from`; 1 when either is unknown. */
  #growth(asset: string, from: number, to: number): number {
    const at = this.#at.get(asset);
    if (at === undefined) return 1;
    const [then, now] = [from, to].map((date) => this.#close(at, lastAtMost(this.#panel.dates, date)));
    return then > 0 && now > 0 ? now / then : 1;
  }

  #levelGrowth(from: number, to: number): number {
    const { dates, levels } = this.#backtest;
    const [then, now] = [lastAtMost(dates, from), lastAtMost(dates, to)];
    return then < 0 || now < 0 ? 1 : levels[now] / levels[then];
  }

  /** The last known close up to a row. */
  #close(asset: number, row: number): number {
    const { close, dates } = this.#panel;
    for (let t = row; t >= 0; t--) {
      const price = close[asset * dates.length + t];
      if (price > 0) return price;
    }
    return 0;
  }

  #byTicker(weights: ReadonlyMap<string, number>): Record<string, number> {
    const sums: Record<string, number> = {};
    for (const [asset, weight] of weights) {
      const ticker = this.#ticker(asset);
      sums[ticker] = (sums[ticker] ?? 0) + weight;
    }
    return sums;
  }

  #ticker(asset: string): string {
    return this.#tickers.get(asset) ?? asset;
  }
}

/** Place of the last value that is not above `most`; −1: none. */
function lastAtMost(values: Int32Array, most: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (values[middle] <= most) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
