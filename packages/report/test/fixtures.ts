import {
  type AssetDecision,
  type Backtest,
  type BenchmarkResult,
  type Decision,
  definitionSchema,
  type IndexDefinition,
  parseDate,
  type Rebalance,
  type Statistics,
} from '@holdfast/engine';
import type {
  AssetName,
  IndexReportInput,
  OverviewInput,
  SweepKey,
  SweepReportInput,
  SweepValue,
} from '../src/index.ts';

const COINS: readonly (readonly [string, string, string])[] = [
  ['bitcoin', 'btc', 'Bitcoin'],
  ['ethereum', 'eth', 'Ethereum'],
  ['binancecoin', 'bnb', 'BNB'],
  ['solana', 'sol', 'Solana'],
  ['cardano', 'ada', 'Cardano'],
  ['ripple', 'xrp', 'XRP'],
  ['polkadot', 'dot', 'Polkadot'],
  ['terra-luna', 'luna', 'Terra'],
  ['dogecoin', 'doge', 'Dogecoin'],
  ['avalanche-2', 'avax', 'Avalanche'],
  ['chainlink', 'link', 'Chainlink'],
  ['uniswap', 'uni', 'Uniswap'],
  ['litecoin', 'ltc', 'Litecoin'],
  ['algorand', 'algo', 'Algorand'],
  ['stellar', 'xlm', 'Stellar'],
  ['vechain', 'vet', 'VeChain'],
  ['cosmos', 'atom', 'Cosmos Hub'],
  ['tron', 'trx', 'TRON'],
  ['filecoin', 'fil', 'Filecoin'],
  ['monero', 'xmr', 'Monero'],
];

/** Numbers in [0, 1) that are the same for the same seed. */
function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** What a made-up market and index look like. */
export interface FixtureOptions {
  readonly days?: number;
  readonly assets?: number;
  readonly top?: number;
  /** Days between rebalances. */
  readonly every?: number;
  readonly overlay?: boolean;
  readonly seed?: number;
  readonly definition?: Record<string, unknown>;
}

