import { HoldfastError } from '@holdfast/errors';
import {
  CASH_CURRENCIES,
  findPortfolio,
  latestRebalances,
  listPortfolios,
  ordersOf,
  type Portfolio,
  portfolioEvents,
  portfolioState,
  portfolioTracking,
  type Rebalance,
  type TrackingReport,
} from '@holdfast/trader';
import { counted, grouped, percent } from '../output/format.ts';
import { printable } from '../output/printable.ts';
import { table } from '../output/table.ts';
import { planText } from '../plan/plan-text.ts';
import type { Terminal } from '../terminal.ts';
import { type Trader, withTrader } from './open-trader.ts';
import type { RunOptions } from './run-command.ts';

/** Runs `holdfast portfolio list`. */
export async function listCommand(options: RunOptions, terminal: Terminal): Promise<void> {
  await withTrader(options, terminal, async ({ db }) => {
    const portfolios = await Promise.all(
      (await listPortfolios(db)).map(async (portfolio) => {
        const [last] = await latestRebalances(db, portfolio.number, 1);
        const { mark } = await portfolioState(db, portfolio.number);
        return {
          name: portfolio.name,
          index: portfolio.definition.id,
          accounts: portfolio.accounts.map(({ name }) => name),
          mode: portfolio.mode,
          closed: portfolio.closedAt,
          paused: portfolio.pausedReason,
          value: mark?.value_usd ?? null,
          state: last?.state ?? null,
        };
      }),
    );
    if (options.json) {
      terminal.stdout.write(`${JSON.stringify({ portfolios })}\n`);
      return;
    }
    if (portfolios.length === 0) {
      terminal.stdout.write('No portfolios yet. Create one with "holdfast portfolio create".\n');
      return;
    }
    terminal.stdout.write(
      table(
        [
          ['portfolio', 'index', 'account', 'mode', 'worth USD', 'last plan'],
          ...portfolios.map(({ name, index, accounts, mode, closed, paused, value, state }) => [
            name,
            printable(index),
            accounts.join(', '),
            closed !== null ? 'closed' : paused === null ? mode : `${mode}, paused`,
            grouped(value),
            state === null ? 'none yet' : STATES[state],
          ]),
        ],
        [4],
      ),
    );
  });
}

/** Runs `holdfast portfolio status`. */
export async function statusCommand(name: string, options: RunOptions, terminal: Terminal): Promise<void> {
  await withTrader(options, terminal, async ({ db }) => {
    const portfolio = await findPortfolio(db, name);
    const state = await portfolioState(db, portfolio.number);
    const [last] = await latestRebalances(db, portfolio.number, 1);
    const tracking = await portfolioTracking(db, portfolio.number, CASH_CURRENCIES);
    const told = {
      name,
      index: portfolio.definition.id,
      mode: portfolio.mode,
      paused: portfolio.pausedReason,
      value: state.mark?.value_usd ?? null,
      at: state.mark?.at.toISOString() ?? null,
      holdings: state.holdings,
      targets: state.mark?.targets ?? {},
      prices: state.mark?.prices ?? {},
      causes: state.mark?.causes ?? {},
      deposited: state.deposited,
      tracking: tracking === null ? null : trackingSummary(tracking),
      last: last === undefined ? null : summary(last),
    };
    terminal.stdout.write(
      options.json ? `${JSON.stringify(told)}\n` : statusText(portfolio, state, last, tracking),
    );
  });
}

