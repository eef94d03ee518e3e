import { expect, it } from 'vitest';
import { bindsToAddresses } from '../../src/dialect/bound-addresses.ts';

it.each(['203.0.113.9', '203.0.113.9, 203.0.113.10', '203.0.113.0/24', '2001:db8::1', 'fd00::/8'])(
  '%j binds a key',
  (list) => expect(bindsToAddresses(list)).toBe(true),
);

it.each([
  '',
  ' ',
  '0.0.0.0',
  '0.0.0.0/0',
  '203.0.113.9/0',
  '203.0.113.9/00',
  '::',
  '::/0',
  '0::/0',
  '0000:0000::',
  '203.0.113.9,0.0.0.0',
  '203.0.113.9,',
  '203.0.113.9;0.0.0.0',
  '*',
  'any',
  'null',
])('%j does not', (list) => expect(bindsToAddresses(list)).toBe(false));