/** A seeded random walk of a market and a cap-weighted index over it: plausible, not exact. */
export function reportInput(options: FixtureOptions = {}): IndexReportInput {
  const { days = 365, assets = 20, top = 10, every = 30, overlay = false, seed = 7 } = options;
  const random = randomNumbers(seed);
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const definition: IndexDefinition = definitionSchema.parse({
    id: 'top-10-capped',
    name: `Top ${top} by market cap, capped`,
    description:
      'The largest coins by market cap, none above 25%. Stablecoins, wrapped and staked coins are left out.',
    select: { by: 'market-cap', top, buffer: Math.min(2, top - 1) },
    weight: { scheme: 'market-cap', cap: top >= 4 ? 0.25 : null },
    ...(overlay ? { overlay: { trend: { window: 50 } } } : {}),
    ...options.definition,
  });
  const ids = Array.from({ length: assets }, (_, i) => COINS[i]?.[0] ?? `coin-${i + 1}`);
  const start = parseDate('2021-01-02');
  const dates = Int32Array.from({ length: days }, (_, t) => start + t);
  const caps = ids.map((_, i) => 8e11 / (i + 1) ** 1.6);
  const prices = ids.map(() => 100);
  const firstPrices = [...prices];
  const levels = new Float64Array(days);
  const shadowLevels = new Float64Array(days);
  const investedShare = new Float64Array(days).fill(1);
  const benchmarkLevels = [new Float64Array(days), new Float64Array(days)];
  const rebalances: Rebalance[] = [];
  const decisions: Decision[] = [];
  let lastSelection: Decision | null = null;
  let units = new Map<string, number>();
  let cash = 1000;
  let shadow = 1000;
  for (let t = 0; t < days; t++) {
    if (t > 0) {
      const regime = 0.003 * Math.sin(t / 45);
      const market = regime + 0.03 * normal();
      ids.forEach((_, i) => {
        const factor = Math.exp(market * (0.9 + i * 0.02) + 0.03 * normal());
        prices[i] *= factor;
        caps[i] *= factor;
      });
    }
    const value = (): number => cash + ids.reduce((sum, id, i) => sum + (units.get(id) ?? 0) * prices[i], 0);
    const share = overlay && t > 50 && Math.sin(t / 45) < -0.3 ? 0 : 1;
    const changed = t > 0 && share !== investedShare[t - 1];
    investedShare[t] = share;
    if (t > 0) shadow *= value() / levels[t - 1] || 1;
    if (t % every === 0 || changed) {
      const before = value();
      const ranks = ids.map((_, i) => i).sort((a, b) => caps[b] - caps[a]);
      const members = ranks.slice(0, top);
      const total = members.reduce((sum, i) => sum + caps[i], 0);
      const raw = new Map(members.map((i) => [i, caps[i] / total]));
      const bounded = capped(raw, definition.weight.cap ?? 1);
      const targets = new Map(members.map((i) => [i, share * (bounded.get(i) ?? 0)]));
      let traded = 0;
      const rows: AssetDecision[] = ids.map((asset, i) => {
        const held = ((units.get(asset) ?? 0) * prices[i]) / before;
        const target = targets.get(i) ?? 0;
        traded += Math.abs(target - held) * before;
        const rank = ranks.indexOf(i) + 1;
        const member = raw.has(i);
        return {
          asset,
          failed: null,
          failedBecause: null,
          rank,
          value: caps[i],
          place: member ? (rank <= top - 2 ? 'core' : 'filled') : 'outside',
          rawWeight: raw.get(i) ?? null,
          boundedWeight: bounded.get(i) ?? null,
          bound: member && (bounded.get(i) ?? 0) < (raw.get(i) ?? 0) ? 'cap' : null,
          targetWeight: target,
          weightBefore: held,
          trade: (target - held) * before,
          cost: Math.abs(target - held) * before * 0.001,
          impact: 0,
        };
      });
      const after = before - traded * 0.001;
      units = new Map(members.map((i) => [ids[i], ((targets.get(i) ?? 0) * after) / prices[i]]));
      cash = after * (1 - share);
      const reason = t === 0 ? 'start' : changed && t % every !== 0 ? 'overlay' : 'schedule';
      const common = {
        date: dates[t],
        reason,
        valueBefore: before,
        valueAfter: after,
        cost: traded * 0.001,
        turnover: traded / before / 2,
        investedShare: share,
      } as const;
      rebalances.push({
        ...common,
        traded,
        impact: 0,
        eligible: reason === 'overlay' ? null : assets,
        targets: Object.fromEntries([...targets].filter(([, w]) => w > 0).map(([i, w]) => [ids[i], w])),
      });
      const decision = { ...common, knownUntil: dates[t] - 1, breach: false };
      decisions.push({
        ...decision,
        assets: rows.filter((row) => row.targetWeight > 0 || row.weightBefore > 0),
      });
      if (reason !== 'overlay') lastSelection = { ...decision, assets: rows };
    }
    levels[t] = value();
    shadowLevels[t] = shadow;
    benchmarkLevels[0][t] = (1000 * prices[0]) / firstPrices[0];
    benchmarkLevels[1][t] = (1000 * (prices[1] ?? prices[0])) / (firstPrices[1] ?? 1);
  }
  const backtest: Backtest = {
    definition,
    dates,
    levels,
    rebalances,
    statistics: statisticsOf(levels, rebalances),
    benchmarks: benchmarkLevels.map(
      (other, i): BenchmarkResult => ({
        id: ids[i] ?? 'ethereum',
        levels: other,
        own: statisticsOf(other, []),
        against: {
          beta: 1.02 + i * 0.1,
          alpha: 0.11,
          trackingError: 0.24,
          informationRatio: 0.61,
          upCapture: 1.05,
          downCapture: 0.97,
        },
      }),
    ),
    notes: [
      {
        code: 'fewer-members-than-top',
        date: start,
        asset: null,
        message: 'Only 9 of 10 places were filled.',
      },
      {
        code: 'delisted',
        date: start + Math.min(days - 1, 40),
        asset: ids[assets - 1],
        message: 'No price for 7 days; became cash at its last price.',
      },
    ],
    overlay: overlay ? { investedShare, shadowLevels } : null,
  };
  const meanShare = investedShare.reduce((sum, share) => sum + share, 0) / days;
  const mixLevels = shadowLevels.map((level) => 1000 * (level / 1000) ** meanShare);
  return {
    backtest,
    decisions,
    lastSelection,
    snapshot: {
      name: 'coingecko-2021',
      sha256: '4f1f0c2d9b1e5a77c1d6c7a3f0f9b2a1d4e5968778695a4b3c2d1e0f9e8d7c6b',
      firstDate: start - 1,
      lastDate: dates[days - 1],
      assets: 2494,
      dates: 365,
      rows: 674_097,
      survivorBiased: true,
      attribution: 'CoinGecko, collected by hathix/historical-crypto-data (MIT)',
    },
    quality: qualityInput(),
    uncertainty: {
      confidence: 0.9,
      draws: 2000,
      meanBlock: 20,
      cagr: { low: -0.21, high: 6.4 },
      sharpe: { low: 0.02, high: 2.9 },
      maxDrawdown: { low: -0.72, high: -0.34 },
      probabilisticSharpe: 0.931,
      deflatedSharpe: 0.62,
    },
    capacity: [
      { capitalUsd: 1e4, costDragPerYear: 0.0021, cagr: 1.21, feasible: true },
      { capitalUsd: 1e5, costDragPerYear: 0.0032, cagr: 1.2, feasible: true },
      { capitalUsd: 1e6, costDragPerYear: 0.0077, cagr: 1.18, feasible: true },
      { capitalUsd: 1e7, costDragPerYear: null, cagr: null, feasible: false },
    ],
    constantMix: overlay
      ? { share: meanShare, levels: mixLevels, statistics: statisticsOf(mixLevels, []) }
      : null,
    variantsTried: 24,
    names: assetNames(),
    provenance: {
      definitionSha256: 'a1'.repeat(32),
      engineSha256: 'b2'.repeat(32),
      tagsSha256: 'c3'.repeat(32),
    },
    definitionText: 'name: Top 10 by market cap, capped\nselect: {top: 10, buffer: 2}\nweight: {cap: 0.25}\n',
    overviewHref: 'index.html',
  };
}

