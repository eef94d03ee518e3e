import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalPolicy } from '../../src/policy/canonical-policy.ts';
import { minutesOf, windowsOf } from '../../src/policy/hours.ts';
import { formatIpRange, type IpRange, isInRanges, parseIpRange } from '../../src/policy/ip-rules.ts';
import { parsePolicy } from '../../src/policy/parse-policy.ts';
import type { Policy } from '../../src/policy/policy.ts';
import { diffPolicies } from '../../src/policy-diff/diff-policies.ts';
import { ipDifference } from '../../src/policy-diff/ip-difference.ts';
import { policyOf } from '../policy-suggest/logs.ts';

const range = (text: string) => parseIpRange(text) as IpRange;

describe('the difference of two policies', () => {
  it.each<[string, string[], string[], string, string]>([
    ['symbols', ['symbols: [BTCUSDT]'], ['symbols: [BTCUSDT, ETHUSDT]'], 'symbols', 'trade ETHUSDT'],
    ['sides', ['sides: [buy]'], ['sides: [sell, buy]'], 'sides', 'sell'],
    [
      'order types',
      ['order_types: [limit]'],
      ['order_types: [limit, market]'],
      'order_types',
      'send orders of the kind market',
    ],
    [
      'an amount',
      ['max_order_usd: 5'],
      ['max_order_usd: 5.1'],
      'max_order_usd',
      'send orders of up to 5.1 USD, not 5 USD',
    ],
    [
      'a band',
      ['price_band_pct: 1'],
      ['price_band_pct: 2'],
      'price_band_pct',
      'send orders up to 2 % worse than the reference price, not 1 %',
    ],
    [
      'a limit that is gone',
      ['max_open_orders: 5'],
      [],
      'max_open_orders',
      'have any number of orders open, not up to 5',
    ],
    [
      'a share',
      ['max_share_of_volume_pct: 1'],
      ['max_share_of_volume_pct: 2'],
      'max_share_of_volume_pct',
      'be up to 2 % of a symbol’s volume in 24 hours, not up to 1 %',
    ],
    ['cancelling all', [], ['cancel_all: true'], 'cancel_all', 'cancel all orders of the account at once'],
    [
      'others’ orders',
      ['own_orders_only: true'],
      [],
      'own_orders_only',
      'change and cancel orders that it did not place',
    ],
    ['a burst', ['rate: {per_second: 10, burst: 5}'], [], 'rate', 'send 20 requests at once, not 5'],
    ['addresses', ['ips: [10.0.0.0/9]'], ['ips: [10.0.0.0/8]'], 'ips', 'send requests from 10.128.0.0/9'],
    [
      'hours',
      ['hours: [08:00-20:00]'],
      ['hours: [07:00-21:00]'],
      'hours',
      'send requests at 07:00-08:00, 20:00-21:00 UTC',
    ],
    ['all hours', ['hours: [08:00-20:00]'], [], 'hours', 'send requests at 20:00-08:00 UTC'],
    [
      'an end',
      ['expires: 2027-01-01'],
      [],
      'expires',
      'be used as long as the key lives, not only until 2027-01-01T00:00:00Z',
    ],
    [
      'a later end',
      ['expires: 2027-01-01'],
      ['expires: 2027-01-02'],
      'expires',
      'be used until 2027-01-02T00:00:00Z, not only until 2027-01-01T00:00:00Z',
    ],
    ['reading', ['allow: [trade]'], [], 'allow', 'read balances, orders and trades'],
  ])('says %s in plain words, and the same the other way round', (_, before, after, rule, text) => {
    const [old, draft] = [policyOf(...before), policyOf(...after)];
    expect(diffPolicies(old, draft)).toEqual({ relation: 'wider', more: [{ rule, text }], less: [] });
    expect(diffPolicies(draft, old)).toEqual({ relation: 'stricter', more: [], less: [{ rule, text }] });
  });

  it('says all that may be traded where nothing could be', () => {
    const { more, relation } = diffPolicies(policyOf('allow: [read]'), policyOf());
    expect(relation).toBe('wider');
    expect(new Set(more.map(({ rule }) => rule))).toEqual(new Set(['allow']));
    expect(more[0].text).toContain('buy and sell BTCUSDT, ETHUSDT and SOLUSDT');
  });

  it('is none between texts that mean the same', () => {
    const short = parsePolicy('allow: [trade]\nsymbols: [A, B]\nmax_order_usd: 50', 'short.yaml');
    const long = parsePolicy(
      'allow: [trade]\nsymbols: [B, A, A]\nmax_order_usd: "50.00"\nmax_daily_usd: 50\nmax_daily_slippage_usd: 1\nprice_band_pct: 2\nips: ["::1", 127.0.0.1, 127.0.0.1/32]\nrate: {burst: 20, per_second: 10.0}\nhours: null',
      'long.yaml',
    );
    expect(diffPolicies(short, long)).toEqual({ relation: 'same', more: [], less: [] });
    const [one, two] = [policyOf('hours: [00:00-12:00, 12:00-24:00]'), policyOf()];
    expect(diffPolicies(one, two).relation).toBe('same');
  });

  it('counts names that are many', () => {
    const many = Array.from({ length: 40 }, (_, i) => `COIN${i}`).join(', ');
    const { more } = diffPolicies(policyOf(), policyOf(`symbols: [${many}]`));
    expect(more[0].text).toMatch(/, COIN11 and 28 more$/);
  });

  it('is none exactly between policies that mean the same, and turns round', () => {
    fc.assert(
      fc.property(policies, policies, (a, b) => {
        const diff = diffPolicies(a, b);
        const back = diffPolicies(b, a);
        expect([diff.more, diff.less]).toEqual([back.less, back.more]);
        expect(diff.relation === 'same').toBe(canonicalPolicy(a).equals(canonicalPolicy(b)));
        expect(diffPolicies(a, a).relation).toBe('same');
      }),
    );
  });

  it('never says that a chain of stricter policies is wider', () => {
    fc.assert(
      fc.property(policies, policies, policies, (a, b, c) => {
        if (diffPolicies(a, b).more.length > 0 || diffPolicies(b, c).more.length > 0) return;
        expect(diffPolicies(a, c).more).toEqual([]);
      }),
    );
  });
});

