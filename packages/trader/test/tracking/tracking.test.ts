import { describe, expect, it } from 'vitest';
import type { TrackingFill } from '../../src/index.ts';
import { DAY, expectParts, mark, START, trackMarks } from '../support/tracked.ts';

const BTC = { BTC: 1 };

function fill(changes: Partial<TrackingFill>): TrackingFill {
  return {
    time: START,
    side: 'buy',
    base: 'BTC',
    quote: 'USDT',
    amount: 1,
    price: 100,
    decisionMid: 100,
    quoteUsd: 1,
    ...changes,
  };
}

describe('one cause alone', () => {
  it('none: a portfolio that holds what the index holds', () => {
    const report = trackMarks([
      mark(0, { BTC: 100, ETH: 10 }, { BTC: 5, ETH: 50 }, 1000, { BTC: 0.5, ETH: 0.5 }),
      mark(1, { BTC: 120, ETH: 10 }, { BTC: 5, ETH: 50 }, 1100, { BTC: 0.5, ETH: 0.5 }),
    ]);
    expect(report.portfolioReturn).toBeCloseTo(0.1, 14);
    expectParts(report, {});
  });

  it('cash drag: a tenth in cash while the index gains a tenth costs one per cent', () => {
    const report = trackMarks([
      mark(0, { BTC: 100 }, { BTC: 9, USDT: 100 }, 1000, BTC),
      mark(1, { BTC: 110 }, { BTC: 9, USDT: 100 }, 1100, BTC),
    ]);
    expect(report.portfolioReturn).toBeCloseTo(0.09, 14);
    expectParts(report, { cash: -0.01 });
    expect(report.usd).toMatchObject({ portfolio: 1090, difference: expect.closeTo(-10, 10) });
    expect(report.usd.parts.cash).toBeCloseTo(-10, 10);
  });

  it('cash drag: cash that the index holds too is none, cash that it alone holds is one turned round', () => {
    const weights = { BTC: 0.9 };
    const both = [
      mark(0, { BTC: 100 }, { BTC: 9, USDT: 100 }, 1000, weights),
      mark(1, { BTC: 110 }, { BTC: 9, USDT: 100 }, 1090, weights),
    ];
    expectParts(trackMarks(both), {});
    const [start, end] = both.map((one) => ({ ...one, holdings: { BTC: 10 } }));
    // 0.1 × 0.09 of cash that lacks; BTC: 0.1 more × (0.10 − 0.09).
    expectParts(trackMarks([start, end]), { cash: 0.009, timing: 0.001 });
  });

  it('deviations, by their labels', () => {
    const labels = { BTC: 'minimum', ETH: 'not-worth-it' } as const;
    const weights = { BTC: 0.5, ETH: 0.5 };
    const report = trackMarks([
      mark(0, { BTC: 100, ETH: 10 }, { BTC: 6, ETH: 40 }, 1000, weights, { labels }),
      mark(1, { BTC: 120, ETH: 10 }, { BTC: 6, ETH: 40 }, 1100, weights),
    ]);
    // The index gains 10 %: BTC 0.1 × (20 % − 10 %), ETH −0.1 × (0 − 10 %).
    expectParts(report, { minimum: 0.01, notWorthIt: 0.01 });
  });

  it('untradable: what stands in for the member counts with it, when targets say so', () => {
    const marks = [
      mark(
        0,
        { BTC: 100 },
        { BTC: 10 },
        1000,
        { BTC: 0.5, XMR: 0.5 },
        {
          targets: { BTC: 1 },
          index: { level: 1000, weights: { BTC: 0.5, XMR: 0.5 }, returns: { XMR: -0.1 } },
        },
      ),
      mark(1, { BTC: 110 }, { BTC: 10 }, 1000, { BTC: 0.5, XMR: 0.5 }),
    ];
    expectParts(trackMarks(marks), { untradable: 0.1 });
    const { targets: _, ...bare } = marks[0];
    const labelled = { ...bare, labels: { XMR: 'untradable' } } as const;
    expectParts(trackMarks([labelled, marks[1]]), { untradable: 0.05, timing: 0.05 });
  });

  it('untradable: its weight kept in cash, when targets leave it there', () => {
    const index = { level: 1000, weights: { BTC: 0.5, XMR: 0.5 }, returns: { XMR: 0.3 } };
    const report = trackMarks([
      mark(0, { BTC: 100 }, { BTC: 5, USDT: 500 }, 0, {}, { targets: { BTC: 0.5 }, index }),
      mark(1, { BTC: 110 }, { BTC: 5, USDT: 500 }, 1200, { BTC: 1 }),
    ]);
    expectParts(report, { untradable: -0.15 });
  });

  it('spread: paid above the mid; with what the index made of the money since', () => {
    const report = trackMarks(
      [
        mark(0, { BTC: 100 }, { USDT: 1000 }, 1000, BTC),
        mark(1, { BTC: 110 }, { BTC: 9.9, USDT: 0.1 }, 1100, BTC),
      ],
      [fill({ amount: 9.9, price: 101 })],
    );
    // 9.9 USD at noon of the first moment, a tenth more by the end; ten cents are left in cash.
    expectParts(report, { spread: -0.0099 * 1.1, cash: -0.0001 * 0.1 });
  });

  it('fees: of the quote, of the base, of a third coin whose price moves', () => {
    const marks = (held: Record<string, number>) => [
      mark(0, { BTC: 100, BNB: 10 }, { USDT: 1000 }, 1000, BTC),
      mark(1, { BTC: 110, BNB: 12 }, held, 1100, BTC),
    ];
    const quote = { asset: 'USDT', amount: 10, usd: 10 };
    expectParts(trackMarks(marks({ BTC: 9.9 }), [fill({ amount: 9.9, fee: quote })]), { fees: -0.011 });
    const base = { asset: 'BTC', amount: 0.1, usd: 10 };
    expectParts(trackMarks(marks({ BTC: 9.9 }), [fill({ amount: 10, fee: base })]), { fees: -0.011 });

    const held = mark(0, { BTC: 100, BNB: 10 }, { USDT: 990, BNB: 1 }, 1000, BTC);
    const other = { asset: 'BNB', amount: 1, usd: 10 };
    const report = trackMarks([held, marks({ BTC: 9.9 })[1]], [fill({ amount: 9.9, fee: other })]);
    // It was gone at once, so that it rose afterwards matters to nobody.
    expectParts(report, { fees: -0.011 });
  });

  it('timing: the price ran away between the index’s close and the fill', () => {
    const rotation = { ETH: 1 };
    const at = START + DAY / 2;
    const marks = [
      mark(0, { BTC: 100, ETH: 50 }, { BTC: 10 }, 1000, rotation),
      mark(1, { BTC: 100, ETH: 60 }, { ETH: 16 }, 1200, rotation),
    ];
    const fills = [
      fill({ time: at, side: 'sell', amount: 10 }),
      fill({ time: at, base: 'ETH', amount: 16, price: 62.5, decisionMid: 60, fillMid: 62.5 }),
    ];
    // 1000 USD buy 16 instead of 20, worth 960 instead of 1200.
    expectParts(trackMarks(marks, fills), { timing: -0.24 });

    const labels = { BTC: 'minimum', ETH: 'minimum' } as const;
    // 16 × 2.5 between plan and fill; the rest has another reason, they say.
    expectParts(trackMarks([{ ...marks[0], labels }, marks[1]], fills), { timing: -0.04, minimum: -0.2 });
  });

  it('timing: none when all is traded at the close, at its mids', () => {
    const report = trackMarks(
      [
        mark(0, { BTC: 100, ETH: 50 }, { BTC: 10 }, 1000, { ETH: 1 }),
        mark(1, { BTC: 70, ETH: 60 }, { ETH: 20 }, 1200, { ETH: 1 }),
      ],
      [fill({ side: 'sell', amount: 10 }), fill({ base: 'ETH', amount: 20, price: 50, decisionMid: 50 })],
    );
    expectParts(report, {});
  });

  it('the index’s own prices and costs', () => {
    const report = trackMarks([
      mark(0, { BTC: 100 }, { BTC: 10 }, 1000, BTC),
      mark(1, { BTC: 110 }, { BTC: 10 }, 1090, BTC),
    ]);
    expectParts(report, { indexPricing: 0.01 });
  });

  it('units that nobody recorded', () => {
    const report = trackMarks([
      mark(0, { BTC: 100 }, { BTC: 10 }, 1000, BTC),
      mark(1, { BTC: 110 }, { BTC: 10.1, USDT: 2 }, 1100, BTC),
    ]);
    expectParts(report, { unexplained: (0.1 * 110 + 2) / 1000 });
  });

  it('a quote that is an asset itself', () => {
    const report = trackMarks(
      [
        mark(0, { BTC: 100, ETH: 10 }, { BTC: 10 }, 1000, { BTC: 0.5, ETH: 0.5 }),
        mark(1, { BTC: 120, ETH: 10 }, { BTC: 5, ETH: 50 }, 1100, { BTC: 0.5, ETH: 0.5 }),
      ],
      [fill({ base: 'ETH', quote: 'BTC', amount: 50, price: 0.1, decisionMid: 0.1, quoteUsd: 100 })],
    );
    expectParts(report, {});
  });
});

