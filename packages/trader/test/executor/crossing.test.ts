import { formatDecimal } from '@holdfast/decimal';
import { describe, expect, it } from 'vitest';
import { crossing, restingPrice } from '../../src/executor/crossing.ts';
import { isToBeTakenBack } from '../../src/executor/resting-order.ts';
import { movedTooFar, worstPrice } from '../../src/executor/slippage.ts';
import { exact } from '../support/memory-exchange.ts';

const quote = { bid: '99.9', ask: '100.1', bidAmount: '1', askAmount: '1' };

describe('the worst price', () => {
  it('is exact, where floats are not', () => {
    // 1.1 × 1.02 is 1.122 and in floats 1.1220000000000001.
    expect(formatDecimal(worstPrice('buy', '1.1', { max_slippage: 0.02 }))).toBe('1.122');
    expect(formatDecimal(worstPrice('sell', '123456789.12345678', { max_slippage: 0.02 }))).toBe(
      '120987653.3409876444',
    );
  });

  it('of a sale that may lose everything is zero, never below', () => {
    expect(formatDecimal(worstPrice('sell', '5', { max_slippage: 1 }))).toBe('0');
  });
});

describe('a market moved too far', () => {
  const step = { symbol: 'BTC/USDT', side: 'buy' as const, price: '100.1' };

  it('not at the limit, but beyond it', () => {
    expect(movedTooFar(step, quote, 100 / 1.0199, { max_slippage: 0.02 })).toBe(null);
    expect(movedTooFar(step, quote, 100 / 1.0201, { max_slippage: 0.02 })).toContain('2.01 %');
    expect(movedTooFar(step, quote, 100 / 0.9799, { max_slippage: 0.02 })).toContain('-2.01 %');
  });

  it('when the spread opened so far that the touch is beyond the worst price, though the middle stays', () => {
    const wide = { ...quote, bid: '97', ask: '103' };
    expect(movedTooFar(step, wide, 100, { max_slippage: 0.02 })).toContain('the lowest offer is 103');
    expect(
      movedTooFar({ ...step, side: 'sell', price: '99.9' }, wide, 100, { max_slippage: 0.02 }),
    ).toContain('the highest bid is 97');
  });
});

describe('crossing', () => {
  const asks = [
    { price: '100.1', amount: '1' },
    { price: '100.2', amount: '0' },
    { price: '100.3', amount: '2' },
    { price: '105', amount: '900' },
  ];
  const cross = (wanted: string, share: number, worst = '101') => {
    const found = crossing('buy', asks, exact(worst), exact(wanted), share);
    return found === null ? null : [formatDecimal(found.price), formatDecimal(found.largest)];
  };

  it('goes as deep as it needs, within the worst price', () => {
    expect(cross('1', 1)).toEqual(['100.1', '3']);
    expect(cross('1.5', 1)).toEqual(['100.3', '3']);
    expect(cross('500', 1)).toEqual(['100.3', '3']);
  });

  it('takes its share of what is within the worst price, not of what lies beyond', () => {
    expect(cross('500', 0.25)).toEqual(['100.1', '0.75']);
  });

  it('finds nothing in an empty book, in one of empty levels, and in one beyond the worst price', () => {
    expect(cross('1', 1, '100')).toBe(null);
    expect(crossing('buy', [], exact('101'), exact('1'), 1)).toBe(null);
    expect(crossing('buy', [{ price: '100', amount: '0' }], exact('101'), exact('1'), 1)).toBe(null);
    expect(crossing('buy', [{ price: '0', amount: '5' }], exact('101'), exact('1'), 1)).toBe(null);
  });

  it('of a sale looks at bids, down to its worst price', () => {
    const bids = [
      { price: '99.9', amount: '1' },
      { price: '99', amount: '1' },
      { price: '90', amount: '50' },
    ];
    const found = crossing('sell', bids, exact('98'), exact('40'), 1);
    expect(found && [formatDecimal(found.price), formatDecimal(found.largest)]).toEqual(['99', '2']);
  });

  it('loses no digit of amounts that no float holds', () => {
    const deep = [{ price: '0.00000001', amount: '123456789012345678.123456789' }];
    const found = crossing('buy', deep, exact('1'), exact('1'), 0.5);
    expect(found && formatDecimal(found.largest)).toBe('61728394506172839.0617283945');
  });
});

describe('a resting order', () => {
  const order = { side: 'buy' as const, price: '99.9', placedAt: 1000 };
  const settings = { patience_s: 120, reprice_s: 60 };

  it('rests at the best price of its own side', () => {
    expect(formatDecimal(restingPrice('buy', quote))).toBe('99.9');
    expect(formatDecimal(restingPrice('sell', quote))).toBe('100.1');
  });

  it('stays at the touch however old it is, until patience is over', () => {
    const same = { ...quote, bid: '99.900' };
    expect(isToBeTakenBack(order, 121_000, same, 120_999, settings)).toBe(false);
    expect(isToBeTakenBack(order, 121_000, same, 121_000, settings)).toBe(true);
    expect(isToBeTakenBack(order, 121_000, undefined, 121_000, settings)).toBe(true);
  });

  it('is taken back where the touch left it, but not before its time', () => {
    const left = { ...quote, bid: '99.95' };
    expect(isToBeTakenBack(order, 121_000, left, 60_999, settings)).toBe(false);
    expect(isToBeTakenBack(order, 121_000, left, 61_000, settings)).toBe(true);
    expect(isToBeTakenBack(order, 121_000, undefined, 61_000, settings)).toBe(false);
  });
});
