import { leadMs } from '@holdfast/gateway';
import { describe, expect, test } from 'vitest';
import {
  assessExchangeKey,
  type ExchangeKeyFacts,
  sameSecrets,
  type VersionFacts,
} from '../src/key-report/assess-exchange-key.ts';
import { assessKeys } from '../src/key-report/assess-keys.ts';
import { spanText } from '../src/key-report/assessment.ts';
import {
  ago,
  DAY,
  exchangeKey,
  generation,
  HOUR,
  NOW,
  TIMES,
  told,
  version,
  virtualKey,
} from './support/key-facts.ts';

const ofKey = (changes: Partial<ExchangeKeyFacts>, active: Partial<VersionFacts> = {}) =>
  told(assessExchangeKey(exchangeKey(changes, active), [], TIMES));

describe('an exchange key', () => {
  test('that is young, used, bound and asked has no findings', () => {
    expect(ofKey({})).toEqual([]);
    expect(assessExchangeKey(exchangeKey(), [], TIMES)).toMatchObject({
      version: 1,
      ageDays: 40,
      lastUsed: '2026-05-31T00:00:00.000Z',
      virtualKeys: ['bot'],
    });
  });

  test('is due for rotation at its age to the millisecond, and says so 14 days before', () => {
    expect(ofKey({}, { addedAt: ago(90) })).toEqual(['due rotation-due']);
    expect(ofKey({}, { addedAt: ago(90) + 1 })).toEqual(['note rotation-soon']);
    expect(ofKey({}, { addedAt: ago(76) })).toEqual(['note rotation-soon']);
    expect(ofKey({}, { addedAt: ago(76) + 1 })).toEqual([]);
  });

  test('goes by its own schedule before the one for all keys', () => {
    expect(ofKey({}, { addedAt: ago(100), rotateAfterDays: 365 })).toEqual([]);
    expect(ofKey({}, { rotateAfterDays: 40 })).toEqual(['due rotation-due']);
    expect(ofKey({}, { addedAt: ago(4000), rotateAfterDays: 0 })).toEqual([]);
    expect(
      told(assessExchangeKey(exchangeKey({}, { addedAt: ago(4000) }), [], { ...TIMES, rotateAfter: null })),
    ).toEqual([]);
    expect(assessExchangeKey(exchangeKey({}, { rotateAfterDays: 60 }), [], TIMES).rotateBy).toBe(
      new Date(NOW + 20 * DAY).toISOString(),
    );
  });

  test('is told of no earlier than was set, and no earlier than a fifth of its span before', () => {
    const soon = (addedAt: number, remindDays: number) =>
      told(assessExchangeKey(exchangeKey({}, { addedAt }), [], { ...TIMES, remindDays }));
    expect(soon(ago(80), 0)).toEqual([]);
    expect(soon(ago(89), 2)).toEqual(['note rotation-soon']);
    expect(soon(ago(87), 2)).toEqual([]);
    expect(soon(ago(73), 60)).toEqual(['note rotation-soon']);
    expect(soon(ago(71), 60)).toEqual([]);
  });

  test('that is to be deleted is told as that alone, and not called due for anything', () => {
    const versions = [version({ state: 'deleting', addedAt: ago(400), checkedAt: null })];
    const report = assessExchangeKey(
      exchangeKey({ versions, deleteAfter: NOW + 3 * DAY, lastUsedAt: null }),
      [],
      TIMES,
    );
    expect(told(report)).toEqual(['note deleting']);
    expect(report).toMatchObject({ rotateBy: null, deleteAfter: new Date(NOW + 3 * DAY).toISOString() });
  });

  test('that was deleted is in no report, but its secret is known again', () => {
    const gone = exchangeKey({ name: 'gone', deleted: true, versions: [version({ state: 'retired' })] });
    const { exchangeKeys } = assessKeys(
      { now: NOW, exchangeKeys: [gone, exchangeKey()], virtualKeys: [] },
      null,
      { text: '30d', ms: 30 * DAY },
    );
    expect(exchangeKeys.map(({ name, findings }) => [name, findings[0].code])).toEqual([
      ['main', 'same-key'],
    ]);
  });

  test('counts the age of the version that signs, not of the key or its old versions', () => {
    const versions = [version({ state: 'retired', addedAt: ago(400) }), version({ version: 2 })];
    expect(ofKey({ addedAt: ago(400), versions })).toEqual([]);
  });

  test('added in the future, by a clock that was set back, is 0 days old', () => {
    expect(assessExchangeKey(exchangeKey({}, { addedAt: NOW + DAY }), [], TIMES).ageDays).toBe(0);
  });

  test('that can withdraw is urgent until somebody accepted it, and told for ever', () => {
    const permissions = { read: true, trade: true, withdraw: true, ipRestricted: true };
    expect(ofKey({}, { permissions })).toEqual(['urgent withdraw-enabled']);
    const accepted = { permissions, acceptedRisks: ['withdraw' as const], riskReason: 'treasury' };
    const report = assessExchangeKey(exchangeKey({}, accepted), [], TIMES);
    expect(told(report)).toEqual(['note withdraw-enabled']);
    expect(report.findings[0].text).toContain('treasury');
  });

  test('bound to no address, or of an exchange that doesn’t say, is told apart and urgent', () => {
    const of = (ipRestricted: boolean | null) =>
      assessExchangeKey(
        exchangeKey({}, { permissions: { ...version().permissions, ipRestricted } }),
        [],
        TIMES,
      ).findings;
    expect(of(false)).toMatchObject([{ level: 'urgent', code: 'no-ip', text: /bound to none/ }].map(textIn));
    expect(of(null)).toMatchObject([{ level: 'urgent', code: 'no-ip', text: /doesn’t say/ }].map(textIn));
  });

  test('that accepts one risk is urgent for another', () => {
    const permissions = { read: true, trade: true, withdraw: true, ipRestricted: false };
    expect(ofKey({}, { permissions, acceptedRisks: ['no-ip'], riskReason: 'a phone' })).toEqual([
      'urgent withdraw-enabled',
      'note no-ip',
    ]);
  });

  test('whose accepted risk is gone is told, so that a later one isn’t accepted unseen', () => {
    expect(ofKey({}, { acceptedRisks: ['withdraw'], riskReason: 'treasury' })).toEqual(['note risk-gone']);
  });

  test('that could never be asked is unverified, and to be checked', () => {
    const permissions = { read: null, trade: null, withdraw: null, ipRestricted: null };
    expect(ofKey({}, { permissions, checkedAt: null })).toEqual([
      'urgent no-ip',
      'urgent unverified',
      'note check-old',
    ]);
  });

  test('was asked too long ago from 30 days on', () => {
    expect(ofKey({}, { checkedAt: ago(30) })).toEqual(['note check-old']);
    expect(ofKey({}, { checkedAt: ago(30) + 1 })).toEqual([]);
  });

  test('nobody used is due once it had the whole period to be used', () => {
    const never = { lastUsedAt: null, lastTradedAt: null };
    expect(ofKey(never)).toEqual(['due unused']);
    expect(ofKey({ ...never, addedAt: ago(30) + 1 })).toEqual([]);
    expect(ofKey({ lastUsedAt: ago(31), lastTradedAt: ago(31) })).toEqual(['due unused']);
    expect(ofKey({ lastUsedAt: ago(30), lastTradedAt: ago(30) })).toEqual([]);
  });

  test('nobody used doesn’t become used by rotating it', () => {
    expect(ofKey({ lastUsedAt: null, lastTradedAt: null }, { addedAt: ago(1) })).toEqual(['due unused']);
  });

  test('without virtual keys is due, though it was used lately', () => {
    expect(ofKey({ signers: [] })).toEqual(['due no-virtual-keys']);
    expect(ofKey({ signers: [], lastUsedAt: null, lastTradedAt: null })).toEqual(['due unused']);
  });

  test('that may trade and only reads has a permission too many', () => {
    expect(ofKey({ lastTradedAt: null })).toEqual(['due trade-unused']);
    expect(ofKey({ lastTradedAt: ago(31) })).toEqual(['due trade-unused']);
    expect(ofKey({ lastTradedAt: null }, { addedAt: ago(10) })).toEqual([]);
    const permissions = { read: true, trade: false, withdraw: false, ipRestricted: true };
    expect(ofKey({ lastTradedAt: null }, { permissions })).toEqual([]);
  });

  test('with an old version that the exchange still takes is due, with the command', () => {
    const versions = [version({ state: 'retiring' }), version({ version: 2, fingerprint: 'bb' })];
    const report = assessExchangeKey(exchangeKey({ versions }), [], TIMES);
    expect(report.findings).toMatchObject([
      { level: 'due', code: 'retiring', action: 'holdfast key retire main --version 1' },
    ]);
  });

  test('without a version that signs is due, and has no age', () => {
    const report = assessExchangeKey(exchangeKey({}, { state: 'retired' }), [], TIMES);
    expect(report).toMatchObject({ version: null, ageDays: null, permissions: null });
    expect(told(report)).toEqual(['due no-version']);
  });

  test('that is frozen says by whom and why', () => {
    const { findings } = assessExchangeKey(
      exchangeKey({ frozen: { by: 'ann', reason: 'drill' } }),
      [],
      TIMES,
    );
    expect(findings).toMatchObject([{ level: 'note', text: 'Frozen by ann: drill.' }]);
  });
});