describe('over several intervals', () => {
  it('a part grows with what the portfolio had become, and with the index afterwards', () => {
    const held = { BTC: 9, USDT: 100 };
    const report = trackMarks([
      mark(0, { BTC: 100 }, held, 1000, BTC),
      mark(1, { BTC: 110 }, held, 1100, BTC),
      mark(2, { BTC: 99 }, held, 990, BTC),
    ]);
    // 1000 → 1090 → 991, the index → 990. Day 1: −0.01 × 0.9; day 2: 1.09 × (100 ÷ 1090) × 0.1.
    expectParts(report, { cash: -0.009 + 0.01 });
    expect(report.trackingDifference).toBeCloseTo(0.001, 12);
    expect(report.intervals.map(({ parts }) => parts.cash)).toEqual([
      expect.closeTo(-0.01, 12),
      expect.closeTo(10 / 1090, 12),
    ]);
  });

  it('flows are no return: a deposit lies idle only from its own mark on', () => {
    const report = trackMarks([
      mark(0, { BTC: 100 }, { BTC: 10 }, 1000, BTC),
      mark(1, { BTC: 110 }, { BTC: 10, USDT: 1100 }, 1100, BTC, { flows: { USDT: 1100 } }),
      mark(2, { BTC: 121 }, { BTC: 10, USDT: 1100 }, 1210, BTC),
    ]);
    expect(report.portfolioReturn).toBeCloseTo(1.1 * 1.05 - 1, 12);
    // 1.1 × −0.5 × 0.1
    expectParts(report, { cash: -0.055 });
    expect(report.usd).toMatchObject({
      portfolio: 2310,
      index: expect.closeTo(2420, 9),
      difference: expect.closeTo(-110, 9),
    });
    expect(report.usd.parts.cash).toBeCloseTo(-110, 9);
  });

  it('a withdrawal in kind is none either', () => {
    const report = trackMarks([
      mark(0, { BTC: 100 }, { BTC: 10 }, 1000, BTC),
      mark(1, { BTC: 50 }, { BTC: 1 }, 500, BTC, { flows: { BTC: -9 } }),
      mark(2, { BTC: 100 }, { BTC: 1 }, 1000, BTC),
    ]);
    expect(report.portfolioReturn).toBeCloseTo(0, 12);
    expectParts(report, {});
    expect(report.usd.difference).toBeCloseTo(0, 12);
  });

  it('begins with the first money, and pauses while there is none', () => {
    const report = trackMarks([
      mark(0, { BTC: 100 }, {}, 1000, BTC),
      mark(1, { BTC: 200 }, { BTC: 1 }, 2000, BTC, { flows: { BTC: 1 } }),
      mark(2, { BTC: 220 }, {}, 2200, BTC, { flows: { BTC: -1 } }),
      mark(3, { BTC: 22 }, { USDT: 50 }, 220, BTC, { flows: { USDT: 50 } }),
      mark(4, { BTC: 11 }, { USDT: 50 }, 110, BTC),
    ]);
    expect(report.intervals.map(({ start }) => (start - START) / DAY)).toEqual([1, 3]);
    expect(report.portfolioReturn).toBeCloseTo(0.1, 12);
    expect(report.indexReturn).toBeCloseTo(1.1 * 0.5 - 1, 12);
    expectParts(report, { cash: 1.1 * 0.5 });
    expect(report.usd.difference).toBeCloseTo(25, 9);
  });

  it('survives the loss of everything', () => {
    const report = trackMarks([
      mark(0, { LUNA: 80, BTC: 100 }, { LUNA: 10 }, 1000, BTC),
      mark(1, { LUNA: 0, BTC: 110 }, { LUNA: 10 }, 1100, BTC),
      mark(2, { LUNA: 0, BTC: 121 }, { LUNA: 10 }, 1210, BTC),
    ]);
    expect(report.portfolioReturn).toBe(-1);
    expectParts(report, { timing: -1.21 });
  });

  it('a price that is zero stays zero while other things are held', () => {
    const report = trackMarks([
      mark(0, { LUNA: 0, BTC: 100 }, { LUNA: 10, BTC: 1 }, 1000, BTC),
      mark(1, { LUNA: 0, BTC: 110 }, { LUNA: 10, BTC: 1 }, 1100, BTC),
    ]);
    expectParts(report, {});
  });

  it('a name that every object knows is a name', () => {
    const report = trackMarks([
      mark(0, { constructor: 100 }, { constructor: 1 }, 1000, { constructor: 1 }),
      mark(1, { constructor: 110 }, { constructor: 1 }, 1100, { constructor: 1 }),
    ]);
    expectParts(report, {});
  });

  it('has a difference per year only after a year', () => {
    const year = (days: number) =>
      trackMarks([
        mark(0, { BTC: 100 }, { BTC: 9, USDT: 100 }, 1000, BTC),
        mark(days, { BTC: 121 }, { BTC: 9, USDT: 100 }, 1210, BTC),
      ]).trackingDifferencePerYear;
    expect(year(364)).toBeNull();
    expect(year(730)).toBeCloseTo(Math.sqrt(1.189) - 1.1, 12);
  });
});

