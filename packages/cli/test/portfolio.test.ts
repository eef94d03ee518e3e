import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TradingHome, tradingHome } from './support/trading-home.ts';

interface Ran {
  readonly kind: string;
  readonly rebalance: string;
  readonly orders: number;
  readonly shortfalls: readonly unknown[];
}

interface Status {
  readonly value: number;
  readonly deposited: number;
  readonly paused: string | null;
  readonly holdings: Readonly<Record<string, string>>;
  readonly targets: Readonly<Record<string, number>>;
  readonly prices: Readonly<Record<string, number>>;
  readonly last: { readonly cause: string; readonly state: string };
}

let home: TradingHome;
beforeAll(async () => {
  home = await tradingHome();
  await home.advance('60d');
  writeFileSync(join(home.home, 'fast.yaml'), 'execution: {patience_s: 0}\n');
}, 60_000);
afterAll(() => home?.close());

const portfolio = <T = Ran>(...args: string[]) => home.json<T>(['portfolio', ...args]);
const status = (name: string) => portfolio<Status>('status', name);
const create = (name: string, index: string, ...more: string[]) =>
  portfolio(
    'create',
    name,
    '--index',
    index,
    '--account',
    'main',
    '--settings',
    join(home.home, 'fast.yaml'),
    ...more,
  );
const csv = async (name: string, what: string) => {
  const { stdout, stderr, status } = await home.run(['portfolio', 'export', name, '--what', what]);
  expect(stderr).toBe('');
  expect(status).toBe(0);
  return stdout.trim().split('\r\n');
};

describe('an index on an account, by a person’s yes', () => {
  it('brings 50 USD into a capped Top 20 after approval, and no order is below the smallest', async () => {
    await create('small', 'top-20-capped', '--amount', '50');
    const planned = await home.json<{ orders: { amount: string; price: string }[] }>([
      'portfolio',
      'plan',
      'small',
    ]);
    const waiting = await portfolio('rebalance', 'small');
    expect(waiting.kind).toBe('waiting');
    expect(await home.error(['portfolio', 'approve', 'small', '--plan', '999'])).toBe('PLAN_NOT_WAITING');
    const done = await portfolio('approve', 'small', '--plan', waiting.rebalance);
    expect(done).toMatchObject({ kind: 'rebalanced', orders: planned.orders.length, shortfalls: [] });
    for (const { amount, price } of planned.orders)
      expect(Number(amount) * Number(price)).toBeGreaterThanOrEqual(5);
    const { value, deposited, holdings } = await status('small');
    expect(deposited).toBe(50);
    // A tenth of a percent of fees, and half a spread.
    expect(value).toBeGreaterThan(49.8);
    expect(value).toBeLessThan(50);
    expect(Object.keys(holdings).length).toBeGreaterThan(3);
  }, 60_000);

  it('has nothing left to approve then, and nothing to do', async () => {
    expect(await home.error(['portfolio', 'approve', 'small'])).toBe('PLAN_NOT_WAITING');
    expect(await portfolio('rebalance', 'small')).toMatchObject({ kind: 'rebalanced', orders: 0 });
  });

  it('plans without keeping or sending anything', async () => {
    await create('looked-at', 'top-10', '--amount', '1000');
    const plan = await home.json<{ orders: unknown[] }>(['portfolio', 'plan', 'looked-at']);
    expect(plan.orders.length).toBeGreaterThan(5);
    expect(await status('looked-at')).toMatchObject({ value: null, last: null, deposited: 0 });
  });
});