/** Names of the made-up market's coins. */
function assetNames(): Map<string, AssetName> {
  return new Map(COINS.map(([id, symbol, name]) => [id, { symbol, name }]));
}

/** A quality report with something of every state. */
export function qualityInput(): IndexReportInput['quality'] {
  return {
    disappeared: 0,
    checks: [
      { title: 'Duplicates', meaning: 'Rows of one asset and date.', count: 0, state: 'ok', examples: [] },
      {
        title: 'Jumps beyond 10× in a day',
        meaning: 'Prices that change by more than a factor of ten from one row to the next.',
        count: 41,
        state: 'warning',
        examples: ['kishu-inu on 2021-05-03: 0.0000000012 to 0.00000031', 'safemoon-2 on 2021-12-29: × 940'],
      },
      {
        title: 'Gaps',
        meaning: 'Dates without a row between the first and the last of an asset.',
        count: 318,
        state: 'note',
        examples: ['tether: 5 days from 2021-03-02'],
      },
    ],
  };
}

/** Statistics of a level series, as the conventions define them. */
export function statisticsOf(levels: ArrayLike<number>, rebalances: readonly Rebalance[]): Statistics {
  const count = levels.length;
  const returns = Array.from({ length: count - 1 }, (_, i) => levels[i + 1] / levels[i] - 1);
  const mean = returns.reduce((sum, r) => sum + r, 0) / returns.length;
  const variance = returns.reduce((sum, r) => sum + (r - mean) ** 2, 0) / (returns.length - 1);
  const deviation = Math.sqrt(variance);
  let peak = 0;
  let maxDrawdown = 0;
  for (let t = 0; t < count; t++) {
    peak = Math.max(peak, levels[t]);
    maxDrawdown = Math.min(maxDrawdown, levels[t] / peak - 1);
  }
  const finalLevel = levels[count - 1];
  const cagr = count > 1 ? (finalLevel / 1000) ** (365 / (count - 1)) - 1 : null;
  const later = rebalances.slice(1);
  return {
    finalLevel,
    cagr,
    volatility: returns.length > 1 ? deviation * Math.sqrt(365) : null,
    sharpe: deviation > 0 ? (mean / deviation) * Math.sqrt(365) : null,
    sortino: deviation > 0 ? (mean / deviation) * Math.sqrt(365) * 1.3 : null,
    calmar: cagr !== null && maxDrawdown < 0 ? cagr / -maxDrawdown : null,
    maxDrawdown,
    meanOneWayTurnover:
      later.length > 0 ? later.reduce((sum, { turnover }) => sum + turnover, 0) / later.length : 0,
    totalCost: rebalances.reduce((sum, { cost }) => sum + cost, 0),
    rebalances: rebalances.length,
    days: count,
  };
}

