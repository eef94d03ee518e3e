import { isHoldfastError } from '@holdfast/errors';
import { expect, it } from 'vitest';
import { makePlan, readPlanInput, readPreferences } from '../src/index.ts';
import { caseOf } from './support/cases.ts';

const given = caseOf({ assets: 2, value: 1000, cash: 1, seed: 1 });

function problemOf(change: (documents: Record<string, unknown>) => void): string {
  const documents = structuredClone({ ...given }) as unknown as Record<string, unknown>;
  change(documents);
  try {
    readPlanInput(documents as never);
  } catch (error) {
    if (isHoldfastError(error)) return `${error.code} ${error.message}`;
    throw error;
  }
  return 'accepted';
}

const account = (documents: Record<string, unknown>) =>
  (documents.holdings as { accounts: Record<string, unknown>[] }).accounts[0];
const market = (documents: Record<string, unknown>) =>
  (documents.markets as { markets: Record<string, unknown>[] }).markets[0];

it.each([
  [
    'a balance in scientific notation',
    (d: never) => {
      account(d).balances = { USDT: '1e3' };
    },
    'holdings, accounts.0.balances.USDT',
  ],
  [
    'a negative balance',
    (d: never) => {
      account(d).balances = { USDT: '-1' };
    },
    'plain decimal',
  ],
  [
    'a balance that is a float',
    (d: never) => {
      account(d).balances = { USDT: 1.5 };
    },
    'holdings, accounts.0.balances.USDT',
  ],
  [
    'an unknown key',
    (d: never) => {
      account(d).leverage = '5';
    },
    'holdings, accounts.0',
  ],
  [
    'no account',
    (d: Record<string, unknown>) => {
      d.holdings = { accounts: [] };
    },
    'holdings, accounts',
  ],
  [
    'an account twice',
    (d: Record<string, unknown>) => {
      const one = account(d);
      d.holdings = { accounts: [one, one] };
    },
    'there twice',
  ],
  [
    'weights above 1',
    (d: Record<string, unknown>) => {
      d.targets = { weights: { A0: '0.7', A1: '0.4' } };
    },
    'sum to',
  ],
  [
    'a weight above 1',
    (d: Record<string, unknown>) => {
      d.targets = { weights: { A0: '1.1' } };
    },
    'targets, weights.A0',
  ],
  [
    'a bid above the ask',
    (d: never) => {
      market(d).bid = '99999999';
    },
    'bid is above ask',
  ],
  [
    'a price of zero',
    (d: never) => {
      market(d).bid = '0';
    },
    'markets, markets.0.bid',
  ],
  [
    'a step of zero',
    (d: never) => {
      market(d).amount_step = '0.0';
    },
    'markets, markets.0.amount_step',
  ],
  [
    'a market of a coin with itself',
    (d: never) => {
      market(d).quote = 'A0';
    },
    'base and quote',
  ],
  [
    'a fee above 1',
    (d: never) => {
      market(d).taker_fee = '2';
    },
    'taker_fee',
  ],
  [
    'a name with a line break',
    (d: never) => {
      market(d).symbol = 'A\n0';
    },
    'symbol',
  ],
  [
    'an unknown preference',
    (d: Record<string, unknown>) => {
      d.preferences = { lamda: 1 };
    },
    'lamda',
  ],
  [
    'a lambda of zero',
    (d: Record<string, unknown>) => {
      d.preferences = { lambda: 0 };
    },
    'lambda',
  ],
] as const)('refuses %s', (_, change, told) => {
  const problem = problemOf(change as (documents: Record<string, unknown>) => void);
  expect(problem).toContain('PLAN_INPUT_INVALID');
  expect(problem).toContain(told);
});

it('reads preferences from YAML, with line and column of what is wrong', () => {
  expect(readPreferences('keep: [ETH]\nmax_order_usd: "250.5"\n', 'p.yaml')).toEqual({
    keep: ['ETH'],
    max_order_usd: '250.5',
  });
  expect(() => readPreferences('keep: [ETH]\nbuy_onyl: true\n', 'p.yaml')).toThrow(/p\.yaml:2:1 buy_onyl/);
});

it('trades more when tracking counts more, and less when it counts less', () => {
  const drifted = caseOf({ assets: 8, value: 10_000, drift: 0.1, minimum: [5, 5], seed: 5 });
  const orders = (lambda: string) => {
    drifted.preferences = { lambda };
    return makePlan(readPlanInput(drifted)).orders.length;
  };
  expect(orders('10')).toBeGreaterThan(orders('0.3'));
  expect(orders('0.3')).toBeGreaterThan(orders('0.001'));
  expect(orders('0.001')).toBe(0);
});
