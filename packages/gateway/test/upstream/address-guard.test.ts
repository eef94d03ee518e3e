import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { isPublicAddress, publicLookup } from '../../src/upstream/address-guard.ts';

describe('an address that an exchange can have', () => {
  test.each([
    '1.1.1.1',
    '8.8.8.8',
    '172.15.255.255',
    '172.32.0.0',
    '100.63.255.255',
    '100.128.0.0',
    '198.17.255.255',
    '223.255.255.255',
    '2606:4700::1111',
    '2A00:1450::1',
    '::ffff:8.8.8.8',
    '::ffff:808:808',
  ])('%s', (address) => expect(isPublicAddress(address)).toBe(true));
});

describe('an address that none has', () => {
  test.each([
    '0.0.0.0',
    '0.1.2.3',
    '10.0.0.1',
    '10.255.255.255',
    '100.64.0.1',
    '100.127.255.255',
    '127.0.0.1',
    '127.255.255.254',
    '169.254.0.1',
    '169.254.169.254',
    '172.16.0.1',
    '172.31.255.255',
    '192.0.0.8',
    '192.0.2.1',
    '192.88.99.1',
    '192.168.0.1',
    '198.18.0.1',
    '198.19.255.255',
    '198.51.100.1',
    '203.0.113.1',
    '224.0.0.1',
    '239.255.255.255',
    '240.0.0.1',
    '255.255.255.255',
  ])('%s, in every way that IPv6 can carry it', (address) => {
    const [a, b, c, d] = address.split('.').map(Number);
    const hex = `${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
    for (const form of [
      address,
      `::ffff:${address}`,
      `::FFFF:${address}`,
      `::ffff:${hex}`,
      `0:0:0:0:0:ffff:${address}`,
      `0:0:0:0:0:ffff:${hex}`,
      `0000:0000::ffff:${hex}`,
      `::${address}`,
      `::ffff:0:${address}`,
      `64:ff9b::${address}`,
      `64:ff9b:1::${address}`,
      `2002:${hex}::1`,
    ]) {
      expect(isPublicAddress(form), form).toBe(false);
    }
  });
  test.each([
    '::',
    '::1',
    '0:0:0:0:0:0:0:1',
    '100::1',
    '2001::1',
    '2001:1ff:ffff::1',
    '2001:db8::1',
    '2002::1',
    '3fff::1',
    '4000::1',
    '5f00::1',
    'fc00::1',
    'fd00:ec2::254',
    'fe80::1',
    'fe80::1%eth0',
    'fec0::1',
    'ff02::1',
    '200::1',
    '2::1',
  ])('%s', (address) => expect(isPublicAddress(address)).toBe(false));
  test.each([
    '',
    'localhost',
    'api.binance.com',
    '8.8.8',
    '134744072',
    '0x08080808',
    '010.8.8.8',
    '8.8.8.8 ',
    '8.8.8.8:443',
    '[2606:4700::1]',
    '2606:4700::1%eth0',
    '2606:4700::1%',
    '::ffff:8.8.8.8%1',
    '2606:4700::1/64',
    '2606:4700:::1',
    '8.8.8.8\n',
    '８.8.8.8',
  ])('garbage, zones and spellings of other programs: %j', (address) =>
    expect(isPublicAddress(address)).toBe(false),
  );
});

describe('publicLookup', () => {
  const lookup = promisify(
    (host: string, all: boolean, done: (error: Error | null, address?: unknown) => void) =>
      publicLookup(host, { all }, (error, address) => done(error, address)),
  );
  test.each(['localhost', '127.0.0.1', '::1', '10.0.0.1', '169.254.169.254', '::ffff:10.0.0.1'])(
    'gives no address for %s',
    async (host) => {
      await expect(lookup(host, true)).rejects.toMatchObject({ reason: 'unavailable' });
      await expect(lookup(host, false)).rejects.toMatchObject({ reason: 'unavailable' });
    },
  );
  test('gives a public address as dns.lookup would, in both forms', async () => {
    expect(await lookup('8.8.8.8', true)).toEqual([{ address: '8.8.8.8', family: 4 }]);
    expect(await lookup('8.8.8.8', false)).toBe('8.8.8.8');
  });
  test('passes a name that is nobody’s on as an error', async () => {
    await expect(lookup('nobody.invalid', true)).rejects.toThrow();
  });
});
