import { encodeFields } from '@holdfast/vault';
import { describe, expect, test } from 'vitest';
import { formatCidrArray, parseCidrArray } from '../../src/keys/cidr-array.ts';
import {
  type ExchangeKeyRow,
  exchangeKeyFields,
  type VirtualKeyRow,
  virtualKeyFields,
} from '../../src/keys/row-fields.ts';

describe('PostgreSQL’s text of addresses', () => {
  test.each(['{}', '{10.0.0.0/8}', '{10.0.0.1/32,::1/128}', '{2001:db8::/32,0.0.0.0/0}'])(
    '%s is read and written the same',
    (text) => expect(formatCidrArray(parseCidrArray(text))).toBe(text),
  );
  test.each([
    '',
    '10.0.0.0/8',
    '{',
    '{10.0.0.0/8',
    '{NULL}',
    '{10.0.0.0/8,}',
    '{,}',
    '{10.0.0.1/8}',
    '{10.0.0.0/33}',
    '{"10.0.0.0/8"}',
    '{10.0.0.0/8} ',
    '{{10.0.0.0/8}}',
    '{10.0.0.0/8;0.0.0.0/0}',
  ])('%j is refused, not taken for "everywhere"', (text) =>
    expect(() => parseCidrArray(text)).toThrow(expect.objectContaining({ code: 'DATABASE_FAILED' })),
  );
});

const bytes = (columns: [string, unknown][]) => encodeFields('test', columns as never).toString('hex');

const VIRTUAL: VirtualKeyRow = {
  id: 'id',
  name: 'bot',
  generation: 1,
  exchange: 'binance',
  exchange_key: 1,
  algorithm: 'hmac',
  sealed_verifier: Buffer.from('v'),
  sealed_passphrase: null,
  policy: Buffer.alloc(32),
  addresses: '{}',
  expires_at: null,
  state: 'active',
  rotate_after_days: null,
  revision: '1',
};
const EXCHANGE: ExchangeKeyRow = {
  exchange_key: 1,
  name: 'main',
  exchange: 'binance',
  target: 'real',
  version: 1,
  algorithm: 'hmac',
  sealed_key_id: Buffer.from('i'),
  sealed_secret: Buffer.from('s'),
  sealed_passphrase: null,
  state: 'active',
  may_read: true,
  may_trade: true,
  may_withdraw: false,
  ip_restricted: true,
  accepted_risks: [],
  nonce_floor: '0',
  rotate_after_days: null,
  state_before: null,
  marked_at: null,
  purge_after: null,
  revision: '1',
};

describe('a MAC covers every column: one that is changed gives other bytes', () => {
  const VIRTUAL_CHANGES: { [K in keyof VirtualKeyRow]: VirtualKeyRow[K][] } = {
    id: ['ie'],
    name: ['bou'],
    generation: [2],
    exchange: ['okx'],
    exchange_key: [2],
    algorithm: ['rsa'],
    sealed_verifier: [Buffer.from('w'), Buffer.alloc(0)],
    sealed_passphrase: [Buffer.from('p'), Buffer.alloc(0)],
    policy: [Buffer.alloc(32, 1)],
    addresses: ['{0.0.0.0/0}'],
    expires_at: [new Date(0), new Date(1), Number.POSITIVE_INFINITY as never],
    state: ['frozen', 'revoked'],
    rotate_after_days: [0, 90],
    revision: ['2', '9007199254740993'],
  };
  test.each(Object.entries(VIRTUAL_CHANGES))('virtual key: %s', (column, values) => {
    for (const value of values) {
      expect(bytes(virtualKeyFields({ ...VIRTUAL, [column]: value }) as never)).not.toBe(
        bytes(virtualKeyFields(VIRTUAL) as never),
      );
    }
  });
  const EXCHANGE_CHANGES: { [K in keyof ExchangeKeyRow]: ExchangeKeyRow[K][] } = {
    exchange_key: [2],
    name: ['other'],
    exchange: ['okx'],
    target: ['redirected'],
    version: [2],
    algorithm: ['ed25519'],
    sealed_key_id: [Buffer.from('j')],
    sealed_secret: [Buffer.from('t')],
    sealed_passphrase: [Buffer.alloc(0)],
    state: ['retiring', 'deleting', 'retired'],
    may_read: [false, null],
    may_trade: [false, null],
    may_withdraw: [true, null],
    ip_restricted: [false, null],
    accepted_risks: [['withdraw'], ['no-ip', 'unverified']],
    nonce_floor: ['1', '18446744073709551615'],
    rotate_after_days: [0, 90],
    state_before: ['active', 'retiring'],
    marked_at: [new Date(0), new Date(1), Number.NEGATIVE_INFINITY as never],
    purge_after: [new Date(0), new Date(1), Number.POSITIVE_INFINITY as never],
    revision: ['2'],
  };
  test.each(Object.entries(EXCHANGE_CHANGES))('exchange key: %s', (column, values) => {
    for (const value of values) {
      expect(bytes(exchangeKeyFields({ ...EXCHANGE, [column]: value }) as never)).not.toBe(
        bytes(exchangeKeyFields(EXCHANGE) as never),
      );
    }
  });
  test('the largest revision is covered to its last digit', () => {
    const [a, b] = ['9007199254740992', '9007199254740993'].map((revision) =>
      bytes(virtualKeyFields({ ...VIRTUAL, revision }) as never),
    );
    expect(a).not.toBe(b);
  });
});

describe('a row that was written before there were schedules and deletions', () => {
  test('has the fields that it had, so that its MAC goes on to fit', () => {
    expect(virtualKeyFields(VIRTUAL).map(([name]) => name)).toHaveLength(13);
    expect(exchangeKeyFields(EXCHANGE).map(([name]) => name)).toHaveLength(17);
  });

  test('a schedule is not taken for a mark, nor one date of a mark for the other', () => {
    const marked = {
      ...EXCHANGE,
      state_before: 'active' as const,
      marked_at: new Date(1),
      purge_after: null,
    };
    const other = { ...EXCHANGE, state_before: 'active' as const, marked_at: null, purge_after: new Date(1) };
    const scheduled = { ...EXCHANGE, rotate_after_days: 1 };
    const all = [EXCHANGE, marked, other, scheduled].map((row) => bytes(exchangeKeyFields(row) as never));
    expect(new Set(all).size).toBe(4);
  });
});
