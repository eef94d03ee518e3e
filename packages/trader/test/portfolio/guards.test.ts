import { describe, expect, it } from 'vitest';
import {
  checkDataAge,
  checkLoss,
  checkTargetMove,
  checkTurnover,
  distrustedPrices,
} from '../../src/portfolio/guards.ts';
import type { IndexView } from '../../src/portfolio/index-view.ts';
import { portfolioSettings } from '../../src/portfolio/portfolio-settings.ts';

const DAY = 86_400_000;
const CLOSE = Date.UTC(2021, 4, 10);
const { guards } = portfolioSettings({});
const view = (given: Partial<IndexView> = {}): IndexView => ({
  date: '2021-05-09',
  closedAt: CLOSE,
  rebalanceDate: '2021-05-01',
  level: 1000,
  weights: { BTC: 0.6, ETH: 0.4 },
  weightsBefore: { BTC: 0.5, ETH: 0.5 },
  closes: { BTC: 50_000, ETH: 4000 },
  ...given,
});

describe('guards', () => {
  it('stop at data that is older than three days, and not before', () => {
    expect(checkDataAge(view(), CLOSE + 3 * DAY, guards)).toBeNull();
    expect(checkDataAge(view(), CLOSE + 3 * DAY + 1, guards)?.message).toMatch(
      /of 2021-05-09, 3 days ago.*Import newer/,
    );
    expect(checkDataAge(view(), CLOSE + 5 * DAY, { ...guards, max_data_age_days: 5 })).toBeNull();
  });

  it('stop at an index that moves nearly everything at once', () => {
    expect(checkTargetMove(view(), guards)).toBeNull();
    const broken = view({ weights: { SCAM: 1 } });
    expect(checkTargetMove(broken, guards)?.message).toMatch(/move 100.0 %.*at most 90.0 %.*max_target_move/);
    // To cash is no purchase of anything.
    expect(checkTargetMove(view({ weights: {} }), guards)).toBeNull();
    expect(checkTargetMove(view({ weights: { SCAM: 1 }, weightsBefore: null }), guards)).toBeNull();
  });

  it('stop at a portfolio that fell behind its index, and not at one that fell with it', () => {
    expect(checkLoss(null, guards)).toBeNull();
    expect(checkLoss({ portfolio: -0.5, index: -0.45 }, guards)).toBeNull();
    expect(checkLoss({ portfolio: 0.3, index: 0.1 }, guards)).toBeNull();
    expect(checkLoss({ portfolio: -0.2, index: -0.05 }, guards)?.message).toMatch(
      /-20.0 %.*-5.0 %.*behind by 10.0 %/,
    );
  });

  it('stop at more trades than a day may have, those of the last 24 hours included', () => {
    expect(checkTurnover({ planned: 1000, traded: 500, value: 1000 }, guards)).toBeNull();
    expect(checkTurnover({ planned: 1001, traded: 500, value: 1000 }, guards)?.guard).toBe('turnover');
    expect(checkTurnover({ planned: 5, traded: 0, value: 0 }, guards)).toBeNull();
  });
});

describe('prices', () => {
  const prices = (btc: number) => new Map([['BTC', btc]]);
  it('are believed when they moved since the close', () => {
    expect(distrustedPrices(prices(30_000), view(), guards).size).toBe(0);
    expect(distrustedPrices(prices(90_000), view(), guards).size).toBe(0);
  });

  it.each([12_000, 210_000, 0.0001])(
    'of %d for a coin that closed at 50,000 are those of another coin',
    (price) => {
      expect(distrustedPrices(prices(price), view(), guards).get('BTC')).toMatch(/different coins/);
    },
  );

  it('must agree with the market data where two sources are wanted', () => {
    const two = { ...guards, price_sources: 2 };
    expect(distrustedPrices(prices(64_000), view(), two).size).toBe(0);
    expect(distrustedPrices(prices(66_000), view(), two).get('BTC')).toMatch(/disagree/);
    expect(distrustedPrices(prices(38_000), view(), two).get('BTC')).toMatch(/disagree/);
  });

  it('of assets that the market data does not know say nothing', () => {
    expect(distrustedPrices(new Map([['NEW', 5]]), view(), guards).size).toBe(0);
  });
});

it('says what helps: the plan that was stopped is not stored, and a loss trips again until its limit is raised', () => {
  expect(checkTurnover({ planned: 3, traded: 0, value: 1 }, guards)?.message).toMatch(
    /"holdfast portfolio plan".*max_turnover_per_day with "holdfast portfolio settings", and resume/,
  );
  expect(checkLoss({ portfolio: -0.5, index: 0 }, guards)?.message).toMatch(
    /raise guards\.max_loss_vs_index with "holdfast portfolio settings", and resume/,
  );
});