describe('the same secret in two places', () => {
  const keys = [
    exchangeKey({ name: 'a', versions: [version(), version({ version: 2, fingerprint: 'bb' })] }),
    exchangeKey({ name: 'b', versions: [version({ version: 3, state: 'retired' })] }),
    exchangeKey({ name: 'c', versions: [version({ fingerprint: 'cc' })] }),
  ];

  test('is found from both sides, retired versions included', () => {
    expect(sameSecrets(keys)).toEqual(
      new Map([
        ['a', ['"b" version 3']],
        ['b', ['"a" version 1']],
      ]),
    );
    const { exchangeKeys } = assessKeys(
      { now: NOW, exchangeKeys: keys, virtualKeys: [] },
      { text: '90d', ms: 90 * DAY },
      { text: '30d', ms: 30 * DAY },
    );
    const codes = exchangeKeys.map(({ name, findings }) => [name, findings[0]?.code ?? null]);
    expect(codes).toEqual([
      ['b', 'same-key'],
      ['a', 'same-key'],
      ['c', null],
    ]);
  });

  test('is found within one key', () => {
    const twice = exchangeKey({ versions: [version({ state: 'retiring' }), version({ version: 2 })] });
    expect(sameSecrets([twice]).get('main')).toEqual(['"main" version 2', '"main" version 1']);
  });
});

