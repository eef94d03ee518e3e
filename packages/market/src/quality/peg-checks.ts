import type { AcceptedRows } from '../accepted-rows.ts';
import type { TagBook, TagEntry } from '../tags.ts';
import { medianInPlace } from './median.ts';
import type { QualityReport } from './schema.ts';

type PegFinding = QualityReport['pegs']['untagged'][number];
type Peg = Exclude<NonNullable<TagEntry['peg']>, 'other'>;

const PEGS: readonly Peg[] = ['usd', 'eur', 'gold', 'btc', 'eth'];
/** How the sources that we know call the two coins. */
const COIN_IDS: Readonly<Partial<Record<Peg, readonly string[]>>> = {
  btc: ['bitcoin', 'BTC', 'BTCUSDT'],
  eth: ['ethereum', 'ETH', 'ETHUSDT'],
};

/** Rows that an asset and its reference must share before anything is said. */
const MIN_ROWS = 30;
/** Distance from the usual ratio that still counts as following: ln 1.03, 3 %. */
const BAND = Math.log(1.03);
const BAND_SHARE = 0.9;
const MAX_DEVIATION = 0.015;
/** Rows on each side whose median is the usual ratio. */
const HALF_WINDOW = 15;
/** Most that the ratio may drift a year: receipts of staked or lent coins earn something. ln 1.5. */
const MAX_DRIFT_A_YEAR = Math.log(1.5);
/** A price that hardly ever moves follows nothing, it is only not updated. */
const MAX_UNCHANGED_SHARE = 0.25;
/**
 * Ratios of untagged pegs to slow prices. Any price that rests, such as a dead coin's, follows those at some ratio. An
 * ounce of gold, the usual unit, has 31.1034768 grams.
 */
const PAR: Readonly<Partial<Record<Peg, readonly number[]>>> = {
  usd: [1],
  eur: [1],
  gold: [1, 1 / 31.1034768],
};
/** How near to such a ratio: ln 1.1. */
const PAR_BAND = Math.log(1.1);

/**
 * Finds assets that follow the dollar, the euro, gold, BTC or ETH without a tag that says so, and tagged ones that
 * don't follow what they should.
 *
 * Method: the reference is 1 for USD; the asset itself for BTC and ETH; for EUR and gold, which market data of
 * coins lacks, each day's median of the assets tagged with that peg (an asset is not compared with a median of
 * which it is a part). The log ratio of close to reference is compared with its own median over 31 rows
 * around: an asset follows when at least 90 % of its rows are within 3 % of it, the deviation (1.4826 × median
 * absolute difference, a robust standard deviation) is at most 1.5 %, and the ratio drifts by less than 50 % a year. So
 * any fixed or slowly growing ratio counts, as for a receipt of staked coins; an untagged peg must also move, and one to
 * the dollar, the euro or gold must be near one of it (for gold an ounce or a gram). The best match is reported.
 */
export function checkPegs(rows: AcceptedRows, tags: TagBook): QualityReport['pegs'] {
  const byPeg = new Map(PEGS.map((peg) => [peg, new Reference(rows, peg, referenceAssets(rows, tags, peg))]));
  const untagged: PegFinding[] = [];
  const broken: PegFinding[] = [];
  rows.assets.forEach((asset, a) => {
    const entry = tags.assets.get(asset);
    const isReference = PEGS.some((peg) => COIN_IDS[peg]?.includes(asset));
    if (entry?.peg !== undefined && entry.peg !== 'other') {
      const found = byPeg.get(entry.peg)?.compare(a);
      if (found && !follows(found)) broken.push(finding(asset, entry.peg, found));
    } else if (entry?.kind === undefined && entry?.peg === undefined && !isReference) {
      const [best] = PEGS.flatMap((peg) => {
        const reference = byPeg.get(peg);
        const found = reference?.mayFollow(a) ? reference.compare(a) : undefined;
        return found && follows(found) && looksPegged(peg, found) ? [finding(asset, peg, found)] : [];
      }).sort((x, y) => y.withinBand - x.withinBand || x.deviation - y.deviation);
      if (best) untagged.push(best);
    }
  });
  return {
    tagsSha256: tags.sha256,
    references: [...byPeg.values()].filter((r) => r.dates > 0).map((r) => r.summary),
    untagged,
    broken,
  };
}

function referenceAssets(rows: AcceptedRows, tags: TagBook, peg: Peg): number[] {
  const ids = COIN_IDS[peg];
  if (ids) {
    const at = rows.assets.findIndex((asset) => ids.includes(asset));
    return at === -1 ? [] : [at];
  }
  if (peg === 'usd') return [];
  return rows.assets.flatMap((asset, a) => {
    const entry = tags.assets.get(asset);
    // Wrapped and synthetic ones may stand for another amount of it.
    return entry?.peg === peg && entry.kind === 'stablecoin' ? [a] : [];
  });
}

