import { describe, expect, it } from 'vitest';
import { type LotEvent, type LotMethod, taxLots } from '../../src/index.ts';

const day = (date: string) => Date.parse(date);
const JAN = day('2021-01-01');
const FEB = day('2021-02-01');
const MAR = day('2021-03-01');
const APR = day('2021-04-01');

const usd = (
  kind: 'buy' | 'sell',
  time: number,
  amount: string,
  valueUsd: string,
  fee?: { asset: string; amount: string; valueUsd: string },
): LotEvent => ({
  kind,
  time,
  base: 'BTC',
  quote: 'USD',
  amount,
  price: '0',
  quoteAmount: valueUsd,
  valueUsd,
  ...(fee === undefined ? {} : { fee }),
});

describe('which lot is taken', () => {
  // Three lots at 10, 30 and 20 a coin, and one and a half of them sold.
  const events = [
    usd('buy', JAN, '1', '10'),
    usd('buy', FEB, '1', '30'),
    usd('buy', MAR, '1', '20'),
    usd('sell', APR, '1.5', '60'),
  ];
  const run = (method: LotMethod) => {
    const { lots, gains } = taxLots(events, { method });
    return {
      gains: gains.map((gain) => [gain.acquired, gain.amount, gain.proceedsUsd, gain.costUsd, gain.gainUsd]),
      lots: lots.map((lot) => [lot.acquired, lot.amount, lot.costUsd]),
    };
  };

  it('FIFO: the oldest', () => {
    expect(run('fifo')).toEqual({
      gains: [
        [JAN, '1', '40', '10', '30'],
        [FEB, '0.5', '20', '15', '5'],
      ],
      lots: [
        [FEB, '0.5', '15'],
        [MAR, '1', '20'],
      ],
    });
  });

  it('LIFO: the newest', () => {
    expect(run('lifo')).toEqual({
      gains: [
        [MAR, '1', '40', '20', '20'],
        [FEB, '0.5', '20', '15', '5'],
      ],
      lots: [
        [FEB, '0.5', '15'],
        [JAN, '1', '10'],
      ],
    });
  });

  it('HIFO: the dearest per unit, not the dearest lot', () => {
    expect(run('hifo')).toEqual({
      gains: [
        [FEB, '1', '40', '30', '10'],
        [MAR, '0.5', '20', '10', '10'],
      ],
      lots: [
        [MAR, '0.5', '10'],
        [JAN, '1', '10'],
      ],
    });
    const large = taxLots(
      [usd('buy', JAN, '10', '100'), usd('buy', FEB, '1', '11'), usd('sell', MAR, '1', '20')],
      { method: 'hifo' },
    );
    expect(large.gains.map(({ acquired }) => acquired)).toEqual([FEB]);
  });

  it('equals go by time: earliest first, with LIFO latest first, also within a millisecond', () => {
    const twins = [
      usd('buy', JAN, '1', '10'),
      usd('buy', FEB, '1', '10'),
      usd('buy', FEB, '2', '20'),
      usd('sell', MAR, '1', '10'),
    ];
    const first = (method: LotMethod) => taxLots(twins, { method }).gains[0].acquired;
    expect([first('fifo'), first('lifo'), first('hifo')]).toEqual([JAN, FEB, JAN]);
    expect(taxLots(twins, { method: 'lifo' }).lots.map(({ amount }) => amount)).toEqual(['1', '1', '1']);
  });

  it('goes by acquisition, not by arrival: a deposit with an old basis is first in FIFO', () => {
    const { gains } = taxLots(
      [
        usd('buy', FEB, '1', '10'),
        {
          kind: 'deposit',
          time: MAR,
          asset: 'BTC',
          amount: '1',
          basis: { costUsd: '3', acquired: day('2019-06-01') },
        },
        usd('sell', APR, '1', '10'),
      ],
      { method: 'fifo' },
    );
    expect(gains).toMatchObject([{ costUsd: '3', basis: 'imported', holdingDays: 670 }]);
  });
});