/** Each differing from the next in few things. */
const policies: fc.Arbitrary<Policy> = fc
  .record({
    allow: fc.constantFrom('[read]', '[trade]', '[read, trade]'),
    symbols: fc.constantFrom('[BTCUSDT]', '[BTCUSDT, ETHUSDT]'),
    max_order_usd: fc.constantFrom('10', '20'),
    max_open_orders: fc.constantFrom('null', '5', '6'),
    own_orders_only: fc.constantFrom('true', 'false'),
    hours: fc.constantFrom('null', '[22:00-06:00]', '[23:00-05:00]'),
    expires: fc.constantFrom('null', '2027-01-01', '2028-01-01'),
    ips: fc.constantFrom('[10.0.0.0/8]', '[10.1.0.0/16]', '["::1"]'),
  })
  .map((keys) => policyOf(...Object.entries(keys).map(([key, value]) => `${key}: ${value}`)));

describe('the difference of blocks of addresses', () => {
  it.each<[string[], string[], string[]]>([
    [['10.0.0.0/8'], ['10.0.0.0/8'], []],
    [['10.0.0.0/8'], ['0.0.0.0/0'], []],
    [['10.0.0.0/30'], ['10.0.0.1'], ['10.0.0.0', '10.0.0.2/31']],
    [['10.0.0.0/31'], ['10.0.0.0', '10.0.0.1'], []],
    [['0.0.0.0/0'], ['::/0'], ['0.0.0.0/0']],
    [['::1', '::1'], [], ['::1']],
    [['10.0.0.0/8', '10.1.0.0/16'], [], ['10.0.0.0/8']],
    [['::/0'], ['8000::/1'], ['::/1']],
  ])('of %j without %j is %j', (ranges, without, left) => {
    expect(ipDifference(ranges.map(range), without.map(range)).map(formatIpRange)).toEqual(left);
  });

  it('holds an address exactly when the first have it and the second don’t', () => {
    // Small blocks of one neighbourhood, so that they meet.
    const blocks = fc.array(
      fc.tuple(fc.integer({ min: 0, max: 255 }), fc.integer({ min: 22, max: 32 })).map(([low, prefix]) => {
        const bits = ((0x0a000000n + BigInt(low)) >> BigInt(32 - prefix)) << BigInt(32 - prefix);
        return { version: 4 as const, bits, prefix };
      }),
      { maxLength: 6 },
    );
    fc.assert(
      fc.property(blocks, blocks, (ranges, without) => {
        const left = ipDifference(ranges, without);
        for (let low = 0; low < 1024; low += 1) {
          const address = { version: 4 as const, bits: 0x0a000000n + BigInt(low) };
          expect(isInRanges(address, left)).toBe(
            isInRanges(address, ranges) && !isInRanges(address, without),
          );
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe('windows of the day', () => {
  it('come back from their minutes', () => {
    for (const windows of [
      [{ from: 0, to: 1 }],
      [{ from: 1320, to: 360 }],
      [{ from: 600, to: 1440 }],
      [{ from: 1439, to: 1440 }],
    ]) {
      expect(windowsOf(minutesOf(windows))).toEqual(windows);
    }
    expect(windowsOf(minutesOf(null))).toBeNull();
    expect(windowsOf(Array<boolean>(1440).fill(false))).toEqual([]);
  });
});
