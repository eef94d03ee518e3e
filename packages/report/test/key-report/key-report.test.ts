import { describe, expect, it } from 'vitest';
import {
  type KeyReport,
  type ReportedExchangeKey,
  type ReportedVirtualKey,
  renderKeyReport,
} from '../../src/index.ts';
import { forgotten, NASTY, textOf } from '../page-text.ts';

const exchangeKey = (changed: Partial<ReportedExchangeKey> = {}): ReportedExchangeKey => ({
  name: 'main',
  exchange: 'kraken',
  target: 'real',
  version: 2,
  added: '2026-01-01T00:00:00.000Z',
  ageDays: 1234,
  rotateBy: '2026-07-01T00:00:00.000Z',
  deleteAfter: null,
  lastUsed: '2026-05-01T10:20:30.000Z',
  permissions: { read: true, trade: true, withdraw: false, ipRestricted: true },
  acceptedRisks: [],
  riskReason: null,
  virtualKeys: ['bot'],
  findings: [],
  ...changed,
});
const virtualKey = (changed: Partial<ReportedVirtualKey> = {}): ReportedVirtualKey => ({
  name: 'bot',
  exchange: 'kraken',
  key: 'main',
  generation: 3,
  issued: '2026-01-01T00:00:00.000Z',
  rotateBy: null,
  expires: null,
  lastUsed: null,
  findings: [],
  ...changed,
});
const report = (changed: Partial<KeyReport> = {}): KeyReport => ({
  assessed: '2026-06-01T00:00:00.000Z',
  rotateAfter: '90d',
  unusedAfter: '30d',
  due: 0,
  exchangeKeys: [exchangeKey()],
  virtualKeys: [virtualKey()],
  ...changed,
});

describe('the page of keys', () => {
  it('says what it looked at, and that nothing has to be done', () => {
    const text = textOf(renderKeyReport(report()));
    expect(text).toContain('1 exchange key and 1 virtual key; nothing has to be done.');
    expect(text).toContain('due for rotation after 90d');
    expect(text).toContain('1,234 d');
    expect(text).toContain('not in the last 30d');
    expect(text).toContain('it never ends by itself');
    expect(text).toContain('Nothing has to be done.');
  });

  it('lists what wants to be done of all keys, the urgent first, with the command; notes stay with their key', () => {
    const finding = (level: 'urgent' | 'due' | 'note', text: string) => ({
      level,
      code: 'x',
      text,
      action: `holdfast do ${text}`,
    });
    const page = renderKeyReport(
      report({
        due: 2,
        exchangeKeys: [exchangeKey({ findings: [finding('due', 'later'), finding('note', 'aside')] })],
        virtualKeys: [virtualKey({ findings: [finding('urgent', 'first')] })],
      }),
    );
    const toDo = textOf(
      page.slice(page.indexOf('<section id="to-do"'), page.indexOf('<section id="exchange')),
    );
    expect(toDo).toMatch(/bot virtual key now first holdfast do first .*main exchange key due later/);
    expect(toDo).not.toContain('aside');
    expect(textOf(page)).toContain('2 things to do.');
    expect(textOf(page)).toContain('good to know aside');
  });

  it('says by when a key is to be renewed, or that it is to be deleted, or neither', () => {
    const of = (changed: Partial<ReportedExchangeKey>) =>
      textOf(renderKeyReport(report({ exchangeKeys: [exchangeKey(changed)] })));
    expect(of({})).toContain('2026-07-01');
    expect(of({ rotateBy: null })).toContain('on no schedule');
    const deleted = of({ rotateBy: null, deleteAfter: '2026-06-09T08:00:00.000Z' });
    expect(deleted).toMatch(/to be deleted ?after 2026-06-09/);
    expect(textOf(renderKeyReport(report({ rotateAfter: null })))).toContain('by their own schedules only');
  });

  it('tells what an exchange said from what it did not say', () => {
    const may = (permissions: ReportedExchangeKey['permissions']) =>
      textOf(renderKeyReport(report({ exchangeKeys: [exchangeKey({ permissions })] })));
    expect(may({ read: true, trade: null, withdraw: true, ipRestricted: null })).toContain(
      'read trade? withdraw from every address?',
    );
    expect(may({ read: true, trade: false, withdraw: false, ipRestricted: false })).toMatch(
      /read {1,2}from every address [^?]/,
    );
    expect(may(null)).toContain('no version signs');
  });

  it('is whole without keys, and for a key that lacks everything', () => {
    const empty = renderKeyReport(report({ exchangeKeys: [], virtualKeys: [] }));
    expect(textOf(empty)).toContain('There are no keys yet.');
    const bare = renderKeyReport(
      report({
        exchangeKeys: [
          exchangeKey({
            version: null,
            added: null,
            ageDays: null,
            lastUsed: null,
            permissions: null,
            virtualKeys: [],
          }),
        ],
      }),
    );
    for (const page of [empty, bare]) expect(forgotten(page)).toEqual([]);
  });

  it('shows hostile text as text, wherever it comes from', () => {
    const findings = [{ level: 'urgent' as const, code: NASTY, text: NASTY, action: NASTY }];
    const page = renderKeyReport({
      assessed: NASTY,
      rotateAfter: NASTY,
      unusedAfter: NASTY,
      due: 1,
      exchangeKeys: [
        exchangeKey({
          name: NASTY,
          exchange: NASTY,
          lastUsed: NASTY,
          rotateBy: NASTY,
          deleteAfter: NASTY,
          acceptedRisks: [NASTY],
          riskReason: NASTY,
          virtualKeys: [NASTY],
          findings,
        }),
      ],
      virtualKeys: [
        virtualKey({
          name: NASTY,
          exchange: NASTY,
          key: NASTY,
          issued: NASTY,
          expires: NASTY,
          lastUsed: NASTY,
          findings,
        }),
      ],
    });
    expect(page).not.toContain('<img src=x');
    expect(page.match(/<script>/g)).toHaveLength(1);
    expect(page).toContain('&lt;img src=x onerror=&#39;alert(1)&#39;&gt;');
    expect(page).toContain('default-src &#39;none&#39;');
  });
});
