import { HoldfastError } from '@holdfast/errors';
import { describe, expect, test } from 'vitest';
import type { LoadedExchangeKey, LoadedVirtualKey } from '../../src/keys/key-ring.ts';
import { OneAtATime } from '../../src/pipeline/one-at-a-time.ts';
import { PublicGate } from '../../src/pipeline/public-gate.ts';
import { RateLimiter } from '../../src/pipeline/rate-limiter.ts';
import { parseIpAddress } from '../../src/policy/ip-address.ts';
import { parseIpRange } from '../../src/policy/ip-rules.ts';
import { parsePolicy } from '../../src/policy/parse-policy.ts';
import { PaperClock } from '../../src/upstream/paper-clock.ts';

const exchangeKey = (number: number, version = 1): LoadedExchangeKey => ({
  number,
  version,
  name: `key-${number}`,
  target: 'redirected',
  // Never signed with here.
  key: undefined as never,
  nonceFloor: 0n,
});
const tick = () => new Promise<void>((resolve) => setImmediate(resolve));

describe('OneAtATime', () => {
  const wanted = () => undefined;
  const setUp = (count = 3, leaseMs = 1000) => {
    let now = 0;
    let next = 100n;
    let leases = 0;
    let ended = 0;
    const state = { others: false, taken: false };
    const line = new OneAtATime(
      {
        longestSendMs: 500,
        lease: async () => {
          leases++;
          await tick();
          if (state.taken) throw new HoldfastError('NONCE_LEASED', 'another sends', {});
          const first = next;
          next += 1000n;
          return { first, count, leaseMs, wanted: state.others };
        },
        end: async () => {
          ended++;
          await tick();
        },
      },
      () => now,
      async (ms) => {
        await tick();
        now += ms;
      },
    );
    const pass = (ms: number) => {
      now += ms;
    };
    return { line, state, leases: () => leases, ended: () => ended, pass };
  };
  const settle = async () => {
    for (let n = 0; n < 20; n++) await tick();
  };

  test('nonces leave strictly increasing, one request at a time, across leases', async () => {
    const { line } = setUp();
    const left: bigint[] = [];
    let under = 0;
    await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        line.run(exchangeKey(1), true, wanted, async (nonce) => {
          expect(++under).toBe(1);
          left.push(nonce);
          for (let n = 0; n < (i * 7) % 5; n++) await tick();
          under--;
        }),
      ),
    );
    expect(left).toHaveLength(20);
    for (let i = 1; i < left.length; i++) expect(left[i]).toBeGreaterThan(left[i - 1]);
  });
  test('a send that fails does not hold up or reuse anything', async () => {
    const { line } = setUp();
    const seen: bigint[] = [];
    const failing = line.run(exchangeKey(1), true, wanted, async (nonce) => {
      seen.push(nonce);
      throw new Error('reset');
    });
    const next = line.run(exchangeKey(1), true, wanted, async (nonce) => seen.push(nonce));
    await expect(failing).rejects.toThrow('reset');
    await next;
    expect(seen[1]).toBeGreaterThan(seen[0]);
  });
  test('a lease that can’t be had sends nothing, and is asked for again', async () => {
    let down = true;
    const line = new OneAtATime(
      {
        longestSendMs: 500,
        lease: async () => {
          if (down) throw new Error('database');
          return { first: 1n, count: 1, leaseMs: 1000, wanted: false };
        },
        end: () => Promise.reject(new Error('database')),
      },
      () => 0,
      tick,
    );
    let sent = 0;
    const send = async () => ++sent;
    await expect(line.run(exchangeKey(1), true, wanted, send)).rejects.toThrow('database');
    expect(sent).toBe(0);
    down = false;
    expect(await line.run(exchangeKey(1), true, wanted, send)).toBe(1);
    await settle();
    expect(await line.run(exchangeKey(1), true, wanted, send)).toBe(2);
  });
  test('nothing begins when the lease could not outlast it', async () => {
    const { line, leases, pass } = setUp(100, 600);
    const busy = Promise.withResolvers<void>();
    const first = line.run(exchangeKey(1), true, wanted, () => busy.promise);
    const second = line.run(exchangeKey(1), true, wanted, async (nonce) => nonce);
    await settle();
    pass(100);
    busy.resolve();
    await first;
    expect(await second).toBe(1100n);
    expect(leases()).toBe(2);
  });
  test('a lease that took too long to come is asked for again', async () => {
    const { line, leases } = setUp(100, 500);
    let given = 0;
    const stillWanted = () => {
      if (++given > 3) throw new Error('too old');
    };
    const sent = line.run(exchangeKey(1), true, stillWanted, async () => expect.fail('sent'));
    await expect(sent).rejects.toThrow('too old');
    expect(leases()).toBe(3);
  });
  test('a turn that nobody uses is given up, and only when nothing is under way', async () => {
    const { line, ended } = setUp(100);
    const busy = Promise.withResolvers<void>();
    const sent = line.run(exchangeKey(1), true, wanted, () => busy.promise);
    await settle();
    expect(ended()).toBe(0);
    const closing = line.close();
    await settle();
    expect(ended()).toBe(0);
    busy.resolve();
    await sent;
    await closing;
    await settle();
    expect(ended()).toBe(1);
  });
  test('a busy replica gives its turn up when another waits, between two requests', async () => {
    const { line, state, ended, pass } = setUp(100);
    state.others = true;
    let under = 0;
    const send = async (nonce: bigint) => {
      expect(++under).toBe(1);
      pass(150);
      await tick();
      under--;
      return nonce;
    };
    const sent = await Promise.all([1, 2, 3, 4].map(() => line.run(exchangeKey(1), true, wanted, send)));
    expect(ended()).toBeGreaterThanOrEqual(1);
    for (let i = 1; i < sent.length; i++) expect(sent[i]).toBeGreaterThan(sent[i - 1]);
  });
  test('who waits for another replica sends when its turn comes', async () => {
    const { line, state, leases } = setUp();
    state.taken = true;
    const sent = line.run(exchangeKey(1), true, wanted, async (nonce) => nonce);
    await settle();
    expect(leases()).toBeGreaterThan(2);
    state.taken = false;
    expect(await sent).toBe(100n);
  });
  test('who waits for longer than its client does is refused in plain words', async () => {
    const { line, state } = setUp();
    state.taken = true;
    let looked = 0;
    const stillWanted = () => {
      if (++looked > 5) throw new Error('too old');
    };
    const sent = line.run(exchangeKey(1), true, stillWanted, async () => expect.fail('sent'));
    await expect(sent).rejects.toMatchObject({ reason: 'unavailable', rule: 'nonce lease' });
  });
  test('other keys, versions and exchanges without nonces don’t wait', async () => {
    const { line, leases } = setUp();
    const stuck = Promise.withResolvers<void>();
    const first = line.run(exchangeKey(1), true, wanted, () => stuck.promise);
    await line.run(exchangeKey(2), true, wanted, async () => undefined);
    await line.run(exchangeKey(1, 2), true, wanted, async () => undefined);
    expect(await line.run(exchangeKey(1), false, wanted, async (nonce) => nonce)).toBe(0n);
    expect(leases()).toBe(3);
    stuck.resolve();
    await first;
  });
});

