import { Buffer } from 'node:buffer';
import { gemini } from '../../../src/dialects/gemini/index.ts';
import type { ConformanceSetup } from '../../dialect/conformance.ts';
import { altered, withHeader } from '../../dialect/inbound.ts';
import { testKey } from '../../dialect/keys.ts';

/** Gemini against ccxt, at a fixed clock. */
export const setup: ConformanceSetup = {
  name: 'gemini',
  dialect: gemini,
  now: 1_760_000_000_123,
  markets: [
    { id: 'btcusd', base: 'BTC', quote: 'USD' },
    { id: 'adausdc', base: 'ADA', quote: 'USDC' },
    { id: 'btcgusdperp', base: 'BTC', quote: 'GUSD', type: 'swap' },
  ],
  virtual: testKey(gemini, 'hmac'),
  real: testKey(gemini, 'hmac'),
  outboundHeaders: [
    'content-type',
    'cache-control',
    'x-gemini-apikey',
    'x-gemini-payload',
    'x-gemini-signature',
  ],
  signedHeaders: ['x-gemini-apikey', 'x-gemini-payload', 'x-gemini-signature'],
  keylessHeaders: ['x-gemini-payload'],
  bodyIsNotRead: true,
  envelope: {
    open(inbound) {
      const payload = inbound.headers.find(([name]) => name === 'X-GEMINI-PAYLOAD')?.[1];
      return payload === undefined ? null : altered(inbound, { body: Buffer.from(payload, 'base64') });
    },
    close: (inbound) =>
      altered(withHeader(inbound, 'X-GEMINI-PAYLOAD', inbound.body.toString('base64')), {
        body: Buffer.alloc(0),
      }),
  },
};
