import { Buffer } from 'node:buffer';
import { createHmac } from 'node:crypto';
import type {
  ParsedRequest,
  RefusalAnswer,
  UnsignedRequest,
  VirtualSecret,
} from '../../../dialect/dialect.ts';
import { sameBytes } from '../../../dialect/same-bytes.ts';
import type { StreamDialect, StreamLogin } from '../../../dialect/stream-dialect.ts';
import { isJsonObject, type JsonValue } from '../../../http/strict-json.ts';
import { Refusal } from '../../../refusal.ts';

const PATH = '/0/private/GetWebSocketsToken';
/** "The token should be used within 15 minutes of creation." */
const LIFETIME_MS = 900_000;
const TIME_BYTES = 8;
const RANDOM_BYTES = 16;
const MAC_BYTES = 32;

/**
 * A token of the gateway's own: when it was made, a random number and the virtual key's id, under a MAC by the virtual key's
 * secret that covers the client's address too. Nothing is stored, so every replica knows it; a key that is stopped
 * takes its tokens with it.
 */
function mint(
  keyId: string,
  { key }: VirtualSecret,
  address: string,
  now: number,
  random: Buffer,
): RefusalAnswer {
  const time = Buffer.alloc(TIME_BYTES);
  time.writeBigUInt64BE(BigInt(now));
  const head = Buffer.concat([time, random.subarray(0, RANDOM_BYTES), Buffer.from(keyId, 'latin1')]);
  const token = Buffer.concat([macOf(key, head, address), head]).toString('base64url');
  const body = JSON.stringify({ error: [], result: { token, expires: LIFETIME_MS / 1000 } });
  return { status: 200, contentType: 'application/json', body };
}

/**
 * Reads a token as a login.
 *
 * @throws Refusal signature: whatever is wrong with it, it is no token of this gateway
 */
export function readKrakenToken(token: JsonValue | undefined): StreamLogin {
  if (typeof token !== 'string' || !/^[A-Za-z0-9_-]{80,300}$/.test(token)) throw unknownToken();
  const bytes = Buffer.from(token, 'base64url');
  // One token has one spelling.
  if (bytes.toString('base64url') !== token) throw unknownToken();
  const [mac, head] = [bytes.subarray(0, MAC_BYTES), bytes.subarray(MAC_BYTES)];
  const keyId = head.subarray(TIME_BYTES + RANDOM_BYTES).toString('latin1');
  const timestamp = Number(head.readBigUInt64BE(0));
  if (!/^[A-Za-z0-9+/=]{1,128}$/.test(keyId) || !Number.isSafeInteger(timestamp)) throw unknownToken();
  return {
    signature: {
      keyId,
      timestamp,
      nonce: head.toString('hex', TIME_BYTES, TIME_BYTES + RANDOM_BYTES),
      windowMs: LIFETIME_MS,
    },
    reusable: true,
    verify: ({ key }, address) => sameBytes(mac, macOf(key, head, address)),
  };
}

function macOf(key: VirtualSecret['key'], head: Buffer, address: string): Buffer {
  return createHmac('sha256', key)
    .update('holdfast: kraken stream token v1\n')
    .update(head)
    .update(`\n${address}`)
    .digest();
}

function unknownToken(): Refusal {
  return new Refusal('signature', 'signature', 'The token is no token of this gateway.');
}

/** Tokens of clients, and the gateway's own real ones. */
export const krakenTokens: NonNullable<StreamDialect['tokens']> = {
  isRequest: ({ inbound }: ParsedRequest) => inbound.method === 'POST' && inbound.path === PATH,
  mint,
  request: (restHost): UnsignedRequest => ({
    method: 'POST',
    host: restHost,
    path: PATH,
    query: [],
    body: { kind: 'form', pairs: [] },
  }),
  read(status, body) {
    const result = status === 200 && isJsonObject(body) ? body.get('result') : undefined;
    const token = result !== undefined && isJsonObject(result) ? result.get('token') : undefined;
    return typeof token === 'string' && /^[\x21-\x7e]{16,512}$/.test(token) ? token : null;
  },
};
