/** What an index is worth and holds. */
export interface IndexState {
  readonly level: number;
  /** What they leave is cash. */
  readonly weights: Readonly<Record<string, number>>;
}

/**
 * An index between its closes: since a close each member has moved from its close to its mid. With t the weights and f = mid ÷ close,
 * the level becomes level · g and a weight t · f ÷ g, where g = 1 − Σ t + Σ t·f. A member without a mid keeps its close, and with it
 * its part.
 *
 * @param close level and weights at the close, after a rebalance at it
 * @param closes USD
 * @param mids USD
 *
 * @example
 * indexAtMids({ level: 1000, weights: { BTC: 0.5 } }, { BTC: 100 }, { BTC: 120 }); // level 1100, BTC 0.5454…
 */
export function indexAtMids(
  close: IndexState,
  closes: Readonly<Record<string, number>>,
  mids: Readonly<Record<string, number>>,
): IndexState {
  const worth = Object.entries(close.weights).map(([asset, weight]) => {
    const before = Object.hasOwn(closes, asset) ? closes[asset] : 0;
    const now = Object.hasOwn(mids, asset) ? mids[asset] : before;
    return { asset, weight, now: before > 0 ? (weight * now) / before : weight };
  });
  const growth = worth.reduce((sum, { weight, now }) => sum + now - weight, 1);
  return {
    level: close.level * growth,
    weights: Object.fromEntries(worth.map(({ asset, now }) => [asset, growth > 0 ? now / growth : 0])),
  };
}
