import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type {
  AdministrationContent,
  AuditContent,
  LifecycleContent,
  RequestContent,
} from '../../src/audit/content.ts';
import { encodeContent, MOST_CONTENT_BYTES, parseContent } from '../../src/audit/content-bytes.ts';
import { auditDescription } from '../../src/audit/describe.ts';
import { type SafeText, safeText } from '../../src/audit/text.ts';
import { byExchange } from '../../src/dialect/order-reference.ts';
import { sampleContent } from './sample.ts';

const invalid = expect.objectContaining({ code: 'AUDIT_ENTRY_INVALID' });
const request = sampleContent(0) as RequestContent;
const change = sampleContent(2) as AdministrationContent;
const start: LifecycleContent = {
  kind: 'lifecycle',
  change: 'start',
  version: safeText('0.1.0', 64),
};

/** One entry of every kind. */
const everyKind: AuditContent[] = [
  request,
  sampleContent(1),
  sampleContent(2),
  start,
  {
    kind: 'unauthenticated',
    address: '2001:db8::1',
    reasons: [{ reason: 'signature', count: 7 }],
  },
  {
    kind: 'virtual-key',
    virtualKey: 'organizations/a-b/apiKeys/c',
    exchange: 'coinbase',
    revision: 2,
    state: 'revoked',
    row: 'ab'.repeat(32),
    operator: safeText('Jürgen', 64),
    reason: null,
  },
  {
    kind: 'virtual-key',
    virtualKey: '+/aXbase64+as/Kraken/has/its/ids+',
    exchange: 'kraken',
    revision: 1,
    state: 'active',
    row: 'cd'.repeat(32),
    operator: safeText('anna', 64),
    reason: null,
  },
  {
    kind: 'exchange-key',
    key: 'main',
    version: 2,
    exchange: 'kraken',
    revision: 3,
    state: 'retiring',
    change: 'rotate',
    row: 'ef'.repeat(32),
    operator: safeText('anna', 64),
    reason: null,
    detail: safeText('real', 64),
  },
  {
    kind: 'operator',
    name: 'anna',
    revision: 1,
    state: 'active',
    row: 'b'.repeat(64),
    operator: safeText('ben', 64),
    reason: null,
  },
  {
    kind: 'freeze',
    change: 'freeze',
    scope: 'everything',
    subject: null,
    epoch: 9,
    operator: safeText('anna', 64),
    reason: null,
  },
  {
    kind: 'checkpoint',
    sink: safeText('example.com', 64),
    change: 'failed',
    size: 12,
    root: '0'.repeat(64),
  },
  {
    kind: 'rollback-accepted',
    abandonedSize: 99,
    abandonedRoot: 'f'.repeat(64),
    size: 90,
    operator: safeText('anna', 64),
    reason: safeText('restored after a disk failure', 64),
  },
];