describe('an index on an account, by itself', () => {
  it('follows its index month by month, and two on one account never mix up', async () => {
    await create('growth', 'top-20-equal-weight', '--amount', '3000', '--mode', 'auto');
    await portfolio('rebalance', 'growth');
    // From close to close of the days on which the index is rebalanced.
    for (const span of ['30d', '30d', '31d']) {
      await home.advance(span);
      expect((await portfolio('rebalance', 'growth')).kind).toBe('rebalanced');
    }
    const days = (await csv('growth', 'days')).slice(1).map((line) => line.split(',').slice(1).map(Number));
    const [first, last] = [days[0], days[days.length - 1]];
    const difference = last[0] / first[0] / (last[1] / first[1]) - 1;
    expect(Math.abs(difference)).toBeLessThan(0.01);
    const { holdings, prices, targets, value } = await status('growth');
    for (const [asset, target] of Object.entries(targets)) {
      const weight = (Number(holdings[asset] ?? 0) * prices[asset]) / value;
      expect(Math.abs(weight - target)).toBeLessThan(0.01);
    }
    const trades = await csv('growth', 'trades');
    expect(trades[0]).toBe(
      'time,account,market,side,amount,price,fee,fee_asset,fee_usd,trade_id,order_id,plan',
    );
    expect(trades.length).toBeGreaterThan(40);
    // The lots of what it holds are what it holds.
    const lots = new Map<string, number>();
    for (const line of (await csv('growth', 'lots')).slice(1)) {
      const [asset, amount] = line.split(',');
      lots.set(asset, (lots.get(asset) ?? 0) + Number(amount));
    }
    for (const [asset, amount] of Object.entries(holdings)) {
      if (asset !== 'USDT') expect(lots.get(asset)).toBeCloseTo(Number(amount), 8);
    }
    expect((await csv('growth', 'gains')).length).toBeGreaterThan(10);
  }, 120_000);

  it('notices deposits and withdrawals by itself, and invests what came', async () => {
    await create('rest', 'top-10', '--mode', 'auto');
    expect(await home.error(['portfolio', 'create', 'other', '--index', 'top-10', '--account', 'main'])).toBe(
      'ACCOUNT_TAKEN',
    );
    await portfolio('rebalance', 'rest');
    const before = await status('rest');
    // What the others hold is not its own.
    expect(before.deposited).toBeGreaterThan(6500);
    expect(before.deposited).toBeLessThan(7000);
    await home.json(['paper', 'deposit', 'USDC', '500']);
    await portfolio('rebalance', 'rest');
    const after = await status('rest');
    expect(after.deposited - before.deposited).toBeGreaterThan(495);
    expect(after.deposited - before.deposited).toBeLessThan(505);
    expect(Number(after.holdings.USDC ?? 0)).toBeLessThan(1);
    await home.json(['paper', 'withdraw', 'BTC', '0.01']);
    await portfolio('rebalance', 'rest');
    const left = await status('rest');
    expect(left.deposited).toBeLessThan(after.deposited - 300);
    const { events } = await portfolio<{ events: { message: string }[] }>('history', 'rest');
    expect(events.filter(({ message }) => /^Withdrawal of 0.01 BTC/.test(message))).toHaveLength(1);
    expect(events.filter(({ message }) => /^Deposit of 500 USDC/.test(message))).toHaveLength(1);
  }, 60_000);

  it('does nothing while it is paused, and goes on', async () => {
    await portfolio('pause', 'growth', '--reason', 'on holiday');
    expect(await home.error(['portfolio', 'rebalance', 'growth'])).toBe('PORTFOLIO_PAUSED');
    expect((await status('growth')).paused).toBe('on holiday');
    const { stderr } = await home.run(['portfolio', 'rebalance', 'growth']);
    expect(stderr).toContain('is paused: on holiday. Go on with "holdfast portfolio resume growth".');
    await portfolio('resume', 'growth');
    expect((await portfolio('rebalance', 'growth')).kind).toBe('rebalanced');
  });

  it('is run by a worker, which ends when it is told to', async () => {
    await home.advance('31d');
    const worker = home.start(['worker', '--every', '1s', '--json'], '');
    let said = '';
    worker.stdout?.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    await expect
      .poll(() => said, { timeout: 30_000, interval: 100 })
      .toMatch(
        /"portfolio":"growth","kind":"rebalanced"[\s\S]*"portfolio":"rest"|"portfolio":"rest"[\s\S]*"portfolio":"growth","kind":"rebalanced"/,
      );
    const ended = new Promise((resolve) => worker.once('close', resolve));
    worker.kill('SIGINT');
    expect(await ended).toBe(0);
    expect((await status('growth')).last).toMatchObject({ cause: 'schedule', state: 'done' });
  }, 60_000);
});