test('keys with worse findings come first, then by name, and only what is to be done is counted', () => {
  const withdraw = { read: true, trade: true, withdraw: true, ipRestricted: true };
  const report = assessKeys(
    {
      now: NOW,
      exchangeKeys: [
        exchangeKey({ name: 'b' }),
        exchangeKey({ name: 'a', versions: [version({ fingerprint: 'ab' })] }),
        exchangeKey({ name: 'old' }, { addedAt: ago(91), fingerprint: 'ac', checkedAt: ago(40) }),
        exchangeKey({ name: 'open' }, { permissions: withdraw, fingerprint: 'ad' }),
      ],
      virtualKeys: [virtualKey(), virtualKey([generation({ expiresAt: null })], { name: 'aaa' })],
    },
    { text: '90d', ms: 90 * DAY },
    { text: '30d', ms: 30 * DAY },
  );
  expect(report.exchangeKeys.map(({ name }) => name)).toEqual(['open', 'old', 'a', 'b']);
  expect(report.virtualKeys.map(({ name }) => name)).toEqual(['aaa', 'bot']);
  expect(report.due).toBe(2);
});

test('spans are told in their largest unit, leads are bounded', () => {
  expect([100 * DAY, 2 * DAY, 2 * DAY - 1, HOUR, 59_000, 0].map(spanText)).toEqual([
    '100 days',
    '2 days',
    '47 hours',
    '1 hour',
    '1 minute',
    '1 minute',
  ]);
  expect([365 * DAY, 70 * DAY, 5 * HOUR].map((span) => leadMs(span, 14))).toEqual([14 * DAY, 14 * DAY, HOUR]);
});

function textIn<T extends { text: RegExp }>(finding: T) {
  return { ...finding, text: expect.stringMatching(finding.text) };
}
