import { Buffer } from 'node:buffer';
import { sign as signBytes } from 'node:crypto';
import type { RealKey, Stamp, UnsignedRequest } from '../../dialect/dialect.ts';
import type { OutboundRequest } from '../../http/outbound.ts';
import { formatPairs } from '../../http/pairs.ts';
import { formatJson } from '../../http/strict-json.ts';
import { malformed } from '../../refusal.ts';
import { API_VERSION } from './parse.ts';
import { LONGEST_LIFE_S } from './token.ts';

/**
 * Rebuilds a request and signs a JWT for it at the gateway's time: ES256 or, for an Ed25519 key, EdDSA, each with the
 * claims that ccxt writes.
 *
 * @throws Refusal malformed for a form body
 * @see https://docs.cdp.coinbase.com/coinbase-app/authentication-authorization/api-key-authentication
 */
export function signCoinbase(request: UnsignedRequest, key: RealKey, stamp: Stamp): OutboundRequest {
  if (request.body.kind === 'form') return malformed('form body', 'Coinbase takes JSON only.');
  const { method, host, path } = request;
  const query = formatPairs(request.query);
  return {
    method,
    host,
    target: query === '' ? path : `${path}?${query}`,
    headers: [
      ['Authorization', `Bearer ${tokenFor(`${method} ${host}${path}`, key, stamp)}`],
      ['Content-Type', 'application/json'],
      ['CB-VERSION', API_VERSION],
    ],
    body: Buffer.from(request.body.kind === 'json' ? formatJson(request.body.value) : '', 'utf8'),
  };
}

function tokenFor(uri: string, { algorithm, keyId, key }: RealKey, { now, random }: Stamp): string {
  const seconds = Math.floor(now / 1000);
  const edwards = algorithm === 'ed25519';
  const header = { alg: edwards ? 'EdDSA' : 'ES256', typ: 'JWT', kid: keyId, nonce: random };
  const claims = {
    aud: [edwards ? 'cdp_service' : 'retail_rest_api_proxy'],
    iss: edwards ? 'cdp' : 'coinbase-cloud',
    nbf: seconds,
    exp: seconds + LONGEST_LIFE_S,
    sub: keyId,
    iat: seconds,
    ...(edwards ? { uris: [uri] } : { uri }),
  };
  const text = [header, claims].map((part) => encode(JSON.stringify(part))).join('.');
  const signature = edwards
    ? signBytes(null, Buffer.from(text, 'latin1'), key)
    : signBytes('sha256', Buffer.from(text, 'latin1'), { key, dsaEncoding: 'ieee-p1363' });
  return `${text}.${signature.toString('base64url')}`;
}

function encode(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64url');
}
