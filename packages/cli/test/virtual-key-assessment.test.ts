import { describe, expect, test } from 'vitest';
import {
  assessVirtualKey,
  type GenerationFacts,
  type VirtualKeyFacts,
} from '../src/key-report/assess-virtual-key.ts';
import { ago, DAY, generation, HOUR, NOW, TIMES, told, virtualKey } from './support/key-facts.ts';

const ofVirtual = (generations: readonly GenerationFacts[], changes: Partial<VirtualKeyFacts> = {}) =>
  told(assessVirtualKey(virtualKey(generations, changes), TIMES));

describe('a virtual key', () => {
  test('that is used and ends in time has no findings', () => {
    expect(ofVirtual([generation()])).toEqual([]);
  });

  test('without an end is told', () => {
    expect(ofVirtual([generation({ expiresAt: null })])).toEqual(['note no-expiry']);
  });

  test('on a schedule is due at its age, and by its own before the one for all', () => {
    expect(ofVirtual([generation({ rotateAfterDays: 40 })])).toEqual(['due rotation-due']);
    expect(ofVirtual([generation({ rotateAfterDays: 45 })])).toEqual(['note rotation-soon']);
    const usual = { ...TIMES, rotateVirtualAfter: 30 * DAY };
    const of = (changes: Partial<GenerationFacts>) =>
      told(assessVirtualKey(virtualKey([generation(changes)]), usual));
    expect(of({})).toEqual(['due rotation-due']);
    expect(of({ rotateAfterDays: 0 })).toEqual([]);
    expect(of({ rotateAfterDays: 365 })).toEqual([]);
  });

  test('about to end is due, at most 14 days and a fifth of its life before', () => {
    // Its life is 50 days.
    expect(ofVirtual([generation({ expiresAt: NOW + 10 * DAY })])).toEqual(['due expires-soon']);
    expect(ofVirtual([generation({ expiresAt: NOW + 10 * DAY + 1000 })])).toEqual([]);
    expect(ofVirtual([generation({ issuedAt: ago(1), expiresAt: NOW + 2 * DAY })])).toEqual([]);
    expect(ofVirtual([generation({ issuedAt: NOW - 9 * HOUR, expiresAt: NOW + HOUR })])).toEqual([
      'due expires-soon',
    ]);
  });

  test('that ended is due while a program still asks with it, and else only told', () => {
    expect(ofVirtual([generation({ expiresAt: NOW })])).toEqual(['due expired']);
    const quiet = { lastUsedAt: ago(31), lastTradedAt: null };
    expect(ofVirtual([generation({ expiresAt: ago(1) })], quiet)).toEqual(['note expired']);
  });

  test('nobody uses is due, never used or not any more, once it is older than the period', () => {
    const never = { lastUsedAt: null, lastTradedAt: null };
    expect(ofVirtual([generation({ lastUsedAt: null })], never)).toEqual(['due unused']);
    expect(ofVirtual([generation()], { lastUsedAt: ago(31), lastTradedAt: null })).toEqual(['due unused']);
    expect(ofVirtual([generation()], { ...never, firstIssuedAt: ago(29) })).toEqual([]);
  });

  test('that may trade and doesn’t points at a narrower policy', () => {
    const report = assessVirtualKey(virtualKey([generation()], { lastTradedAt: ago(31) }), TIMES);
    expect(report.findings).toMatchObject([
      { level: 'due', code: 'trade-unused', action: 'holdfast policy suggest --vkey bot' },
    ]);
    expect(ofVirtual([generation({ mayTrade: false })], { lastTradedAt: null })).toEqual([]);
  });

  test('in an overlap is told; a program that has not changed over is due', () => {
    const old = generation({ expiresAt: NOW + 20 * HOUR, lastUsedAt: ago(3) });
    const next = generation({ generation: 2, issuedAt: ago(2), expiresAt: NOW + 80 * DAY });
    expect(ofVirtual([old, next])).toEqual(['note old-generation']);
    const late = { ...old, lastUsedAt: ago(1) };
    expect(ofVirtual([late, next])).toEqual(['note old-generation']);
    expect(ofVirtual([late, { ...next, lastUsedAt: null }])).toEqual(['due rotation-not-taken']);
  });

  test('with an old generation that goes on for long, or without end, is due', () => {
    const next = generation({ generation: 2, issuedAt: ago(2) });
    expect(ofVirtual([generation({ expiresAt: null, lastUsedAt: null }), next])).toEqual([
      'due old-generation',
    ]);
    expect(ofVirtual([generation({ expiresAt: NOW + 8 * DAY, lastUsedAt: null }), next])).toEqual([
      'due old-generation',
    ]);
  });

  test('forgets old generations that have ended', () => {
    const next = generation({ generation: 2, issuedAt: ago(2) });
    expect(ofVirtual([generation({ expiresAt: ago(1) }), next])).toEqual([]);
  });

  test('that is frozen in one of two generations says in which', () => {
    const frozen = { by: 'ann', reason: '' };
    const { findings } = assessVirtualKey(
      virtualKey([
        generation({ expiresAt: NOW + HOUR, lastUsedAt: null }),
        generation({ generation: 2, frozen }),
      ]),
      TIMES,
    );
    expect(findings.map(({ text }) => text)).toContain('Generation 2 is frozen by ann.');
  });
});
