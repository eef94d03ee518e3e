import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { auditDescription } from '../../src/audit/describe.ts';
import type { AuditEntry, LifecycleEntry, RequestEntry } from '../../src/audit/entry.ts';
import { encodeEntry, MOST_ENTRY_BYTES, parseEntry } from '../../src/audit/entry-bytes.ts';
import { type SafeText, safeText } from '../../src/audit/text.ts';
import { sampleEntry } from './sample.ts';

const invalid = expect.objectContaining({ code: 'AUDIT_ENTRY_INVALID' });
const request = sampleEntry(0) as RequestEntry;
const start: LifecycleEntry = {
  kind: 'lifecycle',
  id: 'a1',
  time: 0,
  replica: 'one',
  change: 'start',
  version: safeText('0.1.0', 64),
};

/** One entry of every kind. */
const everyKind: AuditEntry[] = [
  request,
  sampleEntry(1),
  sampleEntry(2),
  start,
  {
    kind: 'unauthenticated',
    id: 'u1',
    time: 1,
    replica: 'one',
    address: '2001:db8::1',
    reasons: [{ reason: 'signature', count: 7 }],
  },
  {
    kind: 'virtual-key',
    id: 'v1',
    time: 1,
    replica: 'one',
    virtualKey: 'organizations/a-b/apiKeys/c',
    exchange: 'coinbase',
    revision: 2,
    state: 'revoked',
    row: 'ab'.repeat(32),
    operator: safeText('Jürgen', 64),
    reason: null,
  },
  {
    kind: 'freeze',
    id: 'f1',
    time: 1,
    replica: 'one',
    change: 'freeze',
    scope: 'everything',
    subject: null,
    epoch: 9,
    operator: safeText('anna', 64),
    reason: null,
  },
  {
    kind: 'checkpoint',
    id: 'c1',
    time: 1,
    replica: 'one',
    sink: safeText('example.com', 64),
    change: 'failed',
    size: 12,
    root: '0'.repeat(64),
  },
  {
    kind: 'rollback-accepted',
    id: 'r1',
    time: 1,
    replica: 'one',
    abandonedSize: 99,
    abandonedRoot: 'f'.repeat(64),
    size: 90,
    operator: safeText('anna', 64),
    reason: safeText('restored after a disk failure', 64),
  },
];

describe('the bytes of an entry', () => {
  it('are these, and stay these', () => {
    expect(encodeEntry(start).toString('latin1')).toBe(
      '{"v":"1","kind":"lifecycle","id":"a1","time":"1970-01-01T00:00:00.000Z","replica":"one","change":"start","version":"0.1.0"}',
    );
    expect(encodeEntry(request).toString('latin1')).toBe(
      '{"v":"1","kind":"request","id":"e0","time":"2026-01-01T00:00:00.000Z","replica":"one","exchange":"binance","virtualKey":"vk1","revision":"3","address":"192.0.2.7","method":"POST","host":"api.binance.com","path":"/api/v3/order","class":"trade","product":"spot","orders":[{"action":"create","symbol":"BTCUSDT","side":"buy","type":"limit","quantity":"0.01","quoteQuantity":null,"price":"65000","trigger":null,"timeInForce":"GTC","product":"spot","clientOrderId":"order 0","amends":null}],"cancels":[],"decision":"allowed","reason":null,"rule":null,"reservedUsd":"650","epoch":"1"}',
    );
  });

  it.each(everyKind.map((entry) => [entry.kind, entry] as const))(
    'of kind %s read back as they were',
    (_, entry) => {
      expect(parseEntry(encodeEntry(entry))).toEqual(entry);
    },
  );

  it('do not depend on the order in which the fields were set', () => {
    const reversed = Object.fromEntries(Object.entries(request).reverse()) as unknown as AuditEntry;
    expect(encodeEntry(reversed)).toEqual(encodeEntry(request));
  });

  it('hold nothing that has no field', () => {
    const more = { ...request, secret: 'hunter2', headers: { 'x-signature': 'abc' } };
    expect(encodeEntry(more)).toEqual(encodeEntry(request));
  });

  it('write equal amounts equally', () => {
    const padded = { ...request, reservedUsd: { units: 65_000n, scale: 2 } };
    expect(encodeEntry(padded)).toEqual(encodeEntry(request));
  });

  it('are one line of printable ASCII, whatever a client calls its orders', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 150 }), (given) => {
        const raw = given.toWellFormed().replaceAll('\u0000', '');
        const { orders, cancels } = auditDescription({
          orders: [
            {
              action: 'create',
              symbol: raw,
              side: null,
              type: null,
              quantity: null,
              quoteQuantity: null,
              price: null,
              trigger: null,
              timeInForce: raw,
              product: 'spot',
              clientOrderId: raw,
              amends: raw,
            },
          ],
          cancels: [{ symbol: raw, orderId: raw }],
        });
        const bytes = encodeEntry({ ...request, orders, cancels });
        expect(bytes.toString('latin1')).toMatch(/^[ -~]+$/);
        expect(parseEntry(bytes)).toEqual({ ...request, orders, cancels });
      }),
    );
  });

  it('refuses a bad request alone, not the others of its batch', () => {
    const described = (symbol: string) =>
      encodeEntry({
        ...request,
        cancels: auditDescription({ orders: [], cancels: [{ symbol, orderId: null }] }).cancels,
      });
    const results = ['BTC', 'B\u0000', 'ETH', '\ud800', 'SOL'].map((symbol) => {
      try {
        return described(symbol).length > 0;
      } catch (error) {
        return error;
      }
    });
    expect(results).toEqual([true, invalid, true, invalid, true]);
  });
});

