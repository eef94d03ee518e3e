import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Field } from '../src/encoding.ts';
import { ROW_MAC_BYTES, rowMac, verifyRowMac } from '../src/row-mac.ts';
import { codeOf, flipBit, kekNamed } from './fixtures.ts';

const kek = kekNamed('one');
const ROW: Field[] = [
  ['id', 7n],
  ['key_id', 3n],
  ['policy', Buffer.from('{"allow":["read"]}')],
  ['ips', '10.0.0.0/8'],
  ['expires', null],
  ['state', 'revoked'],
  ['revision', 4n],
];
const mac = rowMac(kek, 'virtual_keys', ROW);
const withField = (name: string, value: Field[1]): Field[] =>
  ROW.map((field) => (field[0] === name ? [name, value] : field));

describe('the MAC of a row', () => {
  it('holds for the row', () => {
    expect(mac).toHaveLength(ROW_MAC_BYTES);
    expect(verifyRowMac(kek, 'virtual_keys', ROW, mac)).toBe(true);
    expect(verifyRowMac(kek, 'virtual_keys', ROW, new Uint8Array(mac))).toBe(true);
  });

  it.each<[string, Field[]]>([
    ['a widened policy', withField('policy', Buffer.from('{"allow":["read","trade"]}'))],
    ['a key that was rebound', withField('key_id', 4n)],
    ['a revoked key made active', withField('state', 'active')],
    ['an address list that was emptied', withField('ips', '')],
    ['an address list that was taken away', withField('ips', null)],
    ['a revision that was rolled back', withField('revision', 3n)],
    ['another row’s id', withField('id', 8n)],
    ['a number as text', withField('id', '7')],
    ['a column left out', ROW.slice(1)],
    ['a column added', [...ROW, ['note', null]]],
    ['two columns swapped', [ROW[1]!, ROW[0]!, ...ROW.slice(2)]],
    ['no columns', []],
  ])('fails for %s', (_, row) => {
    expect(verifyRowMac(kek, 'virtual_keys', row, mac)).toBe(false);
  });

  it('fails for another table and under another KEK', () => {
    expect(verifyRowMac(kek, 'keys', ROW, mac)).toBe(false);
    expect(verifyRowMac(kekNamed('two'), 'virtual_keys', ROW, mac)).toBe(false);
  });

  it('fails for a MAC with any bit turned over, cut off, empty, prolonged or no bytes', () => {
    for (let bit = 0; bit < 256; bit++)
      expect(verifyRowMac(kek, 'virtual_keys', ROW, flipBit(mac, bit))).toBe(false);
    for (const bad of [
      mac.subarray(0, 31),
      Buffer.alloc(0),
      Buffer.concat([mac, mac]),
      mac.toString('hex'),
      null,
    ]) {
      expect(verifyRowMac(kek, 'virtual_keys', ROW, bad as never)).toBe(false);
    }
  });

  it('takes no column for the table’s name', () => {
    expect(rowMac(kek, 't', [['table', 'u']]).equals(rowMac(kek, 'u', [['table', 't']]))).toBe(false);
  });

  it('differs for every two rows', () => {
    const value = fc.oneof(fc.string({ maxLength: 3 }), fc.bigInt(), fc.constant(null));
    const row = fc.array(fc.tuple(fc.string({ maxLength: 2 }), value), { maxLength: 3 });
    const spell = (fields: Field[]) =>
      JSON.stringify(fields, (_, v) => (typeof v === 'bigint' ? { big: `${v}` } : v));
    fc.assert(
      fc.property(row, row, (one, other) => {
        const same = rowMac(kek, 't', one).equals(rowMac(kek, 't', other));
        expect(same).toBe(spell(one) === spell(other));
      }),
    );
  });

  it('is refused for a JavaScript number, whose text is not unique', () => {
    expect(codeOf(() => rowMac(kek, 't', [['id', 7 as never]]))).toBe('ENCODING_INVALID');
  });
});