describe('guards', () => {
  it('pauses a portfolio whose plan trades more than a day may, and says what to do', async () => {
    const settings = join(home.home, 'tight.yaml');
    writeFileSync(settings, 'guards: {max_turnover_per_day: 0.5}\n');
    await portfolio(
      ...['create', 'tight', '--index', 'top-10', '--account', 'main', '--amount', '50'],
      ...['--mode', 'auto', '--settings', settings],
    );
    await home.json(['paper', 'deposit', 'USDT', '60']);
    const { kind, reason } = await home.json<{ kind: string; reason: string }>([
      'portfolio',
      'rebalance',
      'tight',
    ]);
    expect(kind).toBe('paused');
    expect(reason).toMatch(/trades 50 USD.*max_turnover_per_day/);
    expect((await status('tight')).paused).toBe(reason);
    const { findings } = JSON.parse((await home.run(['doctor', '--offline', '--json'])).stdout);
    expect(findings).toContainEqual({
      name: 'portfolio tight',
      state: 'warning',
      told: 'is paused',
      advice: expect.stringMatching(/max_turnover_per_day.*portfolio resume tight/),
    });
  });

  it('goes on with settings that allow it, and refuses ones that it can’t have', async () => {
    const file = join(home.home, 'wide.yaml');
    writeFileSync(file, 'guards: {max_turnover_per_day: 2}\nexecution: {patience_s: 0}\n');
    const replaced = await home.json<{ settings: { guards: Record<string, number> } }>([
      ...['portfolio', 'settings', 'tight', '--file', file],
    ]);
    expect(replaced.settings.guards).toMatchObject({ max_turnover_per_day: 2, max_data_age_days: 3 });
    const { stdout } = await home.run(['portfolio', 'settings', 'tight']);
    expect(stdout).toMatch(/^guards\.max_turnover_per_day +2$/m);
    expect(stdout).toMatch(/^planning\.lambda +0\.3$/m);
    expect(stdout).toMatch(/^planning\.quotes +\[USDT, USDC, BTC, EUR\]$/m);
    await portfolio('resume', 'tight');
    expect((await portfolio('rebalance', 'tight')).kind).toBe('rebalanced');

    writeFileSync(file, 'guards: {max_turnover: 2}\n');
    expect(await home.error(['portfolio', 'settings', 'tight', '--file', file])).toBe(
      'PORTFOLIO_SETTINGS_INVALID',
    );
    writeFileSync(file, 'dca: {usd: 25, every: weekly}\n');
    expect(await home.error(['portfolio', 'settings', 'rest', '--file', file])).toBe('PORTFOLIO_INVALID');
    expect(await home.error(['portfolio', 'settings', 'nobody'])).toBe('PORTFOLIO_UNKNOWN');
    const kept = await home.json<{ settings: { dca: unknown } }>(['portfolio', 'settings', 'rest']);
    expect(kept.settings.dca).toBeNull();
  }, 60_000);

  it('does not begin with money that is not there', async () => {
    await create('rich', 'top-10', '--amount', '1000000');
    expect(await home.error(['portfolio', 'rebalance', 'rich'])).toBe('ACCOUNT_SHORT');
    expect(await status('rich')).toMatchObject({ deposited: 0, last: null });
    expect(await home.error(['portfolio', 'close', 'rich'])).toBe('PORTFOLIO_INVALID');
    expect(await portfolio('close', 'rich', '--confirm', 'rich')).toEqual({ name: 'rich', closed: true });
    expect(await home.error(['portfolio', 'rebalance', 'rich'])).toBe('PORTFOLIO_CLOSED');
  });
});

