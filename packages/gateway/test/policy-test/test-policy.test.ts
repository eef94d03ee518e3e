import { describe, expect, it } from 'vitest';
import { parsePolicy } from '../../src/policy/parse-policy.ts';
import type { RecordedRequest } from '../../src/policy-test/recorded-request.ts';
import { PolicyTest } from '../../src/policy-test/test-policy.ts';
import { bought, dec, recorded } from './requests.ts';

const NOON = Date.UTC(2026, 5, 1, 12);
const HOUR = 3_600_000;

function testOf(...lines: string[]) {
  const keys = new Map(
    [
      'allow: [read, trade]',
      'symbols: [BTCUSDT]',
      'max_order_usd: 100',
      'max_daily_usd: 250',
      'max_daily_slippage_usd: 100',
      'rate: {per_second: 100, burst: 1000}',
      ...lines,
    ].map((line) => [line.slice(0, line.indexOf(':')), line]),
  );
  const test = new PolicyTest(parsePolicy([...keys.values()].join('\n'), 'draft.yaml'));
  const say = (request: RecordedRequest) => {
    const tested = test.replay({ kind: 'request', request });
    return tested?.rule === null ? tested.verdict : `${tested?.verdict} ${tested?.rule}`;
  };
  return { test, say };
}

const at = (hours: number, parts: Partial<RecordedRequest> = {}) => ({ time: NOON + hours * HOUR, ...parts });
const hundred = (hours: number, parts: Partial<RecordedRequest> = {}) =>
  recorded([bought()], ['100', '0'], at(hours, parts));

describe('the sums of 24 hours', () => {
  it('fill up, refuse, and empty after exactly 24 hours', () => {
    const { say } = testOf();
    expect([0, 1, 2].map((hour) => say(hundred(hour)))).toEqual([
      'allowed',
      'allowed',
      'refused max_daily_usd',
    ]);
    expect(say(recorded([bought({ quantity: dec('0.5') })], ['50', '0'], at(3)))).toBe('allowed');
    expect(say(hundred(23.999))).toBe('refused max_daily_usd');
    expect(say(hundred(24))).toBe('allowed');
  });

  it('are each key’s own', () => {
    const { say } = testOf('max_daily_usd: 100');
    expect(say(hundred(0))).toBe('allowed');
    expect(say(hundred(0, { key: 'vk2' }))).toBe('allowed');
    expect(say(hundred(0))).toBe('refused max_daily_usd');
  });

  it('don’t count what the draft refuses', () => {
    const { say } = testOf('max_daily_usd: 100');
    expect(say(recorded([bought({ quantity: dec('2') })], ['200', '0'], at(0)))).toBe(
      'refused max_order_usd',
    );
    expect(say(hundred(1))).toBe('allowed');
  });

  it('get back what the exchange rejected', () => {
    const { test, say } = testOf('max_daily_usd: 100');
    const first = hundred(0);
    expect(say(first)).toBe('allowed');
    expect(test.replay({ kind: 'outcome', of: first.place, outcome: 'rejected' })).toBeNull();
    expect(say(hundred(1))).toBe('allowed');
    expect(say(hundred(1))).toBe('refused max_daily_usd');
  });

  it('are unknown after a batch of which nobody knows what was rejected', () => {
    const { test, say } = testOf('max_daily_usd: 100');
    const first = hundred(0);
    say(first);
    test.replay({ kind: 'outcome', of: first.place, outcome: 'partly' });
    expect(say(hundred(1))).toBe('unknown max_daily_usd');
  });

  it('are unknown after a request that may have been sent', () => {
    // Worth 60, whatever the price was: with 100 more the limit may be passed, with 80 (after a day) not.
    const { say } = testOf('max_daily_usd: 150');
    const maybe = recorded([bought({ quantity: dec('0.6') })], null, at(0));
    expect(say(maybe)).toBe('unknown reference_price');
    expect(say(hundred(1))).toBe('unknown max_daily_usd');
    expect(say(recorded([bought({ quantity: dec('0.8') })], ['80', '0'], at(25)))).toBe('allowed');
    // Whatever became of the first two, this is too much.
    const { say: again } = testOf('max_daily_usd: 100');
    expect(again(hundred(0))).toBe('allowed');
    expect(again(recorded([bought()], null, at(1)))).toBe('refused max_daily_usd');
  });

  it('hold what may be given away', () => {
    const { say } = testOf('max_daily_slippage_usd: 1', 'price_band_pct: 5', 'max_order_usd: 200');
    const dear = (hours: number) =>
      recorded([bought({ price: dec('100.6'), quantity: dec('1') })], ['100.6', '0.6'], at(hours));
    expect([say(dear(0)), say(dear(1))]).toEqual(['allowed', 'refused max_daily_slippage_usd']);
  });
});

describe('the rate', () => {
  const read = (ms: number) => recorded([], ['0', '0'], { class: 'read', time: NOON + ms });

  it('is taken at the times of the log', () => {
    const { say } = testOf('rate: {per_second: 1, burst: 2}');
    expect([0, 0, 0, 999, 1000, 1001].map((ms) => say(read(ms)))).toEqual([
      'allowed',
      'allowed',
      'refused rate',
      'refused rate',
      'allowed',
      'refused rate',
    ]);
  });

  it('holds no cancellation back', () => {
    const { say } = testOf('rate: {per_second: 0.001, burst: 1}');
    say(read(0));
    const cancel = recorded([], ['0', '0'], { cancels: [{ symbol: 'BTCUSDT', namesOrder: true }] });
    expect([say(cancel), say(cancel)]).toEqual(['allowed', 'allowed']);
  });

  it('is unknown after a request that may have taken the last token', () => {
    const { say } = testOf('rate: {per_second: 0.001, burst: 1}');
    expect(say(recorded([bought()], null))).toBe('unknown reference_price');
    expect(say(read(1))).toBe('unknown rate');
  });
});

describe('totals', () => {
  it('count verdicts, rules, and what differs from then', () => {
    const { test, say } = testOf('max_daily_usd: 100');
    say(hundred(0, { decided: { accepted: false, rule: 'symbols' } }));
    say(hundred(1));
    say(
      recorded(
        [bought({ symbol: 'RAREUSDT' })],
        null,
        at(1, { decided: { accepted: false, rule: 'symbols' } }),
      ),
    );
    say(recorded([bought({ quantity: dec('0.1') })], null, at(25, { address: null, decided: null })));
    expect(test.totals()).toEqual({
      requests: 4,
      allowed: 1,
      refused: 2,
      unknown: 1,
      refusedBy: { max_daily_usd: 1, symbols: 1 },
      newlyRefused: 1,
      newlyAllowed: 1,
      withoutAddress: 1,
    });
  });

  it('say of a request what it was, what was decided then, and why the draft refuses it', () => {
    const { test } = testOf('symbols: [ETHUSDT]');
    expect(test.replay({ kind: 'request', request: { ...hundred(0), place: '17' } })).toEqual({
      place: '17',
      time: '2026-06-01T12:00:00.000Z',
      key: 'vk1',
      exchange: 'binance',
      what: 'buy 1 BTCUSDT limit at 100',
      decided: 'accepted',
      decidedBy: null,
      verdict: 'refused',
      rule: 'symbols',
      why: 'symbols: only ETHUSDT is allowed; this is BTCUSDT.',
    });
  });
});
