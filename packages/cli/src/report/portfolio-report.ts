import type {
  PortfolioHolding,
  PortfolioMark,
  PortfolioNote,
  PortfolioReportInput,
  PortfolioRun,
  PortfolioTrade,
  RunOutcome,
} from '@holdfast/report';
import {
  type IndexSource,
  latestRebalances,
  type OrderSummary,
  ordersOf,
  type Portfolio,
  portfolioEvents,
  portfolioFlows,
  portfolioMarks,
  portfolioState,
  portfolioTracking,
  type Rebalance,
  trimmed,
} from '@holdfast/trader';
import type { Trader } from '../portfolio/open-trader.ts';

export interface PortfolioReportOptions {
  /** Name of the index, and where its report lies, relative to the page. */
  readonly index: PortfolioReportInput['index'];
  /** What people call an asset, by its ticker. */
  nameOf(ticker: string): string | null;
  /** Currencies that count as cash. */
  readonly cash: readonly string[];
  readonly overviewHref: string | null;
  /** How many runs are shown in full. */
  readonly runs: number;
}

/** Everything a portfolio's page shows, from what the trader has written down. */
export async function portfolioReportInput(
  trader: Pick<Trader, 'db' | 'indexOf'>,
  portfolio: Portfolio,
  options: PortfolioReportOptions,
): Promise<PortfolioReportInput> {
  const { db } = trader;
  const { number } = portfolio;
  const [marks, flows, rebalances, events, state, tracking] = await Promise.all([
    portfolioMarks(db, number),
    portfolioFlows(db, number),
    latestRebalances(db, number, options.runs + 1000),
    portfolioEvents(db, number, 50),
    portfolioState(db, number),
    portfolioTracking(db, number, options.cash),
  ]);
  const orders = await Promise.all(rebalances.map(({ id }) => ordersOf(db, id)));
  const filled = orders.flat().filter(({ filled }) => Number(filled) > 0);
  const shown = rebalances.slice(0, options.runs);
  const latest = marks.at(-1) ?? null;
  const accounts = new Map(portfolio.accounts.map((account) => [account.number, account]));
  return {
    name: portfolio.name,
    index: options.index,
    accounts: portfolio.accounts.map(({ name, exchange, live }) => ({ name, exchange, paper: !live })),
    mode: portfolio.mode,
    interruption:
      portfolio.pausedReason === null
        ? null
        : {
            kind: 'paused',
            since: (portfolio.pausedAt ?? portfolio.createdAt).toISOString(),
            reason: portfolio.pausedReason,
            whatToDo: `When it is mended: holdfast portfolio resume ${portfolio.name}`,
          },
    asOf: (latest?.at ?? portfolio.createdAt).toISOString(),
    marks: shownMarks(marks, flows, await trader.indexOf(portfolio)),
    feesUsd: filled.reduce((sum, { feeUsd }) => sum + feeUsd, 0),
    tradeCount: filled.length,
    difference: tracking?.parts ?? null,
    trackingError: tracking?.trackingError ?? null,
    holdings: holdingsOf(state, options),
    runs: shown.map((rebalance, at) => runOf(rebalance, orders[at], portfolio.name)),
    earlierRuns: Math.max(0, rebalances.length - options.runs),
    transfers: flows.toReversed().map(({ at, account, asset, amount, usd }) => ({
      time: at.toISOString(),
      kind: Number(amount) > 0 ? 'deposit' : 'withdrawal',
      account: accounts.get(account)?.name ?? '',
      asset,
      amount: trimmed(amount.replace(/^-/, '')),
      valueUsd: Math.abs(Number(usd)),
    })),
    notes: events
      .filter(({ kind }) => kind !== 'flow')
      .slice(0, 20)
      .map(
        ({ at, kind, message }): PortfolioNote => ({
          time: at.toISOString(),
          warning: kind.startsWith('guard') || kind === 'stopped' || kind === 'missing',
          text: message,
        }),
      ),
    overviewHref: options.overviewHref,
  };
}

/** Marks as they were made, but of a day without flows only the last. */
function shownMarks(
  marks: Awaited<ReturnType<typeof portfolioMarks>>,
  flows: Awaited<ReturnType<typeof portfolioFlows>>,
  index: IndexSource,
): PortfolioMark[] {
  const flowAt = new Map<number, number>();
  for (const { at, usd } of flows) flowAt.set(at.getTime(), (flowAt.get(at.getTime()) ?? 0) + Number(usd));
  return marks
    .filter(({ at }, i) => {
      const next = marks[i + 1];
      return next === undefined || flowAt.has(at.getTime()) || closedDay(next.at) !== closedDay(at);
    })
    .map(({ at, value_usd, index_level }) => ({
      time: at.toISOString(),
      valueUsd: value_usd,
      flowUsd: flowAt.get(at.getTime()) ?? 0,
      indexLevel: index_level,
      bitcoinUsd: index.at(at.getTime())?.closes.BTC ?? null,
    }));
}

