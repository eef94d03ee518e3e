import type { DeviationLabel, TrackingFill, TrackingInput, TrackingMark } from '../../src/index.ts';
import { randomOf } from './cases.ts';
import { DAY, START } from './tracked.ts';

/** Which causes a random history has. */
export interface Causes {
  readonly fees: boolean;
  readonly spread: boolean;
  readonly delay: boolean;
  readonly flows: boolean;
  readonly rewards: boolean;
  readonly indexPricing: boolean;
  readonly labels: readonly DeviationLabel[];
  readonly replaced: boolean;
}

const ASSETS = ['BTC', 'ETH', 'SOL', 'BNB'];
const ALL = [...ASSETS, 'USDT'];

/** Prices that wander, an index with weights of its own, and a portfolio that trades and is paid into at random. */
export function randomHistory(seed: number, length: number, causes: Causes): TrackingInput {
  const random = randomOf(seed);
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)];
  const wander = (by: number) => Math.exp((random() - 0.5) * by);
  const marks: TrackingMark[] = [];
  let fills: TrackingFill[] = [];
  let time = START;
  let level = 1000;
  let mids = Object.fromEntries(ALL.map((asset) => [asset, asset === 'USDT' ? 1 : 10 ** (random() * 6 - 2)]));
  const held = Object.fromEntries(ALL.map((asset) => [asset, (random() * 1000) / mids[asset]]));

  for (let at = 0; at < length; at++) {
    const flows: Record<string, number> = {};
    if (causes.flows && at > 0 && random() < 0.5) {
      const asset = pick(ALL);
      flows[asset] = random() < 0.5 ? (random() * 2000) / mids[asset] : -held[asset] * random();
      held[asset] += flows[asset];
    }
    const weights = randomWeights(random);
    marks.push({
      time,
      mids,
      holdings: { ...held },
      flows,
      fills,
      index: { level, weights },
      labels: Object.fromEntries(ASSETS.map((asset) => [asset, pick(causes.labels)])),
      ...(causes.replaced ? { targets: randomWeights(random) } : {}),
    });
    const end = time + Math.ceil(random() * 2 * DAY);
    const next = Object.fromEntries(
      ALL.map((asset) => [asset, mids[asset] * (asset === 'USDT' ? 1 : wander(0.3))]),
    );
    fills = [];
    if (at < length - 1) {
      const count = Math.floor(random() * 4);
      for (let n = 0; n < count; n++) fills.push(randomFill(time, end));
    }
    if (causes.rewards) held[pick(ALL)] *= 1 + random() * 0.01;
    const gain = Object.entries(weights).reduce(
      (sum, [asset, w]) => sum + w * (next[asset] / mids[asset] - 1),
      0,
    );
    level *= 1 + gain + (causes.indexPricing ? (random() - 0.5) * 0.01 : 0);
    mids = next;
    time = end;
  }
  return { marks, cash: ['USDT'] };

  function randomFill(from: number, to: number): TrackingFill {
    const [base, quote] = random() < 0.3 ? ['ETH', 'BTC'] : [pick(ASSETS), 'USDT'];
    const side = random() < 0.5 ? 'buy' : 'sell';
    const quoteUsd = mids[quote] * (quote === 'USDT' ? 1 : wander(0.1));
    const fillMid = (mids[base] * wander(0.1)) / mids[quote];
    const price = causes.spread
      ? fillMid * (side === 'buy' ? 1 + random() * 0.01 : 1 - random() * 0.01)
      : fillMid;
    const amount =
      side === 'sell'
        ? held[base] * (0.01 + random() * 0.3)
        : ((0.01 + random() * 0.3) * held[quote]) / price;
    const sign = side === 'buy' ? 1 : -1;
    held[base] += sign * amount;
    held[quote] -= sign * amount * price;
    const decisionMid = causes.delay ? fillMid * wander(0.1) : fillMid;
    const fill = {
      time: from + Math.floor(random() * (to - from)),
      side,
      base,
      quote,
      amount,
      price,
      decisionMid,
      fillMid,
      quoteUsd,
    } as const;
    if (!causes.fees) return fill;
    const asset = pick([base, quote, 'BNB']);
    const fee = held[asset] * random() * 0.01;
    held[asset] -= fee;
    return { ...fill, fee: { asset, amount: fee, usd: fee * mids[asset] * wander(0.05) } };
  }
}

function randomWeights(random: () => number): Record<string, number> {
  const raw = ASSETS.map(() => (random() < 0.2 ? 0 : random()));
  const sum = raw.reduce((total, weight) => total + weight, random());
  return Object.fromEntries(ASSETS.map((asset, at) => [asset, raw[at] / (sum + 1e-9)]));
}
