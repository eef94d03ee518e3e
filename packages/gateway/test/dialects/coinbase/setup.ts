import { strict as assert } from 'node:assert';
import { Buffer } from 'node:buffer';
import { createPublicKey, verify } from 'node:crypto';
import type { KeyAlgorithm, Stamp } from '../../../src/dialect/dialect.ts';
import { coinbase } from '../../../src/dialects/coinbase/index.ts';
import type { OutboundRequest } from '../../../src/http/outbound.ts';
import type { ConformanceSetup } from '../../dialect/conformance.ts';
import { type TestKey, testKey } from '../../dialect/keys.ts';

export type CoinbaseAlgorithm = Extract<KeyAlgorithm, 'es256' | 'ed25519'>;

/** Coinbase against ccxt for one kind of key, at a fixed clock. */
export function coinbaseSetup(algorithm: CoinbaseAlgorithm): ConformanceSetup {
  return {
    name: `coinbase, ${algorithm}`,
    dialect: coinbase,
    now: 1_760_000_000_123,
    markets: [
      { id: 'BTC-USD', base: 'BTC', quote: 'USD' },
      { id: 'ETH-EUR', base: 'ETH', quote: 'EUR' },
      { id: 'BTC-PERP-INTX', base: 'BTC', quote: 'USDC', type: 'swap' },
    ],
    virtual: testKey(coinbase, algorithm),
    real: testKey(coinbase, algorithm),
    outboundHeaders: ['authorization', 'content-type', 'cb-version'],
    signedHeaders: ['authorization'],
    // ECDSA signs the same text differently each time; Ed25519 must give the very bytes that ccxt gives.
    looseHeaders: algorithm === 'es256' ? ['authorization'] : [],
    verifyOutbound,
  };
}

/** Reads and checks the outgoing JWT with nothing of the gateway's own. */
function verifyOutbound({ method, host, target, headers }: OutboundRequest, real: TestKey, stamp: Stamp) {
  const value = new Map(headers).get('Authorization') ?? '';
  const [header, claims, signature] = value.slice('Bearer '.length).split('.');
  const edwards = real.real.algorithm === 'ed25519';
  const seconds = Math.floor(stamp.now / 1000);
  const uri = `${method} ${host}${target.split('?')[0]}`;
  const { apiKey } = real.client;
  assert.deepEqual(jsonOf(header), {
    alg: edwards ? 'EdDSA' : 'ES256',
    typ: 'JWT',
    kid: apiKey,
    nonce: stamp.random,
  });
  assert.deepEqual(jsonOf(claims), {
    aud: [edwards ? 'cdp_service' : 'retail_rest_api_proxy'],
    iss: edwards ? 'cdp' : 'coinbase-cloud',
    nbf: seconds,
    exp: seconds + 120,
    sub: apiKey,
    iat: seconds,
    ...(edwards ? { uris: [uri] } : { uri }),
  });
  const bytes = Buffer.from(signature, 'base64url');
  assert.equal(bytes.length, 64);
  const key = createPublicKey(real.real.key);
  const text = Buffer.from(`${header}.${claims}`);
  const good = edwards
    ? verify(null, text, key, bytes)
    : verify('sha256', text, { key, dsaEncoding: 'ieee-p1363' }, bytes);
  assert.equal(good, true);
}

function jsonOf(part: string): unknown {
  return JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
}
