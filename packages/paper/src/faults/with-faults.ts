import { problemsError } from '@holdfast/document';
import type { Listing, PaperMarkets } from '../exchange/paper-markets.ts';
import { ONE } from '../exchange/units.ts';
import type { PaperSymbol } from '../market/symbol.ts';
import type { FaultPlan } from './fault-plan.ts';
import { isWithin } from './faults.ts';

type FilterChange = FaultPlan['filters'][number];

/** What a plan does to one symbol. */
interface Changes {
  readonly halts: FaultPlan['halts'];
  /** The rules from a time on, the first first; never empty. */
  readonly rules: readonly { readonly from: number; readonly symbol: PaperSymbol }[];
  /** Milliseconds since 1970; infinite: never. */
  readonly delistedFrom: number;
  readonly goneFrom: number;
}

/**
 * Markets to which happens what the plan says: symbols are closed for some time, have other rules from a day on, or are delisted.
 * What is closed or delisted has no price, and nothing trades.
 *
 * @throws HoldfastError PAPER_FAULTS_INVALID when a symbol is unknown, or its tick and step would together have more than eight
 *   decimals, which no amount of money could be exact with
 */
export function withFaults<Markets extends PaperMarkets>(markets: Markets, plan: FaultPlan): Markets {
  const named = [...plan.halts, ...plan.filters, ...plan.delistings].map(({ symbol }) => symbol);
  if (named.length === 0) return markets;
  const changes = new Map<string, Changes>();
  for (const name of new Set(named)) {
    const symbol = markets.symbols.get(name);
    if (symbol === undefined) throw planError(`there is no market ${name}`);
    changes.set(name, changesOf(symbol, plan));
  }
  const listing = (name: string, time: number): Listing | null => {
    const symbol = markets.symbols.get(name);
    if (symbol === undefined) return null;
    const change = changes.get(name);
    if (change === undefined) return { symbol, delisted: false };
    if (time >= change.goneFrom) return null;
    const rules = change.rules.findLast(({ from }) => time >= from)?.symbol ?? symbol;
    return { symbol: rules, delisted: time >= change.delistedFrom };
  };
  return {
    ...markets,
    listing,
    moment: (name: string, time: number) => {
      const change = changes.get(name);
      if (change !== undefined && (time >= change.delistedFrom || isWithin(change.halts, time))) return null;
      return markets.moment(name, time);
    },
  };
}

function changesOf(first: PaperSymbol, plan: FaultPlan): Changes {
  const about = <T extends { readonly symbol: string }>(all: readonly T[]) =>
    all.filter(({ symbol }) => symbol === first.name);
  const dated = about(plan.filters).toSorted((a, b) => Date.parse(a.from) - Date.parse(b.from));
  let symbol = first;
  const rules = [{ from: Number.NEGATIVE_INFINITY, symbol }];
  for (const change of dated) {
    symbol = changed(symbol, change);
    rules.push({ from: Date.parse(change.from), symbol });
  }
  const delistings = about(plan.delistings);
  const earliest = (days: (string | undefined)[]) =>
    Math.min(...days.map((day) => (day === undefined ? Number.POSITIVE_INFINITY : Date.parse(day))));
  return {
    halts: about(plan.halts),
    rules,
    delistedFrom: earliest(delistings.map(({ from }) => from)),
    goneFrom: earliest(delistings.map(({ gone }) => gone)),
  };
}

/** A market by other rules; what a change leaves out stays. */
function changed(symbol: PaperSymbol, change: FilterChange): PaperSymbol {
  const tick = change.tick ?? symbol.tick;
  const step = change.step ?? symbol.step;
  // Where the exchange itself rounds what is paid to eight decimals, other rules may need that too.
  const wasExact = (symbol.tick * symbol.step) % ONE === 0n;
  if (wasExact && (tick * step) % ONE !== 0n) {
    throw planError(
      `a tick and a step of ${symbol.name} from ${change.from} on have together more than eight decimals`,
    );
  }
  const market = symbol.market ?? { step, minQuantity: 0n, maxQuantity: symbol.maxQuantity };
  return {
    ...symbol,
    tick,
    step,
    // A smallest order that was one step is one step of the new ones.
    minQuantity: change.min_quantity ?? (symbol.minQuantity === symbol.step ? step : symbol.minQuantity),
    maxQuantity: change.max_quantity ?? symbol.maxQuantity,
    market: {
      step: change.market_step ?? (market.step === symbol.step ? step : market.step),
      minQuantity: change.market_min_quantity ?? market.minQuantity,
      maxQuantity: change.market_max_quantity ?? market.maxQuantity,
    },
    minNotional: change.min_notional ?? symbol.minNotional,
    maxNotional: change.max_notional ?? symbol.maxNotional,
    minAppliesToMarket: change.apply_min_to_market ?? symbol.minAppliesToMarket ?? true,
    maxAppliesToMarket: change.apply_max_to_market ?? symbol.maxAppliesToMarket ?? false,
    priceUp: change.bid_up ?? symbol.priceUp,
    priceDown: change.bid_down ?? symbol.priceDown,
    askUp: change.ask_up ?? symbol.askUp ?? symbol.priceUp,
    askDown: change.ask_down ?? symbol.askDown ?? symbol.priceDown,
    maxOrders: change.max_orders ?? symbol.maxOrders,
    maxPosition: change.max_position ?? symbol.maxPosition,
  };
}

function planError(message: string): Error {
  return problemsError('PAPER_FAULTS_INVALID', 'fault plan', [{ position: null, key: '', message }]);
}
