import { describe, expect, it } from 'vitest';
import { encodeContent } from '../../src/audit/content-bytes.ts';
import { UnauthenticatedSummary } from '../../src/audit/unauthenticated-summary.ts';

describe('failures before authentication', () => {
  it('make one entry an address and second, however many there are', () => {
    const summary = new UnauthenticatedSummary();
    for (let i = 0; i < 100_000; i++) summary.add('192.0.2.1', i % 4 === 0 ? 'malformed' : 'signature');
    summary.add('2001:db8::1', 'replay');
    const entries = summary.drain();
    expect(entries.map(({ address, reasons }) => ({ address, reasons }))).toEqual([
      {
        address: '192.0.2.1',
        reasons: [
          { reason: 'malformed', count: 25_000 },
          { reason: 'signature', count: 75_000 },
        ],
      },
      { address: '2001:db8::1', reasons: [{ reason: 'replay', count: 1 }] },
    ]);
    for (const entry of entries) expect(() => encodeContent(entry)).not.toThrow();
  });

  it('of too many addresses share one entry, and none is lost', () => {
    const summary = new UnauthenticatedSummary(3);
    for (let i = 0; i < 1000; i++) summary.add(`2001:db8::${i.toString(16)}`, 'signature');
    summary.add('2001:db8::1', 'signature');
    const entries = summary.drain();
    expect(entries.map(({ address }) => address)).toEqual([
      '2001:db8::0',
      '2001:db8::1',
      '2001:db8::2',
      null,
    ]);
    expect(entries.flatMap(({ reasons }) => reasons.map(({ count }) => count))).toEqual([1, 2, 1, 997]);
  });

  it('are counted from nothing after each second, and a quiet second makes no entry', () => {
    const summary = new UnauthenticatedSummary();
    summary.add('192.0.2.1', 'signature');
    expect(summary.drain()).toHaveLength(1);
    expect(summary.drain()).toEqual([]);
    summary.add('192.0.2.1', 'signature');
    expect(summary.drain()[0].reasons).toEqual([{ reason: 'signature', count: 1 }]);
  });
});