describe('RateLimiter', () => {
  const policy = parsePolicy('allow: [read]\nips: [127.0.0.1]\nrate: {per_second: 2, burst: 3}\n', 'p.yaml');
  const key = (name: string): Pick<LoadedVirtualKey, 'name' | 'policy'> => ({ name, policy });

  test('lets a burst through, then what refills; each key has its own', () => {
    let now = 0;
    const rates = new RateLimiter(() => now);
    for (let i = 0; i < 3; i++) rates.take(key('a'));
    expect(() => rates.take(key('a'))).toThrow(
      expect.objectContaining({ reason: 'rate', facts: expect.objectContaining({ retryAfterMs: 500 }) }),
    );
    rates.take(key('b'));
    now = 499;
    expect(() => rates.take(key('a'))).toThrow();
    now = 500;
    rates.take(key('a'));
    expect(() => rates.take(key('a'))).toThrow();
  });
  test('on a paper exchange a step of its clock gives what the time would, and a key that goes live nothing of it', () => {
    const rates = new RateLimiter(() => 0);
    const paper = new PaperClock(() => 0);
    paper.notice([['x-paper-time', '1000']]);
    for (let step = 1; step <= 5; step++) {
      for (let i = 0; i < 3; i++) rates.take(key('a'), paper);
      expect(() => rates.take(key('a'), paper)).toThrow(expect.objectContaining({ reason: 'rate' }));
      paper.notice([['x-paper-time', String(1000 + step * 86_400_000)]]);
    }
    for (let i = 0; i < 3; i++) rates.take(key('a'));
    expect(() => rates.take(key('a'))).toThrow(expect.objectContaining({ reason: 'rate' }));
  });
  test('a clock that goes back gives nothing', () => {
    let now = 10_000;
    const rates = new RateLimiter(() => now);
    for (let i = 0; i < 3; i++) rates.take(key('a'));
    now = 0;
    expect(() => rates.take(key('a'))).toThrow();
  });
});

describe('PublicGate', () => {
  const address = (text: string) => parseIpAddress(text) ?? expect.fail(text);
  const range = (text: string) => {
    const parsed = parseIpRange(text);
    return 'problem' in parsed ? expect.fail(parsed.problem) : parsed;
  };

  test('only addresses on its list, mapped ones as what they are', () => {
    const gate = new PublicGate([range('10.0.0.0/8')], { perSecondMilli: 1000, burst: 10 }, () => 0);
    gate.check(address('10.1.2.3'), 'binance');
    gate.check(address('::ffff:10.1.2.3'), 'binance');
    for (const other of ['11.0.0.1', '127.0.0.1', '::1', '::10.1.2.3']) {
      expect(() => gate.check(address(other), 'binance')).toThrow(
        expect.objectContaining({ reason: 'address' }),
      );
    }
  });
  test('an empty list is nobody', () => {
    const gate = new PublicGate([], { perSecondMilli: 1000, burst: 10 }, () => 0);
    expect(() => gate.check(address('127.0.0.1'), 'binance')).toThrow();
  });
  test('a paper exchange’s clock gives nothing to requests for another host', () => {
    const gate = new PublicGate([range('0.0.0.0/0')], { perSecondMilli: 1000, burst: 1 }, () => 0);
    const paper = new PaperClock(() => 0);
    for (let step = 1; step <= 3; step++) {
      paper.notice([['x-paper-time', String(step * 86_400_000)]]);
      gate.check(address('1.1.1.1'), 'binance', paper);
      expect(() => gate.check(address('1.1.1.1'), 'binance', paper)).toThrow();
    }
    gate.check(address('1.1.1.1'), 'binance');
    expect(() => gate.check(address('1.1.1.1'), 'binance')).toThrow();
  });
  test('each address and exchange has its own rate', () => {
    const gate = new PublicGate([range('0.0.0.0/0')], { perSecondMilli: 1000, burst: 1 }, () => 0);
    gate.check(address('1.1.1.1'), 'binance');
    gate.check(address('1.1.1.2'), 'binance');
    gate.check(address('1.1.1.1'), 'okx');
    expect(() => gate.check(address('::ffff:1.1.1.1'), 'binance')).toThrow(
      expect.objectContaining({ reason: 'rate' }),
    );
  });
});
