import type {
  AuditedRequest,
  LiveOverviewInput,
  PortfolioHolding,
  PortfolioMark,
  PortfolioReportInput,
  PortfolioRun,
  PortfolioTrade,
} from '../src/index.ts';
import { overviewInput } from './fixtures.ts';

const DAY_MS = 86_400_000;
const START = Date.UTC(2021, 0, 2);

/** So many days of a portfolio that falls a little more behind its index every day. */
export function marksOf(days: number): PortfolioMark[] {
  return Array.from({ length: days }, (_, t) => {
    const level = 1000 * (1 + 0.3 * Math.sin(t / 20) + t / 100);
    return {
      time: new Date(START + t * DAY_MS).toISOString(),
      valueUsd: level * 10 * (1 - 0.001 - t * 1e-5),
      flowUsd: t === 0 ? 10_000 : 0,
      indexLevel: level,
      bitcoinUsd: 30_000 * (1 + 0.4 * Math.sin(t / 30)),
    };
  });
}

/** A trade; the second field of its reason tells which. */
export function tradeOf(nth: number, changed: Partial<PortfolioTrade> = {}): PortfolioTrade {
  return {
    time: new Date(START + nth * 60_000).toISOString(),
    account: 'demo',
    side: nth % 2 === 0 ? 'buy' : 'sell',
    symbol: nth % 2 === 0 ? 'BTC/USDT' : 'SHIB/USDT',
    amount: nth % 2 === 0 ? '0.012345678' : '1234567.00000000',
    price: nth % 2 === 0 ? '47123.10' : '0.0000309034',
    valueUsd: 580.12,
    feeUsd: 0.58,
    slippage: nth % 2 === 0 ? 0.0004 : -0.0002,
    reason: `Reason ${nth} why it was done.`,
    ...changed,
  };
}

/** A run a week, the latest first, each with so many trades. */
export function runsOf(count: number, tradesEach = 3): PortfolioRun[] {
  return Array.from({ length: count }, (_, i) => {
    const week = count - 1 - i;
    return {
      time: new Date(START + week * 7 * DAY_MS).toISOString(),
      cause: 'weekly schedule',
      outcome: { status: 'done' as const },
      trades: Array.from({ length: tradesEach }, (_, n) => tradeOf(week * 7 * 1440 + n)),
      shortfalls: [],
      unreachable: [],
    };
  });
}

const holding = (
  asset: string,
  weight: number,
  changed: Partial<PortfolioHolding> = {},
): PortfolioHolding => ({
  asset,
  name: null,
  amount: '1.5',
  valueUsd: weight * 10_000,
  weight,
  target: weight,
  cash: false,
  reason: null,
  ...changed,
});

/** A portfolio after a year, with one of everything. */
export function portfolioInput(changed: Partial<PortfolioReportInput> = {}): PortfolioReportInput {
  const [latest, ...runs] = runsOf(12);
  return {
    name: 'balanced',
    index: { name: 'Top 20, no coin above 10 %', href: 'top-20-capped.html' },
    accounts: [{ name: 'demo', exchange: 'Binance', paper: true }],
    mode: 'auto',
    interruption: null,
    asOf: '2021-12-31T00:10:00.000Z',
    marks: marksOf(360),
    feesUsd: 99.9,
    tradeCount: 36,
    difference: {
      fees: -0.0098,
      spread: -0.0056,
      cash: -0.0142,
      timing: 0.0046,
      untradable: 0,
      notWorthIt: -0.0118,
      minimum: -0.0001,
      indexPricing: 0.0003,
      unexplained: 0,
    },
    trackingError: 0.0123,
    holdings: [
      holding('USDT', 0.05, { cash: true }),
      holding('ETH', 0.3, { name: 'Ethereum', target: 0.35, reason: 'Correcting it would cost more.' }),
      holding('BTC', 0.65, { name: 'Bitcoin', amount: '0.123456789012345678' }),
      holding('DEAD', 0, { valueUsd: null, amount: '10', reason: 'It has no price.' }),
    ],
    runs: [
      latest,
      { ...runs[0], outcome: { status: 'running' } },
      {
        ...runs[1],
        outcome: { status: 'partly' },
        shortfalls: [
          {
            symbol: 'THETA/USDT',
            side: 'buy',
            missing: '15.50',
            reason: 'THETA/USDT was halted.',
            again: true,
          },
        ],
        unreachable: [{ asset: 'CRO', reason: 'no active market of these accounts sells it' }],
      },
      {
        ...runs[2],
        outcome: { status: 'stopped', reason: 'The market moved too far.', whatToDo: 'Wait.' },
      },
      { ...runs[3], trades: [], outcome: { status: 'expired' } },
      { ...runs[4], trades: [], outcome: { status: 'superseded', reason: 'BTC rose by 4 %' } },
      { ...runs[5], trades: [] },
      ...runs.slice(6),
    ],
    earlierRuns: 0,
    transfers: [
      {
        time: '2021-01-02T00:00:00.000Z',
        kind: 'deposit',
        account: 'demo',
        asset: 'USDT',
        amount: '10000.00000000',
        valueUsd: 10_000,
      },
    ],
    notes: [{ time: '2021-05-15T00:07:00.000Z', warning: true, text: 'A run stopped.' }],
    overviewHref: 'index.html',
    ...changed,
  };
}