describe('fees', () => {
  const buy = {
    kind: 'buy',
    base: 'ETH',
    quote: 'USDT',
    amount: '2',
    price: '100',
    valueUsd: '200',
  } as const;
  const sell = { ...buy, kind: 'sell' } as const;
  const held: LotEvent[] = [
    { kind: 'deposit', time: JAN, asset: 'ETH', amount: '4', basis: { costUsd: '40', acquired: JAN } },
    { kind: 'deposit', time: JAN, asset: 'USDT', amount: '1000', basis: { costUsd: '1000', acquired: JAN } },
    { kind: 'deposit', time: JAN, asset: 'BNB', amount: '1', basis: { costUsd: '100', acquired: JAN } },
  ];
  const inQuote = { asset: 'USDT', amount: '2', valueUsd: '2' };
  const inBase = { asset: 'ETH', amount: '0.02', valueUsd: '2' };
  const inOther = { asset: 'BNB', amount: '0.01', valueUsd: '2' };
  const run = (event: LotEvent) => {
    const { gains, lots } = taxLots([...held, event], { method: 'fifo' });
    return {
      gains: gains.map(
        (gain) => `${gain.asset} ${gain.amount}: ${gain.proceedsUsd} - ${gain.costUsd} ${gain.cause}`,
      ),
      got: lots
        .filter(({ basis }) => basis === 'trade')
        .map((lot) => `${lot.asset} ${lot.amount}: ${lot.costUsd}`),
    };
  };

  it('in quote: a buy costs more, a sale yields less', () => {
    expect(run({ ...buy, time: FEB, fee: inQuote })).toEqual({
      gains: ['USDT 202: 202 - 202 trade'],
      got: ['ETH 2: 202'],
    });
    expect(run({ ...sell, time: FEB, fee: inQuote })).toEqual({
      gains: ['ETH 2: 198 - 20 trade'],
      got: ['USDT 198: 198'],
    });
  });

  it('in base: a buy brings less for the same money, a sale gives more', () => {
    expect(run({ ...buy, time: FEB, fee: inBase })).toEqual({
      gains: ['USDT 200: 200 - 200 trade'],
      got: ['ETH 1.98: 200'],
    });
    expect(run({ ...sell, time: FEB, fee: inBase })).toEqual({
      gains: ['ETH 2.02: 200 - 20.2 trade'],
      got: ['USDT 200: 200'],
    });
  });

  it('in a third coin: which is disposed of by it', () => {
    expect(run({ ...buy, time: FEB, fee: inOther })).toEqual({
      gains: ['USDT 200: 200 - 200 trade', 'BNB 0.01: 2 - 1 fee'],
      got: ['ETH 2: 202'],
    });
    expect(run({ ...sell, time: FEB, fee: inOther })).toEqual({
      gains: ['ETH 2: 198 - 20 trade', 'BNB 0.01: 2 - 1 fee'],
      got: ['USDT 200: 200'],
    });
  });

  it('in a third coin that is bought by the same trade, or of which there is none', () => {
    const { gains, lots } = taxLots(
      [
        {
          kind: 'buy',
          time: FEB,
          base: 'BNB',
          quote: 'USD',
          amount: '1',
          price: '100',
          valueUsd: '100',
          fee: { asset: 'BNB', amount: '0.001', valueUsd: '0.1' },
        },
        usd('buy', MAR, '1', '10', { asset: 'XYZ', amount: '3', valueUsd: '1' }),
      ],
      { method: 'fifo' },
    );
    expect(lots.map(({ asset, amount, costUsd }) => [asset, amount, costUsd])).toEqual([
      ['BNB', '0.999', '100'],
      ['BTC', '1', '11'],
    ]);
    expect(gains).toMatchObject([
      { asset: 'XYZ', acquired: null, costUsd: '0', gainUsd: '1', basis: 'unknown' },
    ]);
  });

  it('that take all that a sale brings, or more, leave a loss and no lot', () => {
    const { gains, lots } = taxLots(
      [
        usd('buy', JAN, '1', '10'),
        {
          kind: 'sell',
          time: FEB,
          base: 'BTC',
          quote: 'USDT',
          amount: '1',
          price: '0.01',
          valueUsd: '0.01',
          fee: { asset: 'USDT', amount: '0.02', valueUsd: '0.02' },
        },
      ],
      { method: 'fifo' },
    );
    expect(lots).toEqual([]);
    expect(
      gains.map((gain) => [gain.asset, gain.amount, gain.proceedsUsd, gain.costUsd, gain.basis]),
    ).toEqual([
      ['BTC', '1', '-0.01', '10', 'trade'],
      ['USDT', '0.01', '0.01', '0.01', 'trade'],
      ['USDT', '0.01', '0.01', '0', 'unknown'],
    ]);
  });

  it('of zero are none', () => {
    const zero = { asset: 'ZZZ', amount: '0', valueUsd: '0' };
    expect(taxLots([usd('buy', JAN, '1', '10', zero)], { method: 'fifo' }).gains).toEqual([]);
  });
});

