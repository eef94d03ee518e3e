import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clientAddress } from '../../src/policy/client-address.ts';
import { formatIpAddress } from '../../src/policy/ip-address.ts';
import { type IpRange, parseIpRange } from '../../src/policy/ip-rules.ts';
import { Refusal } from '../../src/refusal.ts';

const proxies = ['10.0.0.0/24', '2001:db8::/64'].map((text) => parseIpRange(text) as IpRange);
const client = (socket: string | undefined, ...lines: string[]) =>
  formatIpAddress(clientAddress(socket, lines, proxies));

describe('clientAddress', () => {
  it.each([
    ['the connection itself, when it is no proxy', '203.0.113.7', [], '203.0.113.7'],
    ['whatever a stranger writes', '203.0.113.7', ['127.0.0.1'], '203.0.113.7'],
    ['garbage that a stranger writes', '203.0.113.7', ['nonsense, %%'], '203.0.113.7'],
    ['a mapped socket address', '::ffff:203.0.113.7', [], '203.0.113.7'],
    ['a proxy that sends for itself', '10.0.0.2', [], '10.0.0.2'],
    ['the address behind a proxy', '10.0.0.2', ['203.0.113.7'], '203.0.113.7'],
    ['a proxy on a mapped socket', '::ffff:10.0.0.2', ['203.0.113.7'], '203.0.113.7'],
    ['the right-most stranger', '10.0.0.2', ['127.0.0.1, 203.0.113.7'], '203.0.113.7'],
    ['the right-most stranger of two lines', '10.0.0.2', ['127.0.0.1', '203.0.113.7'], '203.0.113.7'],
    ['two proxies in a row', '10.0.0.2', ['6.6.6.6, 203.0.113.7, 10.0.0.9'], '203.0.113.7'],
    ['proxies all the way: the first of them', '10.0.0.2', ['10.0.0.8, 10.0.0.9'], '10.0.0.8'],
    ['garbage left of the client, unread', '10.0.0.2', ['<script>, , 1.2.3, 203.0.113.7'], '203.0.113.7'],
    ['tabs and blanks around', '10.0.0.2', ['\t 203.0.113.7 \t'], '203.0.113.7'],
    ['IPv6 behind IPv6', '2001:db8::5', ['2001:db9::7'], '2001:db9::7'],
    ['a mapped address behind a proxy', '10.0.0.2', ['::ffff:203.0.113.7'], '203.0.113.7'],
  ] as const)('takes %s', (_, socket, lines, expected) => {
    expect(client(socket, ...lines)).toBe(expected);
  });

  it.each([
    ['no socket address', undefined, []],
    ['a socket with a zone', 'fe80::1%eth0', []],
    ['an empty line', '10.0.0.2', ['']],
    ['an empty entry at the right', '10.0.0.2', ['203.0.113.7,']],
    ['unknown', '10.0.0.2', ['unknown']],
    ['a port', '10.0.0.2', ['203.0.113.7:1234']],
    ['brackets', '10.0.0.2', ['[2001:db9::7]']],
    ['a name', '10.0.0.2', ['client.example']],
    ['octal digits', '10.0.0.2', ['0313.0.113.7']],
    ['quotes', '10.0.0.2', ['"203.0.113.7"']],
    ['another blank', '10.0.0.2', ['203.0.113.7\u00a0']],
    ['more than 32 proxies', '10.0.0.2', [Array(40).fill('10.0.0.9').join(',')]],
  ] as const)('refuses %s', (_, socket, lines) => {
    expect(() => client(socket, ...lines)).toThrow(Refusal);
    expect(() => client(socket, ...lines)).toThrow(/address of the client/);
  });

  it('gives the same whatever stands left of the address that the proxy saw', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (left, more) => {
        expect(client('10.0.0.2', left, `${more}, 203.0.113.7`)).toBe('203.0.113.7');
      }),
    );
  });
});