function capped(raw: ReadonlyMap<number, number>, cap: number): Map<number, number> {
  const weights = new Map(raw);
  for (let round = 0; round < raw.size; round++) {
    const free = [...weights].filter(([, weight]) => weight < cap);
    const excess = [...weights.values()].reduce((sum, weight) => sum + Math.max(0, weight - cap), 0);
    if (excess < 1e-12) break;
    const room = free.reduce((sum, [, weight]) => sum + weight, 0);
    for (const [id, weight] of weights) {
      weights.set(id, weight >= cap ? cap : weight * (1 + excess / room));
    }
  }
  return weights;
}

/** An overview of a few made-up indices. */
export function overviewInput(): OverviewInput {
  const inputs = [3, 7, 11, 13, 17].map((seed, i) =>
    reportInput({
      seed,
      top: 5 + i * 3,
      days: 360 - i * 20,
      definition: { id: `index-${i}`, name: `Index ${i + 1}, the top ${5 + i * 3}` },
    }),
  );
  return {
    indices: inputs.map(({ backtest }) => ({
      id: backtest.definition.id,
      name: backtest.definition.name,
      description: backtest.definition.description,
      href: `${backtest.definition.id}.html`,
      baseValue: 1000,
      dates: backtest.dates,
      levels: backtest.levels,
      statistics: backtest.statistics,
      lastMembers: backtest.rebalances.at(-1)?.targets ?? {},
    })),
    benchmarks: inputs[0].backtest.benchmarks.map(({ id, levels, own }) => ({
      id,
      name: id,
      baseValue: 1000,
      dates: inputs[0].backtest.dates,
      levels,
      statistics: own,
    })),
    snapshot: inputs[0].snapshot,
    names: inputs[0].names,
  };
}

/** A sweep over so many values of each key, with a smooth surface and some noise; cap 0.05 can't hold top 5. */
export function sweepInput(keys: readonly SweepKey[] = SWEEP_KEYS): SweepReportInput {
  const random = randomNumbers(5);
  const base = reportInput();
  let combinations: Record<string, SweepValue>[] = [{}];
  for (const { key, values } of keys) {
    combinations = combinations.flatMap((chosen) => values.map((value) => ({ ...chosen, [key]: value })));
  }
  return {
    name: 'Top by market cap',
    keys,
    variants: combinations.map((values) => {
      const top = Number(values['select.top'] ?? 10);
      if (values['weight.cap'] === 0.05 && top < 20) {
        return { values, statistics: null, error: 'weight.cap × select.top is below 1.' };
      }
      const sharpe = 1.2 - ((top - 15) / 30) ** 2 + 0.3 * random();
      return { values, statistics: { ...base.backtest.statistics, sharpe, cagr: sharpe * 0.6 }, error: null };
    }),
    total: combinations.length,
    statistic: 'sharpe',
    bias: {
      pbo: 0.43,
      splits: 16,
      deflatedSharpe: 0.38,
      deflatedSharpeByAll: 0.21,
      probabilisticSharpe: 0.94,
      tried: 5000,
      effectiveTrials: 37.5,
      compared: 1000,
    },
    snapshot: base.snapshot,
    definitionText: base.definitionText,
  };
}

const SWEEP_KEYS: readonly SweepKey[] = [
  { key: 'select.top', values: [5, 10, 15, 20, 30, 50] },
  { key: 'weight.cap', values: [0.05, 0.1, 0.2, null] },
  { key: 'rebalance.schedule', values: ['weekly', 'monthly', 'quarterly'] },
];
