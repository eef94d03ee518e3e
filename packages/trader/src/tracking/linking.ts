import type { IntervalAttribution } from './attribution.ts';
import { mapParts, noParts, type TrackingPart, type TrackingParts } from './parts.ts';

/** Returns of the whole time, and their difference in parts. */
interface LinkedReturns {
  readonly portfolioReturn: number;
  readonly indexReturn: number;
  /** Sum: portfolioReturn − indexReturn. */
  readonly parts: TrackingParts;
}

/**
 * Links the parts of intervals into parts of the whole time. With e = rₚ − R of each interval k:
 *
 *   Rₚ − R = Σₖ Π_{j<k} (1 + rₚⱼ) · eₖ · Π_{j>k} (1 + Rⱼ)
 *
 * which is an identity (the sum telescopes), and holds for each part of e by itself: what a cause lost in an interval, on
 * what the portfolio had become by then, and what the index made of it since. This is the method of GRAP ("Synthèse des modèles
 * d'attribution de performance", Paris 1997; Bacon, "Practical Portfolio Performance Measurement and Attribution", Wiley). Of
 * the known methods it is the one that reads as money: the parts are what one dollar, put in at the beginning, lost to each cause.
 * Cariño's logarithmic one ("Combining Attribution Effects Over Time", Journal of Performance Measurement 3 (4), 1999) adds up as
 * well, but has no value once a portfolio lost everything, and spreads an interval's effect by what happened in all the others.
 *
 * Intervals that begin without value have no return and are left out, on both sides; but after everything was lost the index goes on.
 */
export function linkReturns(intervals: readonly IntervalAttribution[]): LinkedReturns {
  let parts: TrackingParts = noParts();
  let portfolio = 1;
  let index = 1;
  for (const { valueStart, valueEnd, indexReturn, parts: own } of intervals) {
    const lost = portfolio === 0;
    if (valueStart <= 0 && !lost) continue;
    parts = carried(parts, indexReturn, (part) => (lost ? 0 : (portfolio * own[part]) / valueStart));
    if (!lost) portfolio *= valueEnd / valueStart;
    index *= 1 + indexReturn;
  }
  return { portfolioReturn: portfolio - 1, indexReturn: index - 1, parts };
}

/**
 * The same in USD: against the same money, put into the index and taken out of it at the same times. With D the portfolio's value less the
 * index's, Dₖ₊₁ = Dₖ·(1 + Rₖ) + Vₖ·eₖ; flows change both alike.
 */
export function linkValues(intervals: readonly IntervalAttribution[]): TrackingParts {
  return intervals.reduce<TrackingParts>(
    (parts, { indexReturn, parts: own }) => carried(parts, indexReturn, (part) => own[part]),
    noParts(),
  );
}

function carried(
  parts: TrackingParts,
  indexReturn: number,
  added: (part: TrackingPart) => number,
): TrackingParts {
  return mapParts((part) => parts[part] * (1 + indexReturn) + added(part));
}