/** Midnight ends the day before. */
function closedDay(at: Date): string {
  return new Date(at.getTime() - 60_000).toISOString().slice(0, 10);
}

const REASONS: Readonly<Record<string, string>> = {
  untradable: 'It can’t be traded on this account.',
  minimum: 'What is missing is below the exchange’s smallest order.',
  'not-worth-it': 'Trading the rest would cost more than it gains.',
  pending: 'Still to be traded.',
};

function holdingsOf(
  { mark, holdings }: Awaited<ReturnType<typeof portfolioState>>,
  { nameOf, cash }: PortfolioReportOptions,
): PortfolioHolding[] {
  if (mark === null) return [];
  const cashTarget = Math.max(0, 1 - Object.values(mark.targets).reduce((sum, weight) => sum + weight, 0));
  const assets = new Set([...Object.keys(holdings), ...Object.keys(mark.targets)]);
  return (
    [...assets]
      .map((asset): PortfolioHolding => {
        const price = mark.prices[asset];
        const amount = holdings[asset] ?? '0';
        const valueUsd = price === undefined ? null : Number(amount) * price;
        const isCash = cash.includes(asset);
        return {
          asset,
          name: nameOf(asset),
          amount,
          valueUsd,
          weight: mark.value_usd > 0 ? (valueUsd ?? 0) / mark.value_usd : 0,
          target: isCash && asset === cash[0] ? cashTarget : (mark.targets[asset] ?? 0),
          cash: isCash,
          reason: REASONS[mark.causes[asset] ?? ''] ?? null,
        };
      })
      // What is left of a coin below a cent is dust that nobody wants to read about.
      .filter(({ valueUsd, target }) => target > 0 || valueUsd === null || valueUsd >= 0.01)
      .sort((a, b) => (b.valueUsd ?? 0) - (a.valueUsd ?? 0))
  );
}

const CAUSES: Readonly<Record<Rebalance['cause'], string>> = {
  start: 'first investment',
  schedule: 'rebalance of the index',
  deposit: 'deposit',
  retry: 'second try',
  manual: 'wanted by a person',
  replan: 'made anew: the market had moved',
};

function runOf(rebalance: Rebalance, orders: readonly OrderSummary[], portfolio: string): PortfolioRun {
  const { plan, planned_at, cause, outcome } = rebalance;
  const filled = orders.filter((order) => Number(order.filled) > 0);
  return {
    time: planned_at.toISOString(),
    cause: CAUSES[cause],
    outcome: outcomeOf(rebalance, portfolio),
    trades: filled.map((order): PortfolioTrade => {
      const planned = plan.orders[order.step];
      const [price, expected] = [Number(order.average), Number(planned?.price ?? 0)];
      const worse = order.side === 'buy' ? price / expected - 1 : 1 - price / expected;
      return {
        time: order.at.toISOString(),
        account: planned?.account ?? '',
        side: order.side,
        symbol: order.symbol,
        amount: order.filled,
        price: order.average,
        valueUsd: Number(order.filled) * price,
        feeUsd: order.feeUsd,
        slippage: expected > 0 ? worse : null,
        reason: planned?.reason ?? '',
      };
    }),
    shortfalls: outcome?.shortfalls ?? [],
    unreachable: plan.unreachable,
  };
}

function outcomeOf({ state, plan, expires_at, outcome, id }: Rebalance, portfolio: string): RunOutcome {
  switch (state) {
    case 'running':
    case 'done':
    case 'partly':
    case 'expired':
      return { status: state };
    case 'waiting':
      return {
        status: 'waiting',
        planned: plan.orders.map((order) => ({
          ...order,
          valueUsd: Number(order.amount) * Number(order.price),
        })),
        expires: expires_at?.toISOString() ?? null,
        command: `holdfast portfolio approve ${portfolio} --plan ${id}`,
      };
    case 'stopped':
      return { status: 'stopped', reason: outcome?.reason ?? 'it was stopped', whatToDo: null };
    case 'superseded':
      return { status: 'superseded', reason: outcome?.reason ?? null };
  }
}
