import { describe, expect, it } from 'vitest';
import { averagePrice } from '../src/exchange/paper-markets.ts';
import { WallClock, wallAnchor } from '../src/host/wall-clock.ts';
import { DAY_MS, type DayData, PricePath } from '../src/market/price-path.ts';
import { marketsOf } from '../src/market/snapshot-markets.ts';
import { MemoryLog } from './support/memory-log.ts';
import { NAMES, testPanel } from './support/paper.ts';

const NOON = Date.UTC(2026, 10, 24, 12);
const ANCHOR = Date.UTC(2026, 10, 24);

/** Days whose returns have a volatility. */
const history = (volatility: number, days = 40): DayData[] =>
  Array.from({ length: days }, (_, day) => ({ close: 100 * (1 + (day % 2) * volatility), volume: 1e6 }));

describe('prices beyond history', () => {
  it('begin with the last close, go on with the last volatility, and are the same each time', () => {
    const path = () => new PricePath(history(0.03), 0, 7, true);
    const end = 39 * DAY_MS;
    const one = path();
    const closes = Array.from({ length: 2000 }, (_, day) => Number(one.at(end + day * DAY_MS)?.mid));
    expect(closes[0]).toBeCloseTo(103, 9);
    const other = path();
    // Whatever was looked at before.
    expect(other.at(end + 1500 * DAY_MS)?.mid).toBe(closes[1500]);
    expect(other.at(end + 3 * DAY_MS)?.mid).toBe(closes[3]);
    const returns = closes.slice(1).map((close, day) => Math.log(close / closes[day]));
    const deviation = Math.sqrt(returns.reduce((sum, value) => sum + value ** 2, 0) / returns.length);
    expect(deviation).toBeGreaterThan(0.028);
    expect(deviation).toBeLessThan(0.032);
    const mean = returns.reduce((sum, value) => sum + value, 0) / returns.length;
    expect(Math.abs(mean)).toBeLessThan(0.003);
    expect(new PricePath(history(0.03), 0, 8, true).at(end + DAY_MS)?.mid).not.toBe(closes[1]);
  });

  it('stop with history where they don’t go on, and never begin again where a market has ended', () => {
    expect(new PricePath(history(0.03), 0, 7).at(100 * DAY_MS)).toBeNull();
    const ended = new PricePath([...history(0.03), null], 0, 7, true);
    expect(ended.at(40 * DAY_MS)).toBeNull();
    expect(ended.at(100 * DAY_MS)).toBeNull();
  });

  it('stay finite and above zero for a century of the wildest coin', () => {
    const path = new PricePath(history(5), 0, 7, true);
    for (let day = 40; day < 36_000; day += 97) {
      const mid = Number(path.at(day * DAY_MS)?.mid);
      expect(mid).toBeGreaterThan(0);
      expect(mid).toBeLessThan(1e8);
    }
  });
});

describe('markets on the wall’s clock', () => {
  const markets = marketsOf(testPanel(), NAMES, undefined, ANCHOR);
  const plain = marketsOf(testPanel(), NAMES);

  it('have their history before the anchor, and go on from its last price', () => {
    expect(markets.moment('BTCUSDT', ANCHOR)?.mid).toBeCloseTo(
      Number(plain.moment('BTCUSDT', plain.end)?.mid),
      6,
    );
    expect(markets.moment('BTCUSDT', ANCHOR - 5 * DAY_MS)?.mid).toBeCloseTo(
      Number(plain.moment('BTCUSDT', plain.end - 5 * DAY_MS)?.mid),
      6,
    );
    const before = Number(markets.moment('BTCUSDT', ANCHOR - 60_000)?.mid);
    const after = Number(markets.moment('BTCUSDT', ANCHOR + 60_000)?.mid);
    expect(Math.abs(Math.log(after / before))).toBeLessThan(0.01);
    expect(markets.moment('BTCUSDT', NOON)?.mid).not.toBe(markets.moment('BTCUSDT', NOON + 3_600_000)?.mid);
    expect(averagePrice(markets, 'BTCUSDT', NOON, 5)).toBeGreaterThan(1000);
    expect(markets.end).toBeGreaterThan(ANCHOR + 36_000 * DAY_MS);
  });

  it('begin at midnight of the day on which the exchange did, however often it is started', async () => {
    const log = new MemoryLog();
    expect(await wallAnchor(log, NOON)).toBe(ANCHOR);
    await log.append(0, [
      JSON.stringify({ kind: 'time', time: NOON }),
      JSON.stringify({ kind: 'time', time: NOON + 9 }),
    ]);
    expect(await wallAnchor(log, NOON + 400 * DAY_MS)).toBe(ANCHOR);
  });

  it('a clock that is the wall’s goes on while the exchange is down', () => {
    let wall = NOON;
    const clock = new WallClock(markets.end, () => wall);
    expect(clock.now()).toBe(NOON);
    wall += DAY_MS;
    clock.resume();
    expect(clock.now()).toBe(NOON + DAY_MS);
    expect(clock.in(1000)).toBe(NOON + DAY_MS + 1000);
  });
});