describe('tracking error', () => {
  /** Days with these differences to an index that stands still. */
  const series = (differences: readonly (readonly [days: number, difference: number])[]) => {
    let day = 0;
    let price = 100;
    const marks = [mark(0, { BTC: price }, { BTC: 1 }, 1000, {})];
    for (const [days, difference] of differences) {
      day += days;
      price *= 1 + difference;
      marks.push(mark(day, { BTC: price }, { BTC: 1 }, 1000, {}));
    }
    return trackMarks(marks).trackingError;
  };

  it('is the sample standard deviation of daily differences, times √365', () => {
    const mean = 0.01 / 3;
    const squares = (0.01 - mean) ** 2 + (-0.02 - mean) ** 2 + (0.02 - mean) ** 2;
    expect(
      series([
        [1, 0.01],
        [1, -0.02],
        [1, 0.02],
      ]),
    ).toBeCloseTo(Math.sqrt((squares / 2) * 365), 12);
  });

  it('compounds what lies within a day, whose end is midnight', () => {
    const whole = series([
      [1, 0.1],
      [1, -0.02],
    ]);
    expect(
      series([
        [0.25, 0.21],
        [0.75, 1.1 / 1.21 - 1],
        [1, -0.02],
      ]),
    ).toBeCloseTo(whole!, 12);
  });

  it('takes a difference over several days for what it is', () => {
    // 0.02 a day apart from the mean of 0, over 4 days: as much variance as 0.01 a day.
    expect(
      series([
        [4, 0.02],
        [4, -0.02],
      ]),
    ).toBeCloseTo(Math.sqrt(365 * 0.0002), 12);
  });

  it('is null for a day, and zero for a constant difference', () => {
    expect(series([[1, 0.01]])).toBeNull();
    expect(
      series([
        [0.5, 0.01],
        [0.5, 0.02],
      ]),
    ).toBeNull();
    expect(
      series([
        [1, 0.01],
        [1, 0.01],
        [3, 0.03],
      ]),
    ).toBeCloseTo(0, 12);
  });
});

