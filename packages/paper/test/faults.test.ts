import { afterEach, describe, expect, it } from 'vitest';
import { NO_FAULTS, readFaultPlan } from '../src/faults/fault-plan.ts';
import { Faults } from '../src/faults/faults.ts';
import { DAY_MS } from '../src/market/price-path.ts';
import { startPaper, type TestPaper } from './support/paper.ts';

let paper: TestPaper;
afterEach(() => paper?.stop());

const plan = (text: string) => readFaultPlan(text, 'faults.yaml');
const buy = () => {
  const client = paper.client();
  client.timeout = 300;
  return client.createOrder('BTC/USDT', 'market', 'buy', 0.001);
};
const bought = async () => (await paper.host.exchange.orders('paper')).length;

describe.each([
  ['timeout_before', 0],
  ['timeout_after', 1],
  ['error_before', 0],
  ['error_after', 1],
  ['drop_before', 0],
  ['drop_after', 1],
  ['rate_limit', 0],
] as const)('%s', (fault, done) => {
  it(`ends in an error, and ${done ? 'it was done' : 'nothing was done'}`, async () => {
    paper = await startPaper({ plan: plan(`chance: {${fault}: 1}`) });
    await expect(buy()).rejects.toThrow();
    await expect.poll(bought).toBe(done);
  });
});

it('halts a symbol in simulated time, and opens it again', async () => {
  paper = await startPaper({ plan: plan('halts: [{symbol: BTCUSDT, from: 2021-01-05, to: 2021-01-08}]') });
  expect((await buy()).status).toBe('closed');
  paper.wait(4 * DAY_MS);
  await expect(buy()).rejects.toThrow(/closed/);
  expect((await paper.client().createOrder('DOGE/USDT', 'market', 'buy', 10_000)).status).toBe('closed');
  paper.wait(4 * DAY_MS);
  expect((await buy()).status).toBe('closed');
});

it('is down for maintenance, for everybody', async () => {
  paper = await startPaper({ plan: plan('maintenance: [{from: 2021-01-05, to: 2021-01-06}]') });
  paper.wait(3 * DAY_MS + 1000);
  await expect(paper.client().fetchTicker('BTC/USDT')).rejects.toThrow();
  paper.wait(DAY_MS);
  expect((await paper.client().fetchTicker('BTC/USDT')).last).toBeGreaterThan(0);
});

it('has a clock that is wrong by what was asked', async () => {
  paper = await startPaper({ plan: plan('clock_skew_ms: 30000') });
  await expect(buy()).rejects.toThrow(/recvWindow/);
  const time = Number(await paper.client().fetchTime());
  expect(time - Date.now()).toBeGreaterThan(25_000);
});

it('gives the same faults for the same seed, about as often as was asked', () => {
  const text = 'seed: 5\nlatency: {median_ms: 20, p99_ms: 200}\nchance: {drop_after: 0.1, rate_limit: 0.2}';
  const draw = () => {
    const faults = new Faults(plan(text));
    return Array.from({ length: 5000 }, () => faults.next());
  };
  const fates = draw();
  expect(draw()).toEqual(fates);
  const part = (fault: string | null) => fates.filter((fate) => fate.fault === fault).length / fates.length;
  expect(part('drop_after')).toBeCloseTo(0.1, 1);
  expect(part('rate_limit')).toBeCloseTo(0.2, 1);
  const delays = fates.map(({ delayMs }) => delayMs).sort((a, b) => a - b);
  expect(delays[2500]).toBeGreaterThan(15);
  expect(delays[2500]).toBeLessThan(26);
  expect(delays[4950]).toBeGreaterThan(130);
  expect(delays[4950]).toBeLessThan(300);
});

it.each([
  ['chance: {timeout: 1}', /faults\.yaml:1:\d+ chance\.timeout/],
  ['chance: {rate_limit: 2}', /rate_limit/],
  ['latency: {median_ms: 20, p99_ms: 10}', /p99_ms/],
  ['halts: [{symbol: X, from: 2021-13-01, to: 2021-02-01}]', /from/],
  ['- a list', /PAPER|fault plan/],
])('refuses %j', (text, told) => {
  expect(() => plan(text)).toThrow(told);
  expect(NO_FAULTS.halts).toEqual([]);
});
