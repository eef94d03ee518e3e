import type { Kysely } from 'kysely';
import { portfolioFills, portfolioFlows, portfolioMarks } from '../store/portfolio-reads.ts';
import type { TraderTables } from '../store/tables.ts';
import { type TrackingReport, track } from '../tracking/tracking.ts';
import type { DeviationLabel, TrackingFill, TrackingMark } from '../tracking/tracking-input.ts';
import type { Mark } from './mark-portfolio.ts';

/**
 * How a portfolio has followed its index, from what was written down. Fills belong to the mark that its plan ended with.
 *
 * @param cash currencies that count as cash
 * @returns null before there are two marks with an index
 */
export async function portfolioTracking(
  db: Kysely<TraderTables>,
  portfolio: number,
  cash: readonly string[],
): Promise<TrackingReport | null> {
  const marks = (await portfolioMarks(db, portfolio)).filter(({ index_level }) => index_level !== null);
  if (marks.length < 2) return null;
  const [fills, flows, ended] = await Promise.all([
    portfolioFills(db, portfolio),
    portfolioFlows(db, portfolio),
    db
      .selectFrom('rebalances')
      .select(['id', 'finished_at', 'prices'])
      .where('portfolio', '=', portfolio)
      .where('finished_at', 'is not', null)
      .execute(),
  ]);
  const plans = new Map(ended.map((plan) => [plan.id, plan]));
  const fillsAt = Map.groupBy(fills, ({ rebalance }) => plans.get(rebalance)?.finished_at?.getTime());
  const flowsAt = Map.groupBy(flows, ({ at }) => at.getTime());
  let before: Mark | null = null;
  const input = marks.map((mark): TrackingMark => {
    const time = mark.at.getTime();
    const from = before?.at.getTime() ?? time;
    before = mark;
    const deposits: Record<string, number> = {};
    for (const { asset, amount } of flowsAt.get(time) ?? []) {
      deposits[asset] = (deposits[asset] ?? 0) + Number(amount);
    }
    return {
      time,
      mids: mark.prices,
      holdings: Object.fromEntries(
        Object.entries(mark.holdings).map(([asset, amount]) => [asset, Number(amount)]),
      ),
      flows: deposits,
      fills: (fillsAt.get(time) ?? []).map((fill): TrackingFill => {
        const [base, quote] = fill.symbol.split('/');
        const decided = plans.get(fill.rebalance)?.prices[`${fill.account} ${fill.symbol}`];
        return {
          // The exchange's clock may differ a little from ours.
          time: Math.min(time, Math.max(from, fill.at.getTime())),
          side: fill.side,
          base,
          quote,
          amount: Number(fill.amount),
          price: Number(fill.price),
          decisionMid: decided ?? fill.mid,
          fillMid: fill.mid,
          quoteUsd: mark.prices[quote] ?? 1,
          ...(fill.fee_asset !== null && {
            fee: { asset: fill.fee_asset, amount: Number(fill.fee), usd: fill.fee_usd },
          }),
        };
      }),
      index: { level: mark.index_level ?? 0, weights: mark.targets },
      labels: mark.causes as Readonly<Record<string, DeviationLabel>>,
    };
  });
  return track({ marks: input, cash });
}