describe('nothing goes live by accident', () => {
  it('takes a real account only with its name said once more', async () => {
    const add = ['account', 'add', 'real', '--vkey', join(home.home, 'vkey.json'), '--live'];
    expect(await home.error(add)).toBe('ACCOUNT_NOT_LIVE');
    expect(await home.error([...add, '--confirm', 'other'])).toBe('ACCOUNT_NOT_LIVE');
    expect(await home.json([...add, '--confirm', 'real'])).toMatchObject({ live: true });
    expect(await home.json(['account', 'live', 'real', '--off'])).toMatchObject({ live: false });
    expect(await home.error(['account', 'live', 'real'])).toBe('ACCOUNT_NOT_LIVE');
    const { stderr } = await home.run(['account', 'live', 'real']);
    expect(stderr).toMatch(/name the account once more: holdfast account live real --confirm real$/m);
  });

  it('gives an account another virtual key, and leaves it live or not as it was', async () => {
    const rotated = join(home.home, 'rotated.json');
    writeFileSync(rotated, JSON.stringify(await home.json(['vkey', 'rotate', 'bot', '--overlap', '0'])));
    expect(await home.error(['portfolio', 'plan', 'growth'])).toMatch(/^VENUE_/);
    const { address } = home.gateway;
    const change = ['account', 'change', 'main', '--vkey', rotated];
    expect(await home.json([...change, '--gateway', address])).toMatchObject({ live: false });
    expect(await home.json(['portfolio', 'plan', 'growth'])).toHaveProperty('orders');

    const key = JSON.parse(readFileSync(rotated, 'utf8'));
    writeFileSync(rotated, JSON.stringify({ ...key, exchange: 'kraken' }));
    expect(await home.error([...change, '--gateway', address])).toBe('ACCOUNT_INVALID');
    expect(await home.error([...change, '--gateway', 'http://gw.example'])).toBe('ACCOUNT_INVALID');
    expect(await home.error(['account', 'change', 'nobody', '--vkey', join(home.home, 'vkey.json')])).toBe(
      'ACCOUNT_UNKNOWN',
    );
    expect(await home.json(['portfolio', 'plan', 'growth'])).toHaveProperty('orders');
  }, 60_000);

  it('says what is wrong with what it is given', async () => {
    expect(await home.error(['account', 'add', 'Bad Name', '--vkey', 'x'])).toBe('ACCOUNT_INVALID');
    expect(await home.error(['account', 'add', 'a', '--vkey', join(home.home, 'policy.yaml')])).toBe(
      'ACCOUNT_INVALID',
    );
    const vkey = join(home.home, 'vkey.json');
    expect(await home.error(['account', 'add', 'main', '--vkey', vkey])).toBe('ACCOUNT_EXISTS');
    expect(await home.error(['account', 'add', 'a', '--vkey', vkey, '--gateway', 'http://gw.example'])).toBe(
      'ACCOUNT_INVALID',
    );
    expect(await home.error(['portfolio', 'status', 'nobody'])).toBe('PORTFOLIO_UNKNOWN');
    expect(await home.error(['portfolio', 'create', 'x', '--index', 'top-10', '--account', 'nobody'])).toBe(
      'ACCOUNT_UNKNOWN',
    );
    expect(
      await home.error([
        'portfolio',
        'create',
        'growth',
        '--index',
        'top-10',
        '--account',
        'main',
        '--amount',
        '5',
      ]),
    ).toBe('PORTFOLIO_EXISTS');
    for (const more of [
      ['--amount', '-5'],
      ['--amount', '1e9'],
      ['--mode', 'yolo'],
    ]) {
      expect(
        await home.error(['portfolio', 'create', 'x', '--index', 'top-10', '--account', 'main', ...more]),
      ).toBe('PORTFOLIO_INVALID');
    }
    writeFileSync(join(home.home, 'bad.yaml'), 'execution: {patience: 5}\n');
    expect(
      await home.error([
        ...['portfolio', 'create', 'x', '--index', 'top-10', '--account', 'main', '--amount', '5'],
        ...['--settings', join(home.home, 'bad.yaml')],
      ]),
    ).toBe('PORTFOLIO_SETTINGS_INVALID');
  });
});