describe('the bytes of a content', () => {
  it('are these, and stay these', () => {
    expect(encodeContent(start).toString('latin1')).toBe(
      '{"v":"1","kind":"lifecycle","change":"start","version":"0.1.0"}',
    );
    expect(encodeContent(request).toString('latin1')).toBe(
      '{"v":"1","kind":"request","exchange":"binance","revision":"3","address":"192.0.2.7","method":"POST","host":"api.binance.com","path":"/api/v3/order","class":"trade","product":"spot","orders":[{"action":"create","symbol":"BTCUSDT","side":"buy","type":"limit","quantity":"0.01","quoteQuantity":null,"price":"65000","trigger":null,"timeInForce":"GTC","product":"spot","clientOrderId":"order 0","amends":null}],"cancels":[],"refused":null,"notionalUsd":"650","slippageUsd":"0.5"}',
    );
  });

  it.each(everyKind.map((entry) => [entry.kind, entry] as const))(
    'of kind %s read back as they were',
    (_, entry) => {
      expect(parseContent(encodeContent(entry))).toEqual(entry);
    },
  );

  it('do not depend on the order in which the fields were set', () => {
    const reversed = Object.fromEntries(Object.entries(request).reverse()) as unknown as AuditContent;
    expect(encodeContent(reversed)).toEqual(encodeContent(request));
  });

  it('hold nothing that has no field', () => {
    const more = { ...request, secret: 'hunter2', headers: { 'x-signature': 'abc' } };
    expect(encodeContent(more)).toEqual(encodeContent(request));
  });

  it('write equal amounts equally', () => {
    const padded = { ...request, notionalUsd: { units: 65_000n, scale: 2 } };
    expect(encodeContent(padded)).toEqual(encodeContent(request));
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
              amends: byExchange(raw),
            },
          ],
          cancels: [{ symbol: raw, order: byExchange(raw) }],
        });
        const bytes = encodeContent({ ...request, orders, cancels });
        expect(bytes.toString('latin1')).toMatch(/^[ -~]+$/);
        expect(parseContent(bytes)).toEqual({ ...request, orders, cancels });
      }),
    );
  });

  it('refuses a bad request alone, not the others of its batch', () => {
    const described = (symbol: string) =>
      encodeContent({
        ...request,
        cancels: auditDescription({ orders: [], cancels: [{ symbol, order: null }] }).cancels,
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

describe('a content that is refused before it is written', () => {
  const raw = (text: string) => text as SafeText;
  it.each<[string, AuditContent]>([
    ['unescaped text', { ...request, host: raw('a\nb') }],
    ['a quote that would end the string', { ...request, host: raw('a","x":"b') }],
    ['text that is too long', { ...request, host: raw('a'.repeat(129)) }],
    ['an action with a quote', { ...change, action: 'a"' }],
    ['an empty action', { ...change, action: '' }],
    ['an action with a newline', { ...change, action: 'a\n' }],
    ['an address with a zone', { ...request, address: 'fe80::1%eth0' }],
    ['an address that is none', { ...request, address: '1.2.3.4.5' }],
    ['a count below zero', { ...request, revision: -1 }],
    ['half a count', { ...request, revision: 0.5 }],
    ['no number', { ...request, revision: Number.NaN }],
    ['a count that a float can’t hold', { ...request, revision: 2 ** 53 }],
    ['an amount below zero', { ...request, notionalUsd: { units: -1n, scale: 0 } }],
    ['an amount without end', { ...request, notionalUsd: { units: 1n, scale: 400 } }],
    ['an unknown word', { ...start, change: 'maybe' as 'start' }],
    ['a word of every object', { ...start, change: 'constructor' as 'start' }],
    ['an unknown kind', { ...request, kind: '__proto__' as 'request' }],
    ['a missing field', { ...request, host: undefined as unknown as SafeText }],
    [
      'a hash in upper case',
      { ...(everyKind[5] as AuditContent & { row: string }), row: 'AB'.repeat(32) } as AuditContent,
    ],
    ['too many orders', { ...request, orders: Array.from({ length: 201 }, () => request.orders[0]) }],
  ])('%s', (_, entry) => {
    expect(() => encodeContent(entry)).toThrow(invalid);
  });

  it('more bytes than a content may have', () => {
    const id = safeText('x'.repeat(128), 128);
    const orders = Array.from({ length: 200 }, () => ({
      ...request.orders[0],
      clientOrderId: id,
      amends: id,
    }));
    expect(() => encodeContent({ ...request, orders })).toThrow(invalid);
    expect(encodeContent({ ...request, orders: orders.slice(100) }).length).toBeLessThan(MOST_CONTENT_BYTES);
  });
});

describe('bytes that are not a content', () => {
  const text = encodeContent(request).toString('latin1');
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
    ['a field twice', text.replace('"revision":"3"', '"revision":"2","revision":"3"')],
    ['fields in another order', text.replace('"v":"1","kind":"request"', '"kind":"request","v":"1"')],
    ['a field less', text.replace('"revision":"3",', '')],
    ['a number', text.replace('"revision":"3"', '"revision":3')],
    ['a needless zero', text.replace('"quantity":"0.01"', '"quantity":"0.010"')],
    ['a leading zero', text.replace('"revision":"3"', '"revision":"03"')],
    ['an exponent', text.replace('"price":"65000"', '"price":"65e3"')],
    ['an escape', text.replace('"BTCUSDT"', '"\\u0042TCUSDT"')],
    ['a polluted prototype', text.replace('"v":"1"', '"__proto__":{},"v":"1"')],
    ['a kind of every object', text.replace('"request"', '"toString"')],
    ['two entries', text + text],
    ['too many bytes', `${text}${' '.repeat(MOST_CONTENT_BYTES)}`],
  ])('%s', (_, bytes) => {
    expect(bytes).not.toBe(text);
    expect(() => parseContent(Buffer.from(bytes, 'latin1'))).toThrow(invalid);
  });

  it('never read as an equal entry after any change of one byte', () => {
    for (let at = 0; at < text.length; at++) {
      const bytes = Buffer.from(text, 'latin1');
      bytes[at] ^= 1 << (at % 8);
      let content: AuditContent | null = null;
      try {
        content = parseContent(bytes);
      } catch {
        continue;
      }
      expect(content).not.toEqual(request);
    }
  });

  it('never crash the reader otherwise', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(() => parseContent(bytes)).toThrow(invalid);
      }),
    );
  });
});
