import { createHmac, createPublicKey, verify } from 'node:crypto';
import { type AccountOrder, type AccountTrade, filledOf } from '../account.ts';
import type { Credential, StreamPeer, StreamSession, StreamVenue } from '../venue.ts';

/*
 * The WebSocket API of Binance spot, from https://developers.binance.com/docs/binance-spot-api-docs/websocket-api and
 * user-data-stream.
 */

interface Frame {
  readonly id: string | number | null;
  readonly method: string;
  readonly params?: Readonly<Record<string, string | number | boolean>>;
}

export const binanceStreams: StreamVenue = { hosts: ['ws-api.binance.com:443'], open: session };

function session(peer: StreamPeer): StreamSession {
  let user: Credential | null = null;
  const say = (value: object) => peer.send(JSON.stringify(value));
  const event = (value: object) => say({ subscriptionId: 0, event: { E: Date.now(), ...value } });

  return {
    message(text) {
      const { id, method, params = {} } = JSON.parse(text) as Frame;
      const refuse = (status: number, code: number, msg: string) => say({ id, status, error: { code, msg } });
      if (method !== 'userDataStream.subscribe.signature')
        return refuse(400, -1128, `not expected: ${method}`);
      user = peer.credentials.find((one) => isSigned(one, params)) ?? null;
      if (user === null) return refuse(401, -1022, 'Signature for this request is not valid.');
      say({ id, status: 200, result: { subscriptionId: 0 } });
    },
    changed(order, trade) {
      if (user === null) return;
      event(report(order, trade));
      event({ e: 'outboundAccountPosition', u: Date.now(), note: user.keyId, B: BALANCES });
    },
  };
}

/** The signature covers all other parameters, sorted by name. */
function isSigned({ algorithm, keyId, secret }: Credential, params: NonNullable<Frame['params']>): boolean {
  const { signature, ...rest } = params;
  if (rest.apiKey !== keyId || Math.abs(Date.now() - Number(rest.timestamp)) > 5000) return false;
  const text = Object.keys(rest)
    .sort()
    .map((name) => `${name}=${rest[name]}`)
    .join('&');
  if (algorithm === 'hmac') return createHmac('sha256', secret).update(text).digest('hex') === signature;
  const bytes = Buffer.from(String(signature), 'base64');
  return verify(algorithm === 'rsa' ? 'RSA-SHA256' : null, Buffer.from(text), createPublicKey(secret), bytes);
}

const STATES = {
  open: ['NEW', 'NEW'],
  filled: ['TRADE', 'FILLED'],
  cancelled: ['CANCELED', 'CANCELED'],
} as const;

function report(order: AccountOrder, trade: AccountTrade | null) {
  const [x, X] = STATES[order.state];
  return {
    ...{ e: 'executionReport', s: order.symbol, c: order.clientOrderId, S: order.side.toUpperCase() },
    ...{
      o: order.type.toUpperCase(),
      f: 'GTC',
      q: order.quantity,
      p: order.price,
      P: '0',
      F: '0',
      g: -1,
      C: '',
    },
    ...{ x, X, r: 'NONE', i: order.number, l: trade === null ? '0' : order.quantity, z: filledOf(order) },
    ...{
      L: trade?.price ?? '0',
      n: '0.000001',
      N: 'BTC',
      T: order.time,
      t: trade?.number ?? -1,
      I: 1,
      w: true,
    },
    ...{ m: false, M: true, O: order.time, Z: trade?.cost ?? '0', Y: '0', Q: '0', W: order.time, V: 'NONE' },
  };
}

const BALANCES = [
  { a: 'BTC', f: '1.5', l: '0' },
  { a: 'USDT', f: '100000', l: '0' },
];
