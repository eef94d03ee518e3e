import { createHash, createHmac, type KeyObject } from 'node:crypto';

/*
 * AWS Signature Version 4 for requests with an Authorization header, as pure functions.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */

/** A request as it is signed. */
export interface SignableRequest {
  readonly method: string;
  /** Decoded, beginning with a slash. */
  readonly path: string;
  /** Decoded names and values, in any order. */
  readonly query: readonly (readonly [name: string, value: string])[];
  /** Names in any case; all of them are signed, and `host` and `x-amz-date` must be among them. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** What a signature is valid for. */
export interface SigningScope {
  /** `20150830T123600Z` */
  readonly time: string;
  readonly region: string;
  readonly service: string;
}

const ALGORITHM = 'AWS4-HMAC-SHA256';

/** Milliseconds since 1970 as the header `x-amz-date` has it. */
export function amzDate(now: number): string {
  return `${new Date(now).toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`;
}

/**
 * The value of the header `Authorization`.
 *
 * @param secret the secret access key
 * @example
 * authorization(request, { time: amzDate(now), region: 'eu-central-1', service: 'kms' }, accessKeyId, secret);
 */
export function authorization(
  request: SignableRequest,
  scope: SigningScope,
  accessKeyId: string,
  secret: KeyObject,
): string {
  const { text, signedHeaders } = canonicalRequest(request);
  const key = signingKey(secret, scope);
  const signature = createHmac('sha256', key).update(stringToSign(text, scope)).digest('hex');
  key.fill(0);
  return `${ALGORITHM} Credential=${accessKeyId}/${credentialScope(scope)}, SignedHeaders=${signedHeaders}, Signature=${signature}`;
}

/** The one spelling of a request. */
export function canonicalRequest({ method, path, query, headers, body }: SignableRequest): {
  readonly text: string;
  readonly signedHeaders: string;
} {
  const sorted = Object.entries(headers)
    .map(([name, value]) => [name.toLowerCase(), value.trim().replaceAll(/ +/g, ' ')] as const)
    .sort(byFirstThenSecond);
  const signedHeaders = sorted.map(([name]) => name).join(';');
  const encodedQuery = query
    .map(([name, value]) => [encodeUri(name), encodeUri(value)] as const)
    .sort(byFirstThenSecond)
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
  const text = [
    method,
    path.split('/').map(encodeUri).join('/'),
    encodedQuery,
    ...sorted.map(([name, value]) => `${name}:${value}`),
    '',
    signedHeaders,
    createHash('sha256').update(body).digest('hex'),
  ].join('\n');
  return { text, signedHeaders };
}

/** What is signed of a canonical request. */
export function stringToSign(canonical: string, scope: SigningScope): string {
  const hash = createHash('sha256').update(canonical).digest('hex');
  return [ALGORITHM, scope.time, credentialScope(scope), hash].join('\n');
}

/** The key that signs within a scope; the caller zeroes it. */
export function signingKey(secret: KeyObject, { time, region, service }: SigningScope): Buffer {
  const raw = secret.export();
  let key = Buffer.concat([Buffer.from('AWS4'), raw]);
  raw.fill(0);
  for (const part of [time.slice(0, 8), region, service, 'aws4_request']) {
    const next = createHmac('sha256', key).update(part).digest();
    key.fill(0);
    key = next;
  }
  return key;
}

function credentialScope({ time, region, service }: SigningScope): string {
  return `${time.slice(0, 8)}/${region}/${service}/aws4_request`;
}

/** Percent-encodes everything but the unreserved characters of RFC 3986. */
function encodeUri(text: string): string {
  return encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** By code units, which for percent-encoded text and header names is by bytes. */
function byFirstThenSecond(a: readonly [string, string], b: readonly [string, string]): number {
  return compare(a[0], b[0]) || compare(a[1], b[1]);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
