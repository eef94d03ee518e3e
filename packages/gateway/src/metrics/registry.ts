/** Names and values of labels; values come from our own tables, never from a client. */
export type Labels = Readonly<Record<string, string>>;

interface Family {
  readonly name: string;
  readonly help: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  lines(): Iterable<string>;
}

/**
 * More series than this of one metric are counted together, or left out where they are only read: memory stays bounded
 * whatever happens.
 */
const MOST_SERIES = 1000;

/**
 * Metrics in memory, written in the text format that Prometheus reads.
 *
 * @see https://prometheus.io/docs/instrumenting/exposition_formats/
 * @example
 * const registry = new MetricsRegistry();
 * const requests = registry.counter('holdfast_requests_total', 'Requests of known keys.');
 * requests.add({ exchange: 'binance' });
 * registry.text(); // '# HELP holdfast_requests_total …'
 */
export class MetricsRegistry {
  readonly #families: Family[] = [];

  counter(name: string, help: string): Counter {
    const counter = new Counter();
    this.#families.push({ name, help, type: 'counter', lines: () => counter.lines(name) });
    return counter;
  }

  /** @param read asked at each look; NaN is left out */
  gauge(name: string, help: string, read: () => number): void {
    this.#families.push({
      name,
      help,
      type: 'gauge',
      *lines() {
        const value = read();
        if (!Number.isNaN(value)) yield `${name} ${value}`;
      },
    });
  }

  /** @param read every series, asked for at each look */
  gauges(name: string, help: string, read: () => Iterable<readonly [labels: Labels, value: number]>): void {
    this.#families.push({
      name,
      help,
      type: 'gauge',
      *lines() {
        let count = 0;
        for (const [labels, value] of read()) {
          if (++count > MOST_SERIES) return;
          const pairs = Object.entries(labels).map(([label, text]) => `${label}="${escaped(text)}"`);
          yield `${name}${braced(pairs.join(','))} ${value}`;
        }
      },
    });
  }

  /** @param bounds upper bounds of the buckets, ascending */
  histogram(name: string, help: string, bounds: readonly number[]): Histogram {
    const histogram = new Histogram(bounds);
    this.#families.push({ name, help, type: 'histogram', lines: () => histogram.lines(name) });
    return histogram;
  }

  text(): string {
    const lines: string[] = [];
    for (const { name, help, type, lines: own } of this.#families) {
      lines.push(`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...own());
    }
    return `${lines.join('\n')}\n`;
  }
}

/** Counts up. */
export class Counter {
  readonly #series = new Map<string, number>();

  add(labels: Labels = {}, by = 1): void {
    const key = seriesOf(this.#series, labels);
    this.#series.set(key, (this.#series.get(key) ?? 0) + by);
  }

  *lines(name: string): Generator<string> {
    for (const [labels, value] of this.#series) yield `${name}${braced(labels)} ${value}`;
  }
}

interface Buckets {
  readonly counts: number[];
  sum: number;
  count: number;
}

/** Counts values by size. */
export class Histogram {
  readonly #bounds: readonly number[];
  readonly #series = new Map<string, Buckets>();

  constructor(bounds: readonly number[]) {
    this.#bounds = bounds;
  }

  observe(value: number, labels: Labels = {}): void {
    const key = seriesOf(this.#series, labels);
    let buckets = this.#series.get(key);
    if (buckets === undefined) {
      buckets = { counts: this.#bounds.map(() => 0), sum: 0, count: 0 };
      this.#series.set(key, buckets);
    }
    const at = this.#bounds.findIndex((bound) => value <= bound);
    if (at >= 0) buckets.counts[at]++;
    buckets.sum += value;
    buckets.count++;
  }

  *lines(name: string): Generator<string> {
    for (const [labels, { counts, sum, count }] of this.#series) {
      const before = labels === '' ? '' : `${labels},`;
      let below = 0;
      for (const [at, bound] of this.#bounds.entries()) {
        below += counts[at];
        yield `${name}_bucket{${before}le="${bound}"} ${below}`;
      }
      yield `${name}_bucket{${before}le="+Inf"} ${count}`;
      yield `${name}_sum${braced(labels)} ${sum}`;
      yield `${name}_count${braced(labels)} ${count}`;
    }
  }
}

function seriesOf(series: ReadonlyMap<string, unknown>, labels: Labels): string {
  const key = Object.entries(labels)
    .map(([name, value]) => `${name}="${escaped(value)}"`)
    .join(',');
  if (series.has(key) || series.size < MOST_SERIES) return key;
  return Object.keys(labels)
    .map((name) => `${name}="other"`)
    .join(',');
}

function braced(labels: string): string {
  return labels === '' ? '' : `{${labels}}`;
}

function escaped(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}
