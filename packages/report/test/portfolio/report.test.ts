import { describe, expect, it } from 'vitest';
import {
  type PortfolioMode,
  type PortfolioReportInput,
  type PortfolioRun,
  renderPortfolio,
} from '../../src/index.ts';
import { forgotten, NASTY, textOf } from '../page-text.ts';
import {
  freshPortfolio,
  marksOf,
  portfolioInput,
  runsOf,
  tradeOf,
  waitingRun,
} from '../portfolio-fixture.ts';

const textWith = (changed: Partial<PortfolioReportInput> = {}): string =>
  textOf(renderPortfolio(portfolioInput(changed)));

/** The rows of the table of parts: what is shown of each, the total last. */
function shownParts(changed: Partial<PortfolioReportInput>): Map<string, number> {
  const page = renderPortfolio(portfolioInput(changed));
  const table = /<div class="parts">([\s\S]*?)<\/table>/.exec(page)?.[1] ?? '';
  return new Map(
    [...table.matchAll(/<th scope="row">([^<]*)<[\s\S]*?<td class="n">([^<]*)<\/td>/g)].map(
      ([, label, points]) => [label, Number(points.replace('\u2212', '-').replace(',', ''))],
    ),
  );
}

describe('hostile strings', () => {
  it('stay text wherever they come from', () => {
    const input = portfolioInput();
    const trade = tradeOf(0, { time: NASTY, symbol: NASTY, amount: NASTY, price: NASTY, reason: NASTY });
    const run = (outcome: PortfolioRun['outcome']): PortfolioRun => ({
      time: NASTY,
      cause: NASTY,
      outcome,
      trades: [trade],
      shortfalls: [{ symbol: NASTY, side: 'sell', missing: NASTY, reason: NASTY, again: true }],
      unreachable: [{ asset: NASTY, reason: NASTY }],
    });
    const page = renderPortfolio({
      ...input,
      name: NASTY,
      index: { name: NASTY, href: 'javascript:alert(1)' },
      accounts: [{ name: NASTY, exchange: NASTY, paper: false }],
      interruption: { kind: 'failed', since: NASTY, reason: NASTY, whatToDo: NASTY },
      asOf: NASTY,
      holdings: [{ ...input.holdings[0], asset: NASTY, name: NASTY, amount: NASTY, reason: NASTY }],
      runs: [
        run({ status: 'waiting', planned: [trade], expires: NASTY, command: NASTY }),
        run({ status: 'stopped', reason: NASTY, whatToDo: NASTY }),
        run({ status: 'superseded', reason: NASTY }),
      ],
      transfers: [
        { time: NASTY, kind: 'withdrawal', account: NASTY, asset: NASTY, amount: NASTY, valueUsd: null },
      ],
      notes: [{ time: NASTY, warning: true, text: NASTY }],
      overviewHref: '//example.com',
    });
    expect(page.match(/<script/g)).toHaveLength(1);
    expect(page).not.toContain('<img');
    expect(page).not.toContain('javascript:');
    expect(page).not.toContain('example.com');
    expect(page.replace(/"[^"]*"/g, '""').match(/<[^>]*\son\w+=/i)).toBeNull();
  });
});

describe('the headline', () => {
  it('tells value, what was put in, and returns beside index and bitcoin', () => {
    const marks = marksOf(2).map((mark, t) =>
      t === 0
        ? { ...mark, valueUsd: 9_990, indexLevel: 100, bitcoinUsd: 40_000 }
        : { ...mark, valueUsd: 12_000, indexLevel: 125, bitcoinUsd: 30_000 },
    );
    const text = textWith({ marks });
    expect(text).toContain('Value $12,000.00 on 2021-01-03');
    expect(text).toContain('Put in $10,000.00');
    expect(text).toContain('Return +20.0% gained $2,000.00');
    expect(text).toContain('Against the index −5.00 pts');
    expect(text).toContain('Index +25.0%');
    expect(text).toContain('Bitcoin −25.0%');
    expect(text).toContain('Fees paid $99.90 36 trades; 1.00% of what was put in');
    expect(text).toContain(
      '$10,000.00 put in on 2021-01-02 became $12,000.00 by 2021-01-03, after all costs; the index would have made $12,500.00 of it, bitcoin $7,500.00.',
    );
  });

  it('draws dollars of the portfolio when nothing came or went since the start, else of a hundred', () => {
    const marks = marksOf(2).map((mark, t) => ({ ...mark, valueUsd: t === 0 ? 10_000 : 12_000 }));
    expect(textWith({ marks })).toContain('balanced ends at $12,000.00 (+20.0%)');
    const more = marks.map((mark, t) => (t === 0 ? mark : { ...mark, valueUsd: 13_000, flowUsd: 1_000 }));
    expect(textWith({ marks: more })).toContain('balanced ends at $120.00 (+20.0%)');
  });

  it('speaks of a hundred dollars once money came or went, and says that the return is time-weighted', () => {
    const marks = marksOf(30).map((mark, t) => (t === 10 ? { ...mark, flowUsd: -5 } : mark));
    const text = textWith({ marks });
    expect(text).toContain('time-weighted');
    expect(text).toMatch(/Every \$100 in it on 2021-01-02 became \$\d+\.\d\d by/);
    expect(text).toContain('deposits and withdrawals since are left out');
  });

  it('has no return for an index that is not known at the start, and says why', () => {
    const marks = marksOf(30).map((mark, t) => (t === 0 ? { ...mark, indexLevel: null } : mark));
    const text = textWith({ marks });
    expect(text).toContain('none: the index has no level at the first or the last date');
    expect(text).toContain('There is no difference to show');
    expect(text).toContain('Index: Top 20, no coin above 10 %');
  });

  it('is absent while there is nothing to say', () => {
    expect(renderPortfolio(freshPortfolio())).not.toContain('class="headline');
    expect(renderPortfolio(freshPortfolio({ tradeCount: 1 }))).toContain('class="headline');
  });
});

describe('the parts of the difference', () => {
  const marks = marksOf(2).map((mark, t) =>
    t === 0 ? { ...mark, valueUsd: 10_000, indexLevel: 100 } : { ...mark, valueUsd: 12_000, indexLevel: 125 },
  );
  const none = {
    fees: 0,
    spread: 0,
    cash: 0,
    timing: 0,
    untradable: 0,
    notWorthIt: 0,
    minimum: 0,
    indexPricing: 0,
    unexplained: 0,
  };

  it('add up to it, with what they leave as a part of its own', () => {
    const parts = shownParts({ marks, difference: { ...none, fees: -0.03, timing: 0.01 } });
    expect(parts.get('Fees')).toBe(-3);
    expect(parts.get('Timing')).toBe(1);
    expect(parts.get('Not explained')).toBe(-3);
    expect(parts.get('Difference')).toBe(-5);
  });

  it('add up as shown, although each is rounded', () => {
    const parts = shownParts({
      marks,
      difference: { ...none, fees: -0.016666, spread: -0.016666, cash: -0.016668 },
    });
    expect(parts.has('Not explained')).toBe(false);
    const total = parts.get('Difference');
    parts.delete('Difference');
    const sum = [...parts.values()].reduce((a, b) => a + b, 0);
    expect(sum).toBeCloseTo(-5, 9);
    expect(total).toBe(-5);
  });

  it('count what tracking could not explain with what the parts leave', () => {
    const parts = shownParts({ marks, difference: { ...none, fees: -0.04, unexplained: -0.005 } });
    expect(parts.get('Not explained')).toBe(-1);
    expect(parts.get('Difference')).toBe(-5);
  });

  it('are said to be missing when nobody computed them', () => {
    expect(textWith({ difference: null })).toContain('Its parts have not been computed yet.');
  });

  it('draw each bar from where the one above ended', () => {
    const page = renderPortfolio(
      portfolioInput({ marks, difference: { ...none, fees: -0.03, cash: -0.02 } }),
    );
    const bars = [...page.matchAll(/<rect class="(down|still|up)" x="([\d.]+)%" width="([\d.]+)%"/g)].map(
      ([, kind, x, width]) => [kind, Number(x), Number(x) + Number(width)],
    );
    expect(bars).toHaveLength(9);
    expect(bars[0]).toEqual(['down', 40, 100]);
    expect(bars[1][0]).toBe('still');
    expect(bars[2]).toEqual(['down', 0, 40]);
    expect(bars[8]).toEqual(['down', 0, 100]);
  });
});

describe('holdings', () => {
  it('come largest first and cash last, with their deviations and why they are kept', () => {
    const text = textWith();
    expect(text).toMatch(/BTC Bitcoin 0\.123456 .* ETH Ethereum .* DEAD .* USDT cash/);
    expect(text).toContain('35.00% −5.00 Correcting it would cost more.');
    expect(text).toContain('none: no price');
    expect(text).toContain('65.00% 0.00 on target');
    expect(text).toContain('2 assets and 5.0% cash');
  });

  it('of nothing are said to be nothing', () => {
    expect(textWith({ holdings: [] })).toContain('It holds nothing, not even cash.');
  });
});

describe('rebalances', () => {
  it('say what became of each, in words', () => {
    const text = textWith();
    expect(text).toContain('done · 3 trades worth $1,740.36 · fees $1.74 · weekly schedule');
    expect(text).toContain('in progress');
    expect(text).toMatch(
      /partly done 3 trades .* 1 shortfall .* THETA\/USDT Buy 15\.5 THETA\/USDT was halted\. It is tried again\./,
    );
    expect(text).toContain('Stopped: The market moved too far. What to do: Wait.');
    expect(text).toContain('Nobody approved it in time, so nothing was traded.');
    expect(text).toContain('The market moved, and a new plan took its place: BTC rose by 4 %');
    expect(text).toContain('Not to be reached CRO : no active market of these accounts sells it');
    expect(text).toContain('nothing was worth trading');
  });

  it('list each trade with amount, price, fee, slippage and reason', () => {
    const text = textWith({
      runs: [{ ...runsOf(1)[0], trades: [tradeOf(0), tradeOf(1, { slippage: null })] }],
    });
    expect(text).toMatch(
      /2021-01-02 00:00 Buy 0\.0123456 BTC\/USDT 47,123\.1 \$580\.12 \$0\.58 \+0\.04% Reason 0 why it was done\./,
    );
    expect(text).toMatch(/Sell 1,234,567 SHIB\/USDT 0\.0000309034 .* none: there was no plan/);
  });

  it('name the account of each order once there are several', () => {
    const runs = [waitingRun(), ...runsOf(1)];
    const one = renderPortfolio(portfolioInput({ runs, transfers: [] }));
    expect(one).not.toContain('>Account</th>');
    const accounts = ['demo', 'other'].map((name) => ({ name, exchange: 'Kraken', paper: true }));
    const two = renderPortfolio(portfolioInput({ runs, accounts, transfers: [] }));
    expect(two.match(/>Account<\/th>/g)).toHaveLength(2);
  });

  it('open the latest and what waits, and fold the rest', () => {
    const page = renderPortfolio(portfolioInput({ runs: [...runsOf(2), waitingRun(), ...runsOf(1)] }));
    expect([...page.matchAll(/<details class="run"( open)?>/g)].map(([, open]) => open)).toEqual([
      ' open',
      undefined,
      ' open',
      undefined,
    ]);
  });

  it('keep a page of years small, and say what is left out', () => {
    const page = renderPortfolio(portfolioInput({ runs: runsOf(2000, 10), earlierRuns: 7 }));
    expect(page.match(/<details class="run"/g)).toHaveLength(227);
    expect(textOf(page)).toContain('2,007 rebalances, the latest first. The oldest 1,780 are left out');
    expect(page.length).toBeLessThan(2_500_000);
  });

  it('show one run even if it alone is too long', () => {
    const page = renderPortfolio(portfolioInput({ runs: runsOf(2, 3000) }));
    expect(page.match(/<details class="run"/g)).toHaveLength(1);
    expect(textOf(page)).toContain('The oldest one is left out');
  });
});

describe('what its owner must know', () => {
  it('is first: a plan that waits, with its command', () => {
    const text = textWith({ runs: [waitingRun(), ...runsOf(2)] });
    expect(text).toContain(
      'This portfolio waits for your approval. 1 order worth $580.12 ( weekly schedule ), planned 2021-12-31 00:05 ; the plan expires 2022-01-01 00:05 . Approve with holdfast portfolio approve growth',
    );
    expect(text.indexOf('waits for your approval')).toBeLessThan(text.indexOf('Put in'));
  });

  it.each([
    ['paused', 'is paused'],
    ['failed', 'has failed'],
  ] as const)('is first: that it %s', (kind, words) => {
    const text = textWith({
      interruption: {
        kind,
        since: '2021-12-01T00:00:00Z',
        reason: 'Its guard tripped.',
        whatToDo: 'Resume it.',
      },
    });
    expect(text).toContain(`This portfolio ${words}. Since 2021-12-01 00:00 : Its guard tripped.`);
    expect(text).toContain('What to do: Resume it.');
    const reason = 'Resume it after a look.';
    const since = '2021-12-01T00:00:00Z';
    const alone = portfolioInput({ runs: [], interruption: { kind, since, reason, whatToDo: null } });
    expect(textOf(renderPortfolio(alone))).not.toContain('What to do');
  });

  it.each([
    ['off', 'This portfolio is off.', true],
    ['approve', 'asks before it trades', false],
    ['auto', 'runs by itself', false],
  ] as const)('is in the mode %s: %s', (mode: PortfolioMode, words, off) => {
    const text = textWith({ mode });
    expect(text).toContain(words);
    expect(text.includes('Nothing is traded')).toBe(off);
  });

  it('says that money is made up, only when it is', () => {
    expect(textWith()).toContain('Binance , paper money');
    const real = textWith({ accounts: [{ name: 'main', exchange: 'Kraken', paper: false }] });
    expect(real).not.toMatch(/paper/i);
  });
});

describe('nasty inputs', () => {
  it.each([0, 1, 2, 45, 400, 1500])('renders %d days without forgotten values', (days) => {
    const marks = marksOf(days);
    expect(forgotten(renderPortfolio(portfolioInput({ marks })))).toEqual([]);
    const bare = marks.map((mark) => ({ ...mark, indexLevel: null, bitcoinUsd: null }));
    expect(forgotten(renderPortfolio(portfolioInput({ marks: bare })))).toEqual([]);
    const worthless = marks.map((mark) => ({ ...mark, valueUsd: 0 }));
    expect(forgotten(renderPortfolio(portfolioInput({ marks: worthless })))).toEqual([]);
    const neverFunded = worthless.map((mark) => ({ ...mark, flowUsd: 0 }));
    expect(forgotten(renderPortfolio(portfolioInput({ marks: neverFunded })))).toEqual([]);
  });

  it('survives gaps in the index', () => {
    const marks = marksOf(60).map((mark, t) => (t % 7 === 3 ? { ...mark, indexLevel: null } : mark));
    expect(forgotten(renderPortfolio(portfolioInput({ marks })))).toEqual([]);
  });

  it('refuses marks without a date instead of drawing them somewhere', () => {
    const marks = marksOf(2).map((mark) => ({ ...mark, time: 'soon' }));
    expect(() => renderPortfolio(portfolioInput({ marks }))).toThrow(
      expect.objectContaining({ code: 'DATE_INVALID' }),
    );
  });

  it('is the same for the same input', () => {
    expect(renderPortfolio(portfolioInput())).toBe(renderPortfolio(portfolioInput()));
  });
});