function statusText(
  portfolio: Portfolio,
  { mark, holdings, deposited }: Awaited<ReturnType<typeof portfolioState>>,
  last: Rebalance | undefined,
  tracking: TrackingReport | null,
): string {
  const { name, definition, mode, pausedReason } = portfolio;
  const lines = [`Portfolio "${name}" follows ${printable(definition.id)}, mode ${mode}.\n`];
  if (pausedReason !== null) lines.push(`Paused: ${printable(pausedReason)}\n`);
  if (mark === null) lines.push('It has not traded yet.\n');
  else {
    const day = mark.at.toISOString().slice(0, 16).replace('T', ' ');
    lines.push(
      `Worth ${grouped(mark.value_usd)} USD on ${day} UTC; put in ${grouped(deposited)} USD.\n\n`,
      table(
        [
          ['', 'amount', 'USD', 'weight', 'index', 'why it differs'],
          ...[...new Set([...Object.keys(holdings), ...Object.keys(mark.targets)])]
            .map((asset) => {
              const usd = Number(holdings[asset] ?? 0) * (mark.prices[asset] ?? 0);
              return { asset, usd, weight: usd / mark.value_usd, target: mark.targets[asset] ?? 0 };
            })
            // What is left of a coin below a cent is dust that nobody wants to read about.
            .filter(({ usd, target }) => Math.abs(usd) >= 0.01 || target > 0)
            .sort((a, b) => b.usd - a.usd || b.target - a.target)
            .map(({ asset, usd, weight, target }) => [
              printable(asset),
              holdings[asset] ?? '0',
              grouped(usd),
              percent(weight),
              percent(target),
              CAUSES[mark.causes[asset] ?? ''] ?? '',
            ]),
        ],
        [1, 2, 3, 4],
      ),
    );
  }
  if (tracking !== null) lines.push(`\n${trackingText(tracking)}`);
  if (last !== undefined) lines.push(`\n${lastText(last, name)}`);
  return lines.join('');
}

/** How the portfolio followed its index, and what parted them; fractions. */
function trackingSummary({ intervals: _, usd, ...rest }: TrackingReport) {
  return { ...rest, usd };
}

const PARTS: Readonly<Record<keyof TrackingReport['parts'], string>> = {
  fees: 'fees',
  spread: 'spread',
  cash: 'idle cash',
  timing: 'timing',
  untradable: 'members that can’t be traded',
  notWorthIt: 'not worth trading',
  minimum: 'smallest orders',
  indexPricing: 'how the index is priced, and costs that it models',
  unexplained: 'not explained',
};

function trackingText({ portfolioReturn, indexReturn, trackingDifference, parts }: TrackingReport): string {
  const rows = (Object.keys(PARTS) as (keyof typeof PARTS)[])
    .filter((part) => Math.abs(parts[part]) >= 5e-6)
    .map((part) => [`  ${PARTS[part]}`, signed(parts[part])]);
  return `It made ${signed(portfolioReturn)}, its index ${signed(indexReturn)}: a difference of ${signed(trackingDifference)}, of which\n${table(rows, [1])}`;
}

function signed(part: number): string {
  return `${part < 0 ? '−' : '+'}${percent(Math.abs(part))}`;
}

const CAUSES: Readonly<Record<string, string>> = {
  untradable: 'can’t be traded here',
  minimum: 'below the smallest order',
  'not-worth-it': 'not worth its cost',
  pending: 'still to be traded',
};

const STATES: Readonly<Record<Rebalance['state'], string>> = {
  waiting: 'waits for approval',
  running: 'under way',
  done: 'done',
  partly: 'done in part',
  stopped: 'stopped',
  expired: 'expired',
  superseded: 'made anew',
};

const WHY: Readonly<Record<Rebalance['cause'], string>> = {
  start: 'first investment',
  schedule: 'rebalance of the index',
  deposit: 'deposit',
  retry: 'second try',
  manual: 'wanted by a person',
  replan: 'the market had moved',
};

function lastText(last: Rebalance, name: string): string {
  const next =
    last.state === 'waiting' ? ` Say yes with "holdfast portfolio approve ${name} --plan ${last.id}".` : '';
  return `Plan ${last.id} of ${dayOf(last.planned_at)} (${WHY[last.cause]}): ${counted(last.plan.orders.length, 'order')}, ${STATES[last.state]}.${next}\n`;
}

