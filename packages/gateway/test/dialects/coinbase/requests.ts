import { Buffer } from 'node:buffer';
import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import type { Description, VirtualSecret } from '../../../src/dialect/dialect.ts';
import { coinbase } from '../../../src/dialects/coinbase/index.ts';
import type { HeaderLine, InboundRequest } from '../../../src/http/inbound.ts';

export const NOW_S = 1_760_000_000;
export const KEY_ID =
  'organizations/3b910e93-1111-4222-8333-444455556666/apiKeys/aaaa0000-1111-4222-8333-444455556666';
export const BROKERAGE = '/api/v3/brokerage/';

export const es256 = generateKeyPairSync('ec', { namedCurve: 'P-256' });
export const ed25519 = generateKeyPairSync('ed25519');

export const es256Secret: VirtualSecret = { algorithm: 'es256', key: es256.publicKey, passphrase: null };
export const ed25519Secret: VirtualSecret = {
  algorithm: 'ed25519',
  key: ed25519.publicKey,
  passphrase: null,
};

/** Header and claims of a JWT for POST orders; undefined takes one out. */
export interface TokenParts {
  readonly header?: Readonly<Record<string, unknown>>;
  readonly claims?: Readonly<Record<string, unknown>>;
}

export const base64url = (value: string | Uint8Array) => Buffer.from(value).toString('base64url');

/** Header and claims, as they are signed. */
export function signedPart({ header = {}, claims = {} }: TokenParts = {}): string {
  const head = { alg: 'ES256', kid: KEY_ID, nonce: '0123456789abcdef', typ: 'JWT', ...header };
  const body = {
    sub: KEY_ID,
    iss: 'cdp',
    nbf: NOW_S,
    exp: NOW_S + 120,
    uri: 'POST api.coinbase.com/api/v3/brokerage/orders',
    ...claims,
  };
  return [head, body].map((part) => base64url(JSON.stringify(part))).join('.');
}

/** A signature with a private key's own algorithm, in the form that a JWT has. */
export function signatureOf(text: string, key: KeyObject = es256.privateKey): Buffer {
  return key.asymmetricKeyType === 'ed25519'
    ? sign(null, Buffer.from(text), key)
    : sign('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' });
}

/** A whole token, well signed. */
export function tokenOf(parts: TokenParts = {}, key?: KeyObject): string {
  const text = signedPart(parts);
  return `${text}.${base64url(signatureOf(text, key))}`;
}

/** A POST that places an order, with any token. */
export function withToken(token: string, parts: Partial<InboundRequest> = {}): InboundRequest {
  return post('orders', order(), { headers: [['Authorization', `Bearer ${token}`], JSON_TYPE], ...parts });
}

const JSON_TYPE: HeaderLine = ['Content-Type', 'application/json'];

/** A POST with a token that only its form is right of. */
export function post(name: string, body: unknown, parts: Partial<InboundRequest> = {}): InboundRequest {
  return {
    method: 'POST',
    host: 'api.coinbase.com',
    path: `${BROKERAGE}${name}`,
    rawQuery: '',
    headers: [['Authorization', `Bearer ${signedPart()}.${base64url(Buffer.alloc(64))}`], JSON_TYPE],
    body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
    gatewayPrefix: '127.0.0.1:8080/coinbase/api.coinbase.com',
    receivedAt: NOW_S * 1000,
    ...parts,
  };
}

/** A GET with a token that only its form is right of. */
export function get(path: string, rawQuery = '', more: readonly HeaderLine[] = []): InboundRequest {
  const { headers } = post('', '');
  return post('', '', { method: 'GET', path, rawQuery, headers: [...headers.slice(0, 1), ...more] });
}

/** Whether a request is parsed and its signature is right. False for a request that is refused. */
export function passes(inbound: InboundRequest, secret: VirtualSecret = es256Secret): boolean {
  return coinbase.verify(coinbase.parse(inbound), secret);
}

/** What a request would do, or the refusal that it meets. */
export function judge(name: string, body: unknown): Description {
  const parsed = coinbase.parse(post(name, body));
  return coinbase.describe(parsed, coinbase.classify(parsed));
}

/** An order with some members changed; undefined takes one out. */
export function order(changes: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    client_order_id: 'mine-1',
    product_id: 'BTC-USD',
    side: 'BUY',
    order_configuration: { limit_limit_gtc: { base_size: '0.25', limit_price: '100' } },
    ...changes,
  };
}

/** An order with one configuration. */
export function configured(
  name: string,
  members: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  return order({ order_configuration: { [name]: members } });
}