describe('the quote', () => {
  const swap: LotEvent = {
    kind: 'buy',
    time: MAR,
    base: 'ETH',
    quote: 'BTC',
    amount: '10',
    price: '0.05',
    valueUsd: '20000',
  };

  it('is disposed of when it is an asset', () => {
    const { gains, lots } = taxLots([usd('buy', JAN, '1', '30000'), swap], { method: 'fifo' });
    expect(gains).toEqual([
      {
        asset: 'BTC',
        amount: '0.5',
        acquired: JAN,
        disposed: MAR,
        holdingDays: 59,
        proceedsUsd: '20000',
        costUsd: '15000',
        gainUsd: '5000',
        basis: 'trade',
        cause: 'trade',
      },
    ]);
    expect(lots.map(({ asset, amount, costUsd }) => [asset, amount, costUsd])).toEqual([
      ['BTC', '0.5', '15000'],
      ['ETH', '10', '20000'],
    ]);
  });

  it('has no lots when it is named as cash; only USD is without being named', () => {
    const tether = { ...swap, quote: 'USDT' };
    expect(taxLots([tether], { method: 'fifo' }).gains).toMatchObject([{ asset: 'USDT', basis: 'unknown' }]);
    const cash = taxLots(
      [
        { kind: 'deposit', time: JAN, asset: 'USDT', amount: '5', valueUsd: '5' },
        tether,
        { kind: 'withdrawal', time: APR, asset: 'USDT', amount: '9' },
      ],
      { method: 'fifo', cash: ['USD', 'USDT'] },
    );
    expect(cash.gains).toEqual([]);
    expect(cash.withdrawn).toEqual([]);
    expect(cash.lots.map(({ asset }) => asset)).toEqual(['ETH']);
  });
});

describe('deposits and withdrawals', () => {
  const arrives: LotEvent = { kind: 'deposit', time: MAR, asset: 'BTC', amount: '3', valueUsd: '90' };

  it('comes at market value, and is marked, when nothing is known; at 0 when not even that is', () => {
    expect(taxLots([arrives], { method: 'fifo' }).lots).toEqual([
      { asset: 'BTC', amount: '3', acquired: MAR, costUsd: '90', basis: 'market-value' },
    ]);
    const { valueUsd: _, ...bare } = arrives;
    expect(taxLots([bare], { method: 'fifo' }).lots).toMatchObject([{ costUsd: '0', basis: 'unknown' }]);
  });

  it('takes imported lots, oldest first, and market value for what they do not cover', () => {
    const { lots, unused } = taxLots([arrives], {
      method: 'lifo',
      imported: [
        { asset: 'BTC', amount: '1', acquired: FEB, costUsd: '7' },
        { asset: 'BTC', amount: '0.5', acquired: JAN, costUsd: '2' },
        { asset: 'BTC', amount: '9', acquired: APR, costUsd: '99' },
        { asset: 'ETH', amount: '1', acquired: JAN, costUsd: '1' },
      ],
    });
    expect(lots).toEqual([
      { asset: 'BTC', amount: '1.5', acquired: MAR, costUsd: '45', basis: 'market-value' },
      { asset: 'BTC', amount: '1', acquired: FEB, costUsd: '7', basis: 'imported' },
      { asset: 'BTC', amount: '0.5', acquired: JAN, costUsd: '2', basis: 'imported' },
    ]);
    // The lot that was acquired after the deposit can't have been in it.
    expect(unused.map(({ asset, acquired }) => [asset, acquired])).toEqual([
      ['BTC', APR],
      ['ETH', JAN],
    ]);
  });

  it('shares an imported lot between deposits', () => {
    const { lots, unused } = taxLots(
      [
        { ...arrives, amount: '1' },
        { ...arrives, amount: '2', time: APR },
      ],
      { method: 'fifo', imported: [{ asset: 'BTC', amount: '3', acquired: JAN, costUsd: '10' }] },
    );
    expect(lots.map(({ costUsd }) => costUsd)).toEqual(['3.33333333', '6.66666667']);
    expect(unused).toEqual([]);
  });

  it('withdraws lots by the same method, with no gain, and knows of what was never there', () => {
    const { lots, gains, withdrawn } = taxLots(
      [
        usd('buy', JAN, '1', '10'),
        usd('buy', FEB, '1', '30'),
        { kind: 'withdrawal', time: MAR, asset: 'BTC', amount: '1.5' },
        { kind: 'withdrawal', time: MAR, asset: 'BTC', amount: '1' },
      ],
      { method: 'hifo' },
    );
    expect(gains).toEqual([]);
    expect(lots).toEqual([]);
    expect(withdrawn.map((lot) => [lot.acquired, lot.amount, lot.costUsd, lot.basis])).toEqual([
      [FEB, '1', '30', 'trade'],
      [JAN, '0.5', '5', 'trade'],
      [JAN, '0.5', '5', 'trade'],
      [null, '0.5', '0', 'unknown'],
    ]);
  });
});