/** Runs `holdfast portfolio history`. */
export async function historyCommand(
  name: string,
  options: RunOptions & { readonly last: string },
  terminal: Terminal,
): Promise<void> {
  const most = /^[1-9][0-9]{0,4}$/.test(options.last) ? Number(options.last) : null;
  if (most === null) {
    throw new HoldfastError('COMMAND_INVALID', `--last "${options.last}" is no number from 1 to 99999.`);
  }
  await withTrader(options, terminal, async ({ db }) => {
    const { number } = await findPortfolio(db, name);
    const rebalances = await latestRebalances(db, number, most);
    const events = await portfolioEvents(db, number, most);
    if (options.json) {
      const told = events.map(({ at, kind, message }) => ({ at, kind, message }));
      terminal.stdout.write(`${JSON.stringify({ rebalances: rebalances.map(summary), events: told })}\n`);
      return;
    }
    const rows = [
      ...rebalances.map(({ id, planned_at, cause, plan, state, outcome }) => ({
        at: planned_at,
        text: [
          `plan ${id}`,
          `${WHY[cause]}: ${counted(plan.orders.length, 'order')}, ${STATES[state]}${outcome?.reason == null ? '' : `, ${printable(outcome.reason)}`}`,
        ],
      })),
      ...events.map(({ at, kind, message }) => ({ at, text: [printable(kind), printable(message)] })),
    ].sort((a, b) => b.at.getTime() - a.at.getTime());
    terminal.stdout.write(
      rows.length === 0
        ? 'Nothing has happened yet.\n'
        : table(
            rows
              .slice(0, most)
              .map(({ at, text }) => [at.toISOString().slice(0, 16).replace('T', ' '), ...text]),
          ),
    );
  });
}

/** Runs `holdfast portfolio explain`. */
export async function explainCommand(
  name: string,
  options: RunOptions & { readonly plan?: string },
  terminal: Terminal,
): Promise<void> {
  await withTrader(options, terminal, async (trader) => {
    const portfolio = await findPortfolio(trader.db, name);
    const rebalance = await chosen(trader, portfolio, options.plan);
    const orders = await ordersOf(trader.db, rebalance.id);
    if (options.json) {
      const { plan, outcome } = rebalance;
      terminal.stdout.write(`${JSON.stringify({ rebalance: summary(rebalance), plan, orders, outcome })}\n`);
      return;
    }
    const done = orders.filter(({ filled }) => Number(filled) > 0);
    const short = rebalance.outcome?.shortfalls ?? [];
    terminal.stdout.write(
      [
        lastText(rebalance, name),
        '\n',
        planText(rebalance.plan),
        done.length === 0
          ? ''
          : `\nFilled\n${table(
              done.map(({ side, symbol, filled, average, feeUsd, at }) => [
                dayOf(at),
                side,
                filled,
                printable(symbol),
                `at ${average}`,
                `fee ${grouped(feeUsd)} USD`,
              ]),
              [2],
            )}`,
        short.length === 0
          ? ''
          : `\nNot done\n${table(short.map(({ side, missing, symbol, reason }) => [side, missing, printable(symbol), printable(reason)]))}`,
      ].join(''),
    );
  });
}

async function chosen({ db }: Trader, portfolio: Portfolio, plan: string | undefined): Promise<Rebalance> {
  const rebalances = await latestRebalances(db, portfolio.number, 10_000);
  const found = plan === undefined ? rebalances[0] : rebalances.find(({ id }) => id === plan);
  if (found !== undefined) return found;
  throw new HoldfastError(
    'PLAN_NOT_WAITING',
    plan === undefined
      ? `"${portfolio.name}" has made no plan yet. Make one with "holdfast portfolio rebalance".`
      : `"${portfolio.name}" has no plan ${plan}.`,
    { portfolio: portfolio.name },
  );
}

function summary({
  id,
  cause,
  index_date,
  state,
  planned_at,
  expires_at,
  finished_at,
  plan,
  outcome,
}: Rebalance) {
  return {
    plan: id,
    cause,
    indexDate: index_date,
    state,
    plannedAt: planned_at,
    expiresAt: expires_at,
    finishedAt: finished_at,
    orders: plan.orders.length,
    cost: plan.cost,
    outcome,
  };
}

function dayOf(date: Date): string {
  return date.toISOString().slice(0, 10);
}
