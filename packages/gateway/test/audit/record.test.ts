import { describe, expect, it } from 'vitest';
import type { AuditContent } from '../../src/audit/content.ts';
import { MOST_RECORD_BYTES, parseRecord, recordKind } from '../../src/audit/record.ts';
import { safeText } from '../../src/audit/text.ts';
import { recordBytes, sampleContent, sampleRecord } from './sample.ts';

const invalid = expect.objectContaining({ code: 'AUDIT_ENTRY_INVALID' });
const parse = (text: string) => parseRecord(Buffer.from(text, 'latin1'));
const start: AuditContent = { kind: 'lifecycle', change: 'start', version: safeText('0.1.0', 64) };

describe('a stored entry', () => {
  it('tells what the database knows and what the gateway said', () => {
    expect(parseRecord(sampleRecord(0))).toEqual({
      id: 1n,
      kind: 'request',
      time: '2026-01-01T00:00:00.037000Z',
      replica: 'one',
      verdict: { key: 'vk1', accepted: true, rule: null },
      content: sampleContent(0),
    });
    expect(parseRecord(sampleRecord(1)).verdict).toEqual({ of: 1n, outcome: 'accepted' });
    expect(parseRecord(sampleRecord(2))).toMatchObject({ kind: 'administration', verdict: null });
  });

  it('of a refused request names the rule', () => {
    const text = sampleRecord(0)
      .toString()
      .replace('"rule": null, "accepted": true', '"rule": "say \\"no\\"", "accepted": false');
    expect(parse(text).verdict).toEqual({ key: 'vk1', accepted: false, rule: 'say "no"' });
  });

  it('whose content the database could not take says so', () => {
    const text = sampleRecord(0)
      .toString()
      .replace(/"content":.*/, '"content":{"unrecordable":"key id"}}');
    expect(parse(text).content).toEqual({ kind: 'unrecordable', problem: 'key id' });
  });

  it('has the kind that its content belongs to', () => {
    expect([sampleContent(0), sampleContent(1), sampleContent(2), start].map(recordKind)).toEqual([
      'request',
      'outcome',
      'administration',
      'administration',
    ]);
    expect(recordKind({ kind: 'unauthenticated', address: null, reasons: [] })).toBe('summary');
  });

  const text = sampleRecord(0).toString();
  const outcome = sampleRecord(1).toString();
  const change = recordBytes(1, start).toString();
  it.each([
    ['nothing', ''],
    ['only a content', text.slice(text.indexOf('"content":') + 10, -1)],
    ['a blank more', `${text} `],
    ['a newline at the end', `${text}\n`],
    ['a field more', text.replace('"replica"', '"x":"y","replica"')],
    ['fields in another order', text.replace('"id":1,"kind":"request"', '"kind":"request","id":1')],
    ['an id of zero', text.replace('"id":1,', '"id":0,')],
    ['an id as text', text.replace('"id":1,', '"id":"1",')],
    ['an unknown kind', text.replace('"kind":"request"', '"kind":"reply"')],
    ['a time without microseconds', text.replace('.037000Z', '.037Z')],
    ['a replica with a quote', text.replace('"replica":"one"', '"replica":"o\\"e"')],
    ['no verdict', text.replace(/"verdict":\{.*?\}/, '"verdict":null')],
    [
      'the verdict of an outcome',
      text.replace(/"verdict":\{.*?\}/, '"verdict":{"of": 1, "outcome": "accepted"}'),
    ],
    ['a verdict without blanks', text.replace('"rule": null', '"rule":null')],
    ['a verdict with a field more', text.replace('"accepted": true', '"accepted": true, "x": 1')],
    ['a verdict with a field twice', text.replace('"rule": null', '"rule": "x", "rule": null')],
    ['a request accepted by a rule', text.replace('"rule": null', '"rule": "x"')],
    ['a request refused by none', text.replace('"accepted": true', '"accepted": false')],
    [
      'the verdict of a request',
      outcome.replace(/"verdict":\{.*?\}/, '"verdict":{"key": "vk1", "rule": null, "accepted": true}'),
    ],
    ['an unknown outcome', outcome.replace('"outcome": "accepted"', '"outcome": "lost"')],
    ['an outcome of a fraction', outcome.replace('"of": 1', '"of": 1.5')],
    ['a change that decides', change.replace('"verdict":null', '"verdict":{"of": 1, "outcome": "accepted"}')],
    ['a change stored as a summary', change.replace('"kind":"administration"', '"kind":"summary"')],
    [
      'a request stored as a change',
      text
        .replace('"kind":"request"', '"kind":"administration"')
        .replace(/"verdict":\{.*?\}/, '"verdict":null'),
    ],
    ['a content that is none', text.replace('"content":{"v":"1"', '"content":{"v":"2"')],
    ['a second content', `${text.slice(0, -1)},"content":{}}`],
    [
      'an unrecordable problem that was made up',
      text.replace(/"content":.*/, '"content":{"unrecordable":"<b>"}}'),
    ],
    ['bytes beyond ASCII', text.replace('"one"', '"\u00e9"')],
    ['too many bytes', text + ' '.repeat(MOST_RECORD_BYTES)],
  ])('with %s is refused', (_, changed) => {
    expect([text, outcome, change]).not.toContain(changed);
    expect(() => parse(changed)).toThrow(invalid);
  });

  it('can’t be made to look like another by what a client writes into it', () => {
    const forged = '"}],"verdict":null,"content":{"v":"1","kind":"rollback-accepted","x":"';
    const content = { ...sampleContent(2), subject: safeText(forged, 128) } as AuditContent;
    expect(parseRecord(recordBytes(1, content))).toMatchObject({ kind: 'administration', content });
  });
});