interface Comparison {
  readonly ratio: number;
  readonly withinBand: number;
  readonly deviation: number;
  readonly driftAYear: number;
  readonly unchanged: number;
}

function follows({ withinBand, deviation, driftAYear }: Comparison): boolean {
  return withinBand >= BAND_SHARE && deviation <= MAX_DEVIATION && Math.abs(driftAYear) <= MAX_DRIFT_A_YEAR;
}

function looksPegged(peg: Peg, { ratio, unchanged }: Comparison): boolean {
  if (unchanged > MAX_UNCHANGED_SHARE) return false;
  return PAR[peg]?.some((par) => Math.abs(Math.log(ratio / par)) <= PAR_BAND) ?? true;
}

function finding(asset: string, peg: Peg, { ratio, withinBand, deviation }: Comparison): PegFinding {
  return { asset, peg, ratio, withinBand, deviation };
}

/** A price to compare with, by day. */
class Reference {
  readonly #rows: AcceptedRows;
  readonly #peg: Peg;
  readonly #parts: readonly number[];
  readonly #price: ReadonlyMap<number, number> | undefined;

  constructor(rows: AcceptedRows, peg: Peg, parts: readonly number[]) {
    this.#rows = rows;
    this.#peg = peg;
    this.#parts = parts;
    this.#price = peg === 'usd' ? undefined : medianByDay(rows, parts);
  }

  get dates(): number {
    return this.#price?.size ?? this.#rows.day.length;
  }

  get summary(): QualityReport['pegs']['references'][number] {
    const dates = this.#price?.size ?? new Set(this.#rows.day).size;
    return { peg: this.#peg, assets: this.#parts.map((a) => this.#rows.assets[a]), dates };
  }

  /** A quick look that spares most assets the comparison: most daily changes of a follower's ratio are small. */
  mayFollow(asset: number): boolean {
    const ratios = this.#logRatios(asset, this.#price);
    let small = 0;
    for (let i = 1; i < ratios.length; i++) if (Math.abs(ratios[i] - ratios[i - 1]) <= BAND) small++;
    return ratios.length >= MIN_ROWS && small >= 0.8 * (ratios.length - 1);
  }

  /** How an asset follows this price; undefined when they share too few rows. */
  compare(asset: number): Comparison | undefined {
    const price = this.#parts.includes(asset)
      ? medianByDay(
          this.#rows,
          this.#parts.filter((part) => part !== asset),
        )
      : this.#price;
    const ratios = this.#logRatios(asset, price);
    const n = ratios.length;
    if (n < MIN_ROWS) return undefined;
    const differences = new Float64Array(n);
    let within = 0;
    for (let i = 0; i < n; i++) {
      const around = ratios.slice(Math.max(0, i - HALF_WINDOW), Math.min(n, i + HALF_WINDOW + 1));
      differences[i] = Math.abs(ratios[i] - medianInPlace(around));
      if (differences[i] <= BAND) within++;
    }
    const [from, to] = [this.#rows.offsets[asset], this.#rows.offsets[asset + 1]];
    const [close] = this.#rows.values;
    let unchanged = 0;
    for (let i = from + 1; i < to; i++) if (close[i] === close[i - 1]) unchanged++;
    const drift = medianInPlace(ratios.slice(-MIN_ROWS)) - medianInPlace(ratios.slice(0, MIN_ROWS));
    return {
      ratio: Math.exp(medianInPlace(ratios.slice())),
      withinBand: within / n,
      deviation: 1.4826 * medianInPlace(differences),
      // Over less than a year the drift is not scaled up: a month's noise is no trend.
      driftAYear: drift / Math.max(1, n / 365),
      unchanged: unchanged / Math.max(1, to - from - 1),
    };
  }

  #logRatios(asset: number, price: ReadonlyMap<number, number> | undefined): Float64Array {
    const { offsets, day, values } = this.#rows;
    const out = new Float64Array(offsets[asset + 1] - offsets[asset]);
    let n = 0;
    for (let i = offsets[asset]; i < offsets[asset + 1]; i++) {
      const reference = price === undefined ? 1 : price.get(day[i]);
      if (reference !== undefined) out[n++] = Math.log(values[0][i] / reference);
    }
    return out.subarray(0, n);
  }
}

function medianByDay(rows: AcceptedRows, assets: readonly number[]): Map<number, number> {
  const prices = new Map<number, number[]>();
  for (const a of assets) {
    for (let i = rows.offsets[a]; i < rows.offsets[a + 1]; i++) {
      const list = prices.get(rows.day[i]);
      if (list) list.push(rows.values[0][i]);
      else prices.set(rows.day[i], [rows.values[0][i]]);
    }
  }
  return new Map([...prices].map(([day, list]) => [day, medianInPlace(Float64Array.from(list))]));
}
