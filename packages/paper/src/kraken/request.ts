import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { PaperRequest } from '../host/dialect-server.ts';
import type { KnownKey } from '../host/paper-host.ts';
import { invalid, KrakenError } from './kraken-error.ts';

/** What a request asks, by name. */
export type Parameters = ReadonlyMap<string, string>;

const GREATEST_NONCE = 2n ** 64n - 1n;

/** The parameters of a public endpoint: its query. */
export function publicParameters({ query, body }: PaperRequest): Parameters {
  return new Map([...new URLSearchParams(query), ...new URLSearchParams(body)]);
}

/** The parameters of a private endpoint: its body, a form or a JSON object. @throws KrakenError */
export function privateParameters(request: PaperRequest): Parameters {
  if (!(request.header('content-type') ?? '').startsWith('application/json')) {
    return new Map(new URLSearchParams(request.body));
  }
  let value: unknown;
  try {
    // A number that a Float64 does not hold, such as a nonce of nanoseconds, must stay as it was written.
    value = JSON.parse(request.body.replace(/("nonce"\s*:\s*)(\d+)/, '$1"$2"'));
  } catch {
    throw new KrakenError('EGeneral:Invalid arguments');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new KrakenError('EGeneral:Invalid arguments');
  }
  return scalarsOf(value);
}

/** Values as texts; lists and objects as JSON. */
function scalarsOf(value: object): Parameters {
  return new Map(
    Object.entries(value).flatMap(([name, one]): [string, string][] => {
      if (one === null) return [];
      return [[name, typeof one === 'object' ? JSON.stringify(one) : String(one)]];
    }),
  );
}

/** A list of objects. @throws KrakenError EGeneral:Invalid arguments when it is something else */
export function objectsOf(parameters: Parameters, name: string): Parameters[] {
  let value: unknown;
  try {
    value = JSON.parse(parameters.get(name) ?? '');
  } catch {
    throw invalid(name);
  }
  if (!Array.isArray(value)) throw invalid(name);
  return value.map((one: unknown) => {
    if (typeof one !== 'object' || one === null || Array.isArray(one)) throw invalid(name);
    return scalarsOf(one);
  });
}

/** The last nonce of each key. */
export class Nonces {
  readonly #last = new Map<string, bigint>();

  /** @throws KrakenError EAPI:Invalid nonce when it is not greater than the one before */
  take(key: string, text: string | undefined): void {
    const nonce = text !== undefined && /^[0-9]{1,20}$/.test(text) ? BigInt(text) : 0n;
    if (nonce > (this.#last.get(key) ?? 0n) && nonce <= GREATEST_NONCE) this.#last.set(key, nonce);
    else throw new KrakenError('EAPI:Invalid nonce');
  }
}

/**
 * Whose request it is. The signature is base64(HMAC-SHA512(secret, path ‖ SHA256(nonce ‖ body))) over the body as it was sent;
 * a nonce counts once the signature is right.
 *
 * @throws KrakenError EAPI:Invalid key, EAPI:Invalid signature, EAPI:Invalid nonce
 * @see https://docs.kraken.com/exchange/guides/rest/authentication
 */
export function authenticate(
  request: PaperRequest,
  parameters: Parameters,
  findKey: (id: string) => KnownKey | null,
  nonces: Nonces,
): KnownKey {
  const id = request.header('api-key');
  const known = id === null ? null : findKey(id);
  if (known === null) throw new KrakenError('EAPI:Invalid key');
  const nonce = parameters.get('nonce');
  const hash = createHash('sha256')
    .update((nonce ?? '') + request.body)
    .digest();
  const expected = createHmac('sha512', Buffer.from(known.key.secret, 'base64'))
    .update(request.path)
    .update(hash)
    .digest();
  const given = Buffer.from(request.header('api-sign') ?? '', 'base64');
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
    throw new KrakenError('EAPI:Invalid signature');
  }
  nonces.take(known.key.id, nonce);
  return known;
}

/** Whether a flag is set; ccxt writes Python's `True`. */
export function isSet(parameters: Parameters, name: string): boolean {
  return ['true', '1'].includes((parameters.get(name) ?? '').toLowerCase());
}

/** A list with commas between, or as JSON; null when it isn't there. */
export function listOf(parameters: Parameters, name: string): string[] | null {
  const text = parameters.get(name);
  if (text === undefined || text === '') return null;
  return text
    .replace(/^\[|\]$|"/g, '')
    .split(',')
    .map((one) => one.trim());
}