it('is the example of the docs', () => {
  const weights = { BTC: 0.6, ETH: 0.3, XMR: 0.1 };
  const labels = { BTC: 'pending', ETH: 'not-worth-it', XMR: 'untradable' } as const;
  const index = { level: 1000, weights, returns: { XMR: 0.05 } };
  const left = 180 - 92.7 - 0.0927;
  const report = trackMarks(
    [
      mark(0, { BTC: 100, ETH: 10 }, { BTC: 5, ETH: 32, USDT: 180 }, 0, {}, { index, labels }),
      mark(1, { BTC: 110, ETH: 9 }, { BTC: 5.9, ETH: 32, USDT: left }, 1035, weights),
    ],
    [
      fill({
        time: START + DAY / 2,
        amount: 0.9,
        price: 103,
        decisionMid: 102,
        fillMid: 102.9,
        fee: { asset: 'USDT', amount: 0.0927, usd: 0.0927 },
      }),
    ],
  );
  const cents = (usd: number) => Number(usd.toFixed(2));
  expect(Object.values(report.usd.parts).map(cents)).toEqual([
    -0.09, -0.09, -4.68, -1.73, -1.5, -2.7, 0, 0, 0,
  ]);
  expect(cents(report.usd.difference)).toBe(-10.79);
});