describe('an entry that is refused before it is written', () => {
  const raw = (text: string) => text as SafeText;
  it.each<[string, AuditEntry]>([
    ['unescaped text', { ...request, host: raw('a\nb') }],
    ['a quote that would end the string', { ...request, host: raw('a","x":"b') }],
    ['text that is too long', { ...request, host: raw('a'.repeat(129)) }],
    ['an id with a quote', { ...request, id: 'a"' }],
    ['an empty id', { ...request, id: '' }],
    ['a key id with a newline', { ...request, virtualKey: 'a\n' }],
    ['an address with a zone', { ...request, address: 'fe80::1%eth0' }],
    ['an address that is none', { ...request, address: '1.2.3.4.5' }],
    ['a time that is none', { ...request, time: Number.NaN }],
    ['a fraction of a millisecond', { ...request, time: 0.5 }],
    ['a time beyond the year 9999', { ...request, time: 8.64e15 }],
    ['a count below zero', { ...request, epoch: -1 }],
    ['a count that a float can’t hold', { ...request, epoch: 2 ** 53 }],
    ['an amount below zero', { ...request, reservedUsd: { units: -1n, scale: 0 } }],
    ['an amount without end', { ...request, reservedUsd: { units: 1n, scale: 400 } }],
    ['an unknown word', { ...request, decision: 'maybe' as 'allowed' }],
    ['a word of every object', { ...request, decision: 'constructor' as 'allowed' }],
    ['an unknown kind', { ...request, kind: '__proto__' as 'request' }],
    ['a missing field', { ...request, host: undefined as unknown as SafeText }],
    [
      'a hash in upper case',
      { ...(everyKind[5] as AuditEntry & { row: string }), row: 'AB'.repeat(32) } as AuditEntry,
    ],
    ['too many orders', { ...request, orders: Array.from({ length: 201 }, () => request.orders[0]) }],
  ])('%s', (_, entry) => {
    expect(() => encodeEntry(entry)).toThrow(invalid);
  });

  it('more bytes than an entry may have', () => {
    const id = safeText('x'.repeat(128), 128);
    const orders = Array.from({ length: 200 }, () => ({
      ...request.orders[0],
      clientOrderId: id,
      amends: id,
    }));
    expect(() => encodeEntry({ ...request, orders })).toThrow(invalid);
    expect(encodeEntry({ ...request, orders: orders.slice(100) }).length).toBeLessThan(MOST_ENTRY_BYTES);
  });
});

describe('bytes that are not an entry', () => {
  const text = encodeEntry(request).toString('latin1');
  it.each([
    ['nothing', ''],
    ['no JSON', 'hello'],
    ['another JSON', '[]'],
    ['null', 'null'],
    ['a blank more', `${text} `],
    ['a blank inside', text.replace('","', '", "')],
    ['a newline at the end', `${text}\n`],
    ['another version', text.replace('"v":"1"', '"v":"2"')],
    ['a field more', text.replace('}', ',"x":"y"}')],
    ['a field more at the end', text.replace(/}$/, ',"x":"y"}')],
    ['a field twice', text.replace('"epoch":"1"', '"epoch":"2","epoch":"1"')],
    ['fields in another order', text.replace('"v":"1","kind":"request"', '"kind":"request","v":"1"')],
    ['a field less', text.replace(',"epoch":"1"', '')],
    ['a number', text.replace('"epoch":"1"', '"epoch":1')],
    ['a needless zero', text.replace('"quantity":"0.01"', '"quantity":"0.010"')],
    ['a leading zero', text.replace('"epoch":"1"', '"epoch":"01"')],
    ['an exponent', text.replace('"price":"65000"', '"price":"65e3"')],
    ['an escape', text.replace('"BTCUSDT"', '"\\u0042TCUSDT"')],
    ['another way to write a time', text.replace('.000Z', 'Z')],
    ['a day that does not exist', text.replace('2026-01-01', '2026-02-30')],
    ['a polluted prototype', text.replace('"v":"1"', '"__proto__":{},"v":"1"')],
    ['a kind of every object', text.replace('"request"', '"toString"')],
    ['two entries', text + text],
    ['too many bytes', `${text}${' '.repeat(MOST_ENTRY_BYTES)}`],
  ])('%s', (_, bytes) => {
    expect(bytes).not.toBe(text);
    expect(() => parseEntry(Buffer.from(bytes, 'latin1'))).toThrow(invalid);
  });

  it('never read as an equal entry after any change of one byte', () => {
    for (let at = 0; at < text.length; at++) {
      const bytes = Buffer.from(text, 'latin1');
      bytes[at] ^= 1 << (at % 8);
      let entry: AuditEntry | null = null;
      try {
        entry = parseEntry(bytes);
      } catch {
        continue;
      }
      expect(entry).not.toEqual(request);
    }
  });

  it('never crash the reader otherwise', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(() => parseEntry(bytes)).toThrow(invalid);
      }),
    );
  });
});
