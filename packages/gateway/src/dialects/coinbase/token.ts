import { Buffer } from 'node:buffer';
import { decodeBase64Url } from '../../dialect/base64url.ts';
import { optionalHeader } from '../../dialect/headers.ts';
import type { InboundRequest } from '../../http/inbound.ts';
import { isJsonObject, JsonNumber, type JsonObject, parseStrictJson } from '../../http/strict-json.ts';
import { malformed } from '../../refusal.ts';

/** Coinbase takes no token that lives longer. */
export const LONGEST_LIFE_S = 120;

/** What a token says, and what its signature is made over. */
export interface Token {
  readonly algorithm: 'es256' | 'ed25519';
  readonly keyId: string;
  readonly nonce: string;
  /** Seconds since 1970. */
  readonly notBefore: number;
  /** Seconds since 1970; at most 120 after `notBefore`. */
  readonly expires: number;
  /** Method, a blank, host and path: what the token is for. */
  readonly uri: string;
  /** Header and claims as they were sent. */
  readonly signed: Buffer;
  /** ES256: r and s, 32 bytes each. Ed25519: 64 bytes. */
  readonly signature: Buffer;
}

const LONGEST = 4_096;
const COMPACT = /^Bearer ([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]{86})$/;
const ALGORITHMS: ReadonlyMap<unknown, Token['algorithm']> = new Map([
  ['ES256', 'es256'],
  ['EdDSA', 'ed25519'],
]);
const UUID = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';
const KEY_ID = new RegExp(`^(?:organizations/${UUID}/apiKeys/)?${UUID}$`);
const NONCE = /^[A-Za-z0-9_-]{8,128}$/;
const HEADER = ['alg', 'kid', 'nonce', 'typ'];
const CLAIMS = ['aud', 'exp', 'iat', 'iss', 'nbf', 'sub', 'uri', 'uris'];
const ISSUERS: readonly unknown[] = ['cdp', 'coinbase-cloud'];
const AUDIENCES: readonly unknown[] = ['cdp_service', 'retail_rest_api_proxy'];

/**
 * Reads the JWT of a request (RFC 7519, in the compact form of RFC 7515); null when there is none. Everything has one
 * spelling: canonical base64url, strict JSON, no header or claim that isn't listed. Which algorithm is right, and what
 * the token is for, is for `verify` to say.
 *
 * @throws Refusal malformed
 * @see https://docs.cdp.coinbase.com/coinbase-app/authentication-authorization/api-key-authentication
 */
export function readToken(inbound: InboundRequest): Token | null {
  const text = optionalHeader(inbound, 'authorization');
  if (text === null) return null;
  const parts = text.length > LONGEST ? null : COMPACT.exec(text);
  if (parts === null)
    return malformed(
      'authorization',
      'Authorization must be "Bearer" and a JWT of three parts in base64url, signed with ES256 or EdDSA.',
    );
  const [, header, claims, signature] = parts;
  const { kid, ...signing } = readHeader(jsonPart(header));
  return {
    ...signing,
    ...readClaims(jsonPart(claims), kid),
    signed: Buffer.from(`${header}.${claims}`, 'latin1'),
    signature: bytesOf(signature),
  };
}

function readHeader(header: JsonObject): Pick<Token, 'algorithm' | 'nonce'> & { kid: unknown } {
  refuseOthers(header, HEADER, 'header');
  const algorithm = ALGORITHMS.get(header.get('alg'));
  if (algorithm === undefined) return malformed('alg', 'The JWT must be signed with ES256 or EdDSA.');
  if ((header.get('typ') ?? 'JWT') !== 'JWT') malformed('typ', 'The JWT’s typ must be JWT.');
  const nonce = header.get('nonce');
  if (typeof nonce !== 'string' || !NONCE.test(nonce))
    return malformed('nonce', 'The JWT’s header needs a nonce of 8 to 128 letters and digits.');
  return { algorithm, nonce, kid: header.get('kid') };
}

function readClaims(
  claims: JsonObject,
  kid: unknown,
): Pick<Token, 'keyId' | 'notBefore' | 'expires' | 'uri'> {
  refuseOthers(claims, CLAIMS, 'claim');
  const keyId = claims.get('sub');
  if (typeof keyId !== 'string' || !KEY_ID.test(keyId) || keyId !== kid)
    return malformed('kid and sub', 'kid and sub of the JWT must both be the name of the key.');
  if (!ISSUERS.includes(claims.get('iss'))) malformed('iss', 'The JWT’s iss must be cdp.');
  const audience = claims.get('aud');
  if (audience !== undefined && !isListOfOne(audience, AUDIENCES))
    malformed('aud', 'The JWT’s aud is not Coinbase’s.');
  const notBefore = secondsOf(claims, 'nbf');
  const expires = secondsOf(claims, 'exp');
  if (expires <= notBefore || expires - notBefore > LONGEST_LIFE_S)
    malformed('exp', `exp of the JWT must be at most ${LONGEST_LIFE_S} seconds after nbf.`);
  if (claims.has('iat') && secondsOf(claims, 'iat') > expires)
    malformed('iat', 'iat of the JWT is after exp.');
  return { keyId, notBefore, expires, uri: uriOf(claims) };
}

/** `uri`, or `uris` with one entry, as the newer libraries write it. */
function uriOf(claims: JsonObject): string {
  const several = claims.get('uris');
  const single = claims.get('uri');
  const uri = several === undefined ? single : isListOfOne(several) ? several[0] : undefined;
  if (typeof uri !== 'string' || (several !== undefined && single !== undefined))
    return malformed('uri', 'The JWT needs one uri: the method, a blank, host and path.');
  return uri;
}

function isListOfOne(value: unknown, of?: readonly unknown[]): value is readonly [unknown] {
  return Array.isArray(value) && value.length === 1 && (of === undefined || of.includes(value[0]));
}

/** Seconds since 1970 as ten plain digits: no fraction, exponent or text. */
function secondsOf(claims: JsonObject, name: string): number {
  const value = claims.get(name);
  if (!(value instanceof JsonNumber) || !/^[1-9][0-9]{9}$/.test(value.source))
    return malformed(name, `${name} of the JWT must be in whole seconds since 1970.`);
  return Number(value.source);
}

function refuseOthers(object: JsonObject, names: readonly string[], what: string): void {
  for (const name of object.keys()) {
    if (!names.includes(name))
      malformed(`unknown ${what}`, `The JWT has a ${what} that is not understood: "${name.slice(0, 80)}".`);
  }
}

function jsonPart(text: string): JsonObject {
  const value = parseStrictJson(bytesOf(text));
  return isJsonObject(value) ? value : malformed('JWT', 'Header and claims of the JWT must be JSON objects.');
}

function bytesOf(text: string): Buffer {
  return decodeBase64Url(text) ?? malformed('base64url', 'The JWT is not in canonical base64url.');
}
