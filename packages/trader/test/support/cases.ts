import type { PlanDocuments } from '../../src/index.ts';

/** What a random case is made of. */
export interface CaseShape {
  readonly assets: number;
  /** USD. */
  readonly value: number;
  readonly seed: number;
  readonly accounts?: number;
  /** Weights all the same, or falling like market caps. */
  readonly equal?: boolean;
  /** Part of the value that is cash before. */
  readonly cash?: number;
  /** How far holdings are from their targets, at most, as a part of themselves; left out: nothing is held. */
  readonly drift?: number;
  /** USD, smallest and largest of the markets' minimums. */
  readonly minimum?: readonly [number, number];
  /** Sum of the target weights. */
  readonly invested?: number;
  readonly feeIn?: 'quote' | 'base' | 'other';
}

interface CaseMarket {
  exchange: string;
  symbol: string;
  base: string;
  quote: string;
  bid: string;
  ask: string;
  amount_step: string;
  price_tick: string;
  min_amount: string;
  min_notional: string;
  taker_fee: string;
  maker_fee: string;
  fee_in: 'quote' | 'base' | 'other';
  active: boolean;
}

/** The documents of a case, typed so that tests can change them. */
export interface Case extends PlanDocuments {
  readonly holdings: { accounts: { name: string; exchange: string; balances: Record<string, string> }[] };
  readonly targets: { weights: Record<string, string> };
  readonly markets: { usd: Record<string, string>; markets: CaseMarket[] };
  preferences: Record<string, unknown>;
}

/** Random numbers from 0 to 1 that repeat (mulberry32). */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** Makes a case: markets of every price and step, each asset on each account's exchange against USDT. */
export function caseOf(shape: CaseShape): Case {
  const random = randomOf(shape.seed);
  const { assets, value, accounts: count = 1, cash = 0, drift, minimum = [5, 5], invested = 1 } = shape;
  const raw = Array.from({ length: assets }, (_, i) => (shape.equal ? 1 : 1 / (i + 1)));
  const sum = raw.reduce((a, b) => a + b, 0);
  const shares = raw.map((weight) => Math.floor((weight / sum) * invested * 1e8) / 1e8);
  const middles = raw.map(() => 10 ** (random() * 6 - 2));
  const markets: CaseMarket[] = [];
  const accounts: Case['holdings']['accounts'] = [];
  for (let a = 0; a < count; a++) {
    const exchange = `exchange-${a}`;
    const balances: Record<string, string> = { USDT: ((cash * value) / count).toFixed(2) };
    for (let i = 0; i < assets; i++) {
      const middle = middles[i] * (1 + (random() - 0.5) * 2e-4);
      const spread = middle * (2e-4 + random() * 5e-4);
      const digits = Math.max(0, Math.ceil(4 - Math.log10(middle)));
      const tick = 10 ** -digits;
      const steps = Math.max(0, Math.round(Math.log10(middle) + 1));
      markets.push({
        exchange,
        symbol: `A${i}/USDT`,
        base: `A${i}`,
        quote: 'USDT',
        bid: (Math.floor((middle - spread / 2) / tick) * tick).toFixed(digits),
        ask: (Math.ceil((middle + spread / 2) / tick) * tick).toFixed(digits),
        amount_step: (10 ** -steps).toFixed(steps),
        price_tick: tick.toFixed(digits),
        min_amount: '0',
        min_notional: (minimum[0] + random() * (minimum[1] - minimum[0])).toFixed(2),
        taker_fee: '0.001',
        maker_fee: '0.001',
        fee_in: shape.feeIn ?? 'quote',
        active: true,
      });
      if (drift !== undefined) {
        const worth = ((1 - cash) * value * (raw[i] / sum) * (1 + (random() * 2 - 1) * drift)) / count;
        balances[`A${i}`] = (Math.floor((worth / middles[i]) * 10 ** steps) / 10 ** steps).toFixed(steps);
      }
    }
    accounts.push({ name: `account-${a}`, exchange, balances });
  }
  return {
    holdings: { accounts },
    targets: { weights: Object.fromEntries(shares.map((weight, i) => [`A${i}`, weight.toFixed(8)])) },
    markets: { usd: { USDT: '1' }, markets },
    preferences: {},
  };
}
