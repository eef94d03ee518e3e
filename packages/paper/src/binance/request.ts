import { createHmac, createPublicKey, timingSafeEqual, verify } from 'node:crypto';
import type { PaperRequest } from '../host/dialect-server.ts';
import type { KnownKey } from '../host/paper-host.ts';
import { BinanceError } from './binance-error.ts';

const LONGEST_WINDOW = 60_000;
const DEFAULT_WINDOW = 5000;
const AHEAD = 1000;
/** A timestamp with more digits is in microseconds. */
const MILLISECOND_DIGITS = 13;

/** Parameters by name. @throws BinanceError -1101 when one is there twice */
export function parametersOf({ query, body }: PaperRequest): ReadonlyMap<string, string> {
  const parameters = new Map<string, string>();
  for (const text of [query, body]) {
    for (const [name, value] of new URLSearchParams(text)) {
      if (parameters.has(name)) {
        throw new BinanceError(-1101, `Too many values sent for parameter '${name}'.`);
      }
      parameters.set(name, value);
    }
  }
  return parameters;
}

/**
 * Whose request it is. The signature is over query and body as they were sent, without the signature itself.
 *
 * @param wall milliseconds since 1970
 * @throws BinanceError -2014, -2015, -1022, -1021
 * @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/request-security
 */
export function authenticate(
  request: PaperRequest,
  parameters: ReadonlyMap<string, string>,
  findKey: (id: string) => KnownKey | null,
  wall: number,
): KnownKey {
  const apiKey = request.header('x-mbx-apikey');
  const known = apiKey === null ? null : findKey(apiKey);
  if (apiKey === null) throw new BinanceError(-2014, 'API-key format invalid.', 401);
  if (known === null) throw new BinanceError(-2015, 'Invalid API-key, IP, or permissions for action.', 401);
  const signature = parameters.get('signature');
  if (signature === undefined) {
    throw new BinanceError(
      -1102,
      "Mandatory parameter 'signature' was not sent, was empty/null, or malformed.",
    );
  }
  const signed = [request.query, request.body].map(withoutSignature).join('');
  if (!isSigned(known, signed, signature)) {
    throw new BinanceError(-1022, 'Signature for this request is not valid.');
  }
  checkTime(parameters, wall);
  return known;
}

/** The time of a request: in milliseconds, or in microseconds, and a window of milliseconds with up to three decimals. */
function checkTime(parameters: ReadonlyMap<string, string>, wall: number): void {
  const text = parameters.get('timestamp') ?? '';
  if (!/^[0-9]{1,16}$/.test(text)) {
    throw new BinanceError(
      -1102,
      "Mandatory parameter 'timestamp' was not sent, was empty/null, or malformed.",
    );
  }
  const timestamp = Number(text) / (text.length > MILLISECOND_DIGITS ? 1000 : 1);
  const asked = parameters.get('recvWindow') ?? String(DEFAULT_WINDOW);
  if (!/^[0-9]{1,10}([.][0-9]{1,3})?$/.test(asked)) {
    throw new BinanceError(
      -1100,
      "Illegal characters found in parameter 'recvWindow'; legal range is '^[0-9]{1,10}(\\.[0-9]{1,3})?$'.",
    );
  }
  if (Number(asked) > LONGEST_WINDOW) throw new BinanceError(-1131, 'recvWindow must be less than 60000');
  if (timestamp >= wall + AHEAD) {
    throw new BinanceError(-1021, "Timestamp for this request was 1000ms ahead of the server's time.");
  }
  if (wall - timestamp > Number(asked)) {
    throw new BinanceError(-1021, 'Timestamp for this request is outside of the recvWindow.');
  }
}

function withoutSignature(text: string): string {
  return text
    .split('&')
    .filter((pair) => !pair.startsWith('signature='))
    .join('&');
}

function isSigned({ key }: KnownKey, text: string, signature: string): boolean {
  if (key.algorithm === 'hmac') {
    const expected = createHmac('sha256', key.secret).update(text).digest();
    const given = Buffer.from(signature, 'hex');
    return given.length === expected.length && timingSafeEqual(given, expected);
  }
  return verify(null, Buffer.from(text), createPublicKey(key.secret), Buffer.from(signature, 'base64'));
}