it('sells more than there is: the rest is of unknown basis, costs 0, and keeps its proceeds', () => {
  const { gains, lots } = taxLots([usd('buy', JAN, '1', '10'), usd('sell', FEB, '3', '100')], {
    method: 'fifo',
  });
  expect(lots).toEqual([]);
  expect(
    gains.map((gain) => [
      gain.acquired,
      gain.holdingDays,
      gain.amount,
      gain.proceedsUsd,
      gain.costUsd,
      gain.basis,
    ]),
  ).toEqual([
    [JAN, 31, '1', '33.33333333', '10', 'trade'],
    [null, null, '2', '66.66666667', '0', 'unknown'],
  ]);
});

it('splits a cost without losing a digit, however often', () => {
  const thirds = [1, 2, 3].map((at) => usd('sell', FEB + at, '0.00000001', '0.01'));
  const { gains, lots } = taxLots([usd('buy', JAN, '0.00000003', '0.00000001'), ...thirds], {
    method: 'fifo',
  });
  expect(gains.map(({ costUsd }) => costUsd)).toEqual(['0', '0', '0.00000001']);
  expect(lots).toEqual([]);
});

it('counts days of the calendar in UTC, not spans of 24 hours', () => {
  const { gains } = taxLots(
    [
      usd('buy', day('2021-01-01T23:59:59.999Z'), '2', '10'),
      usd('sell', day('2021-01-02T00:00:00Z'), '1', '10'),
      usd('sell', day('2021-01-02T23:59:59Z'), '1', '10'),
    ],
    { method: 'fifo' },
  );
  expect(gains.map(({ holdingDays }) => holdingDays)).toEqual([1, 1]);
});

it('has nothing to say about nothing', () => {
  expect(taxLots([], { method: 'fifo' })).toEqual({ lots: [], gains: [], withdrawn: [], unused: [] });
});

describe('refuses, and names the event and the field,', () => {
  const good = usd('buy', JAN, '1', '10');
  const fill = (changes: object) => ({ ...good, ...changes }) as LotEvent;
  const deposit = (changes: object) =>
    ({ kind: 'deposit', time: JAN, asset: 'BTC', amount: '1', ...changes }) as LotEvent;
  it.each<[string, LotEvent, string]>([
    ['a time before the one in front', fill({ time: JAN - 1 }), 'time'],
    ['a time that is none', fill({ time: Number.NaN }), 'time'],
    ['half a millisecond', fill({ time: JAN + 0.5 }), 'time'],
    ['a time beyond all dates', fill({ time: 9e15 }), 'time'],
    ['an amount of zero', fill({ amount: '0.0' }), 'amount'],
    ['an amount below zero', fill({ amount: '-1' }), 'amount'],
    ['an exponent', fill({ amount: '1e-7' }), 'amount'],
    ['a comma', fill({ price: '1,5' }), 'price'],
    ['a value that is none', fill({ valueUsd: 'NaN' }), 'valueUsd'],
    ['a base that is the quote', fill({ quote: 'BTC' }), 'quote'],
    ['an empty name', fill({ base: '' }), 'base'],
    ['value out of nothing', fill({ quoteAmount: '0', price: '0' }), 'valueUsd'],
    ['a fee below zero', fill({ fee: { asset: 'BNB', amount: '-1', valueUsd: '1' } }), 'fee.amount'],
    [
      'a fee of nothing that is worth something',
      fill({ fee: { asset: 'BNB', amount: '0', valueUsd: '1' } }),
      'fee.valueUsd',
    ],
    [
      'a fee of part of the quote that is worth more than all of it',
      fill({ kind: 'sell', fee: { asset: 'USD', amount: '1', valueUsd: '11' } }),
      'fee.valueUsd',
    ],
    ['a deposit of nothing', deposit({ amount: '0' }), 'amount'],
    [
      'an acquisition after the deposit',
      deposit({ basis: { costUsd: '1', acquired: JAN + 1 } }),
      'basis.acquired',
    ],
    ['a cost below zero', deposit({ basis: { costUsd: '-1', acquired: JAN } }), 'basis.costUsd'],
    ['a withdrawal of nothing', { kind: 'withdrawal', time: JAN, asset: 'BTC', amount: '0' }, 'amount'],
  ])('%s', (_, event, field) => {
    expect(() => taxLots([good, event], { method: 'fifo' })).toThrow(
      expect.objectContaining({ code: 'TAX_LOTS_INVALID', facts: { event: 2, field } }),
    );
  });

  it('an imported lot of nothing, or of no time', () => {
    const lot = { asset: 'BTC', amount: '1', acquired: JAN, costUsd: '1' };
    for (const wrong of [{ amount: '0' }, { costUsd: 'x' }, { acquired: Number.NaN }]) {
      expect(() => taxLots([], { method: 'fifo', imported: [lot, { ...lot, ...wrong }] })).toThrow(
        /^Imported lot 2, /,
      );
    }
  });
});
