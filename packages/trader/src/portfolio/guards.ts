import type { IndexView } from './index-view.ts';
import type { GuardSettings } from './portfolio-settings.ts';

/** A guard that has tripped: what it saw, and what to do. */
export interface Tripped {
  readonly guard: 'data-age' | 'target-move' | 'loss-vs-index' | 'turnover';
  readonly message: string;
}

const DAY_MS = 86_400_000;

/** Market data must be young: rules that decide by old prices decide about another market. */
export function checkDataAge(
  view: IndexView,
  now: number,
  { max_data_age_days }: GuardSettings,
): Tripped | null {
  const days = (now - view.closedAt) / DAY_MS;
  if (days <= max_data_age_days) return null;
  return {
    guard: 'data-age',
    message: `The newest market data is of ${view.date}, ${Math.floor(days)} days ago; at most ${max_data_age_days} are allowed. Import newer data, then resume.`,
  };
}

/** An index that moves nearly everything at once more likely has broken data than a new opinion. */
export function checkTargetMove(view: IndexView, { max_target_move }: GuardSettings): Tripped | null {
  const { weights, weightsBefore } = view;
  if (weightsBefore === null) return null;
  const assets = new Set([...Object.keys(weights), ...Object.keys(weightsBefore)]);
  let moved = 0;
  for (const asset of assets) moved += Math.max(0, (weights[asset] ?? 0) - (weightsBefore[asset] ?? 0));
  if (moved <= max_target_move) return null;
  return {
    guard: 'target-move',
    message: `The index wants to move ${percent(moved)} of the portfolio at once; at most ${percent(max_target_move)} are allowed. Look at its last rebalance with "holdfast index explain". If it is right, raise guards.max_target_move with "holdfast portfolio settings", and resume.`,
  };
}

/** A portfolio that falls behind its index loses money somewhere it should not. */
export function checkLoss(
  since: { readonly portfolio: number; readonly index: number } | null,
  { max_loss_vs_index }: GuardSettings,
): Tripped | null {
  if (since === null) return null;
  const behind = since.index - since.portfolio;
  if (behind <= max_loss_vs_index) return null;
  return {
    guard: 'loss-vs-index',
    message: `Since the last rebalance the portfolio returned ${percent(since.portfolio)} and its index ${percent(since.index)}; it may fall behind by ${percent(max_loss_vs_index)}. Look at its trades with "holdfast portfolio history". To go on as it is, raise guards.max_loss_vs_index with "holdfast portfolio settings", and resume.`,
  };
}

/** @param planned USD that the plan trades @param traded USD traded in the last 24 hours @param value USD of the portfolio */
export function checkTurnover(
  { planned, traded, value }: { readonly planned: number; readonly traded: number; readonly value: number },
  { max_turnover_per_day }: GuardSettings,
): Tripped | null {
  if (value <= 0 || planned + traded <= max_turnover_per_day * value) return null;
  return {
    guard: 'turnover',
    message: `The plan trades ${usd(planned)} after ${usd(traded)} in the last 24 hours; together at most ${percent(max_turnover_per_day)} of ${usd(value)} are allowed. Look at the plan with "holdfast portfolio plan". If it is right, raise guards.max_turnover_per_day with "holdfast portfolio settings", and resume.`,
  };
}

/** How far an exchange's price and the last close may lie apart before they are of different coins. */
const ANOTHER_COIN = 4;

/**
 * Assets that must not be traded because prices disagree, with the reason. Whatever the settings are: a price that is many
 * times another is that of a different coin with the same ticker.
 */
export function distrustedPrices(
  prices: ReadonlyMap<string, number>,
  { closes }: IndexView,
  { price_sources, price_tolerance }: GuardSettings,
): ReadonlyMap<string, string> {
  const distrusted = new Map<string, string>();
  for (const [asset, price] of prices) {
    const close = closes[asset];
    if (close === undefined || !(close > 0) || !(price > 0)) continue;
    const ratio = price > close ? price / close : close / price;
    if (ratio > ANOTHER_COIN) {
      distrusted.set(
        asset,
        `the exchange's price (${price}) and the market data (${close}) are so far apart that they seem to be of different coins`,
      );
    } else if (price_sources >= 2 && ratio > 1 + price_tolerance) {
      distrusted.set(asset, `the exchange's price (${price}) and the market data (${close}) disagree`);
    }
  }
  return distrusted;
}

function percent(part: number): string {
  return `${(part * 100).toFixed(1)} %`;
}

function usd(amount: number): string {
  return `${amount.toFixed(0)} USD`;
}
