import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatIpAddress, parseIpAddress } from '../../src/policy/ip-address.ts';
import { formatIpRange, type IpRange, isInRanges, parseIpRange } from '../../src/policy/ip-rules.ts';

const range = (text: string): IpRange => {
  const read = parseIpRange(text);
  if ('problem' in read) throw new Error(`${text} ${read.problem}`);
  return read;
};
const matches = (address: string, ...ranges: string[]) =>
  isInRanges(parseIpAddress(address)!, ranges.map(range));

describe('addresses', () => {
  it.each([
    ['0.0.0.0', '0.0.0.0'],
    ['255.255.255.255', '255.255.255.255'],
    ['::', '::'],
    ['::1', '::1'],
    ['2001:DB8:0:0:0:0:0:1', '2001:db8::1'],
    ['1:0:0:2:0:0:0:3', '1:0:0:2::3'],
    ['1:2:3:4:5:6:7:8', '1:2:3:4:5:6:7:8'],
    ['0:2:3:4:5:6:7:8', '0:2:3:4:5:6:7:8'],
    ['1::', '1::'],
    ['64:ff9b::1.2.3.4', '64:ff9b::102:304'],
    ['::ffff:1.2.3.4', '1.2.3.4'],
    ['::FFFF:102:304', '1.2.3.4'],
    ['0:0:0:0:0:ffff:1.2.3.4', '1.2.3.4'],
  ])('%s is %s', (text, canonical) => {
    expect(formatIpAddress(parseIpAddress(text)!)).toBe(canonical);
  });

  it.each([
    '',
    ' 1.2.3.4',
    '1.2.3.4 ',
    '1.2.3',
    '1.2.3.4.5',
    '1.2.3.4.',
    '127.1',
    '2130706433',
    '0x7f.0.0.1',
    '0x7f000001',
    '0177.0.0.1',
    '127.0.0.01',
    '00.0.0.0',
    '256.0.0.1',
    '1.2.3.-4',
    '1.2.3.+4',
    '1.2.3.4/32',
    '1.2.3.4:80',
    '１.2.3.4',
    '1.2.3.٤',
    'localhost',
    'fe80::1%eth0',
    'fe80::1%25eth0',
    '[::1]',
    '[::1]:443',
    ':',
    ':::',
    '1::2::3',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '1:2:3:4:5:6:7:8::',
    '::1:2:3:4:5:6:7:8',
    ':1:2:3:4:5:6:7:8',
    '1:2:3:4:5:6:7:8:',
    '12345::',
    'g::',
    '::1.2.3',
    '::1.2.3.4.5',
    '::01.2.3.4',
    '1.2.3.4::',
    '::1.2.3.4:5',
    '::ffff:1.2.3.256',
    '::ffff:0x1.2.3.4',
    '::1\n',
    '1.2.3.4\u0000',
  ])('refuses %j', (text) => {
    expect(parseIpAddress(text)).toBeNull();
  });

  it('reads back what it writes, for any address', () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (text) => {
        const address = parseIpAddress(text);
        expect(address).not.toBeNull();
        expect(parseIpAddress(formatIpAddress(address!))).toEqual(address);
      }),
    );
  });

  it('reads IPv4 addresses in their canonical spelling only', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[0-9a-fx.:%]{0,24}$/), (text) => {
        const address = parseIpAddress(text);
        if (address !== null && !text.includes(':')) expect(formatIpAddress(address)).toBe(text);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('ranges', () => {
  it.each([
    ['10.0.0.0/8', '10.0.0.0/8'],
    ['10.1.2.3', '10.1.2.3'],
    ['10.1.2.3/32', '10.1.2.3'],
    ['0.0.0.0/0', '0.0.0.0/0'],
    ['::/0', '::/0'],
    ['2001:DB8::/32', '2001:db8::/32'],
    ['::ffff:10.0.0.0/104', '10.0.0.0/8'],
    ['::ffff:0.0.0.0/96', '0.0.0.0/0'],
    ['::ffff:1.2.3.4', '1.2.3.4'],
  ])('%s is %s', (text, canonical) => {
    expect(formatIpRange(range(text))).toBe(canonical);
  });

  it.each([
    ['10.0.0.0/33', 'at most 32'],
    ['::/129', 'at most 128'],
    ['::ffff:1.2.3.4/129', 'at most 128'],
    ['10.0.0.0/', 'no whole number'],
    ['10.0.0.0/08', 'no whole number'],
    ['10.0.0.0/+8', 'no whole number'],
    ['10.0.0.0/-1', 'no whole number'],
    ['10.0.0.0/8.0', 'no whole number'],
    ['10.0.0.0/255.0.0.0', 'no whole number'],
    ['10.0.0.0/8/8', 'no address'],
    ['10.0.0/8', 'no address'],
    ['10.*', 'no address'],
    ['10.0.0.1-10.0.0.9', 'no address'],
    ['example.com', 'no address'],
    ['10.1.2.3/8', 'write 10.0.0.0/8'],
    ['2001:db8::1/32', 'write 2001:db8::/32'],
    ['::ffff:10.1.0.0/104', 'write 10.0.0.0/8'],
    ['::ffff:0.0.0.0/90', 'mixes'],
    ['1.2.3.4/0', 'write 0.0.0.0/0'],
  ])('refuses %s: %s', (text, why) => {
    expect((parseIpRange(text) as { problem: string }).problem).toContain(why);
  });

  it.each([
    ['10.255.255.255', '10.0.0.0/8', true],
    ['11.0.0.0', '10.0.0.0/8', false],
    ['9.255.255.255', '10.0.0.0/8', false],
    ['::ffff:10.0.0.1', '10.0.0.0/8', true],
    ['10.0.0.1', '::ffff:10.0.0.0/104', true],
    ['10.0.0.1', '::/0', false],
    ['::1', '0.0.0.0/0', false],
    ['::a00:1', '10.0.0.0/8', false],
    ['2001:db8:ffff::', '2001:db8::/32', true],
    ['2001:db9::', '2001:db8::/32', false],
    ['1.2.3.5', '1.2.3.4/31', true],
    ['1.2.3.6', '1.2.3.4/31', false],
  ])('%s in %s: %s', (address, block, inside) => {
    expect(matches(address, block)).toBe(inside);
  });

  it('lets nobody in without ranges', () => {
    expect(isInRanges(parseIpAddress('127.0.0.1')!, [])).toBe(false);
  });

  it('holds exactly the addresses that share the prefix, written bit by bit', () => {
    fc.assert(
      fc.property(fc.ipV4(), fc.ipV4(), fc.integer({ min: 0, max: 32 }), (base, other, prefix) => {
        const bits = (text: string) =>
          text
            .split('.')
            .map((part) => Number(part).toString(2).padStart(8, '0'))
            .join('');
        const network = Number.parseInt(bits(base).slice(0, prefix).padEnd(32, '0'), 2);
        const text = [24, 16, 8, 0].map((shift) => (network >>> shift) & 255).join('.');
        expect(matches(other, `${text}/${prefix}`)).toBe(
          bits(base).slice(0, prefix) === bits(other).slice(0, prefix),
        );
        expect(matches(base, `${text}/${prefix}`)).toBe(true);
      }),
    );
  });
});