/** A plan that waits. */
export function waitingRun(): PortfolioRun {
  const { account, side, symbol, amount, price, valueUsd, reason } = tradeOf(2);
  return {
    time: '2021-12-31T00:05:00.000Z',
    cause: 'weekly schedule',
    outcome: {
      status: 'waiting',
      planned: [{ account, side, symbol, amount, price, valueUsd, reason }],
      expires: '2022-01-01T00:05:00.000Z',
      command: 'holdfast portfolio approve growth',
    },
    trades: [],
    shortfalls: [],
    unreachable: [],
  };
}

/** Just created: no day has ended, nothing was traded. */
export function freshPortfolio(changed: Partial<PortfolioReportInput> = {}): PortfolioReportInput {
  return portfolioInput({
    name: 'fresh',
    marks: [],
    feesUsd: 0,
    tradeCount: 0,
    difference: null,
    trackingError: null,
    holdings: [],
    runs: [],
    transfers: [],
    notes: [],
    ...changed,
  });
}

/** An order that the gateway let through. */
export function auditedRequest(): AuditedRequest {
  return {
    kind: 'request',
    virtualKey: 'demo-balanced',
    method: 'POST',
    path: '/api/v3/order',
    orders: [
      {
        action: 'create',
        side: 'buy',
        symbol: 'BTCUSDT',
        type: 'limit',
        quantity: '0.50000000',
        quoteQuantity: null,
        price: '47000.10',
      },
    ],
    cancels: [],
    notionalUsd: '23500.05000000',
    accepted: true,
    rule: null,
    outcome: 'accepted',
  };
}

/** A page with a portfolio that runs, one that waits and one that has not begun. */
export function liveOverviewInput(changed: Partial<LiveOverviewInput> = {}): LiveOverviewInput {
  const request = auditedRequest();
  const time = '2021-12-27T00:10:00.123456Z';
  return {
    portfolios: [
      { href: 'balanced.html', report: portfolioInput() },
      {
        href: 'growth.html',
        report: portfolioInput({ name: 'growth', mode: 'approve', runs: [waitingRun(), ...runsOf(2)] }),
      },
      { href: 'fresh.html', report: freshPortfolio({ mode: 'off' }) },
    ],
    gateway: {
      ordersAllowed: 1204,
      ordersRefused: 3,
      entries: 2432,
      checkpoint: { size: 2431, time: '2021-12-31T00:09:00Z' },
      lastEntries: [
        { time, position: null, content: request },
        {
          time,
          position: 2431,
          content: { ...request, accepted: false, rule: 'max_order_usd', outcome: null },
        },
        { time, position: 2430, content: { ...request, orders: [], cancels: ['ADAUSDT', 'ADAUSDT'] } },
        { time, position: 2429, content: { ...request, orders: [], method: 'GET', path: '/api/v3/account' } },
        { time, position: 2428, content: { kind: 'event', operator: null, text: 'The gateway started' } },
      ],
    },
    replay: null,
    notices: ['This is a demo.'],
    indices: overviewInput(),
    ...changed,
  };
}
