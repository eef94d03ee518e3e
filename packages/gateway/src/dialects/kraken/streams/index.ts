import { textIn } from '../../../dialect/answer-reading.ts';
import type {
  ClientFrame,
  ExchangeFrame,
  FrameReference,
  StreamDialect,
  StreamLogin,
} from '../../../dialect/stream-dialect.ts';
import {
  frameObject,
  frameReference,
  idText,
  objectIn,
  refuseOtherMembers,
  textMember,
  unknownChannel,
  unknownOperation,
} from '../../../dialect/stream-fields.ts';
import {
  formatJson,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  parseStrictJson,
} from '../../../http/strict-json.ts';
import { malformed, type Refusal } from '../../../refusal.ts';
import { refuseKraken } from '../refuse.ts';
import { krakenAnswer } from './answer.ts';
import { KRAKEN_METHODS } from './methods.ts';
import { krakenTokens, readKrakenToken } from './token.ts';

/**
 * Private channels with their parameters, all of which only read. `users` is left out: it shows other accounts.
 *
 * Source: https://docs.kraken.com/api/docs/websocket-v2/executions and balances
 */
const CHANNELS: Readonly<Record<string, readonly string[]>> = {
  executions: ['snap_trades', 'snap_orders', 'order_status', 'ratecounter', 'snapshot'],
  balances: ['snapshot'],
};

/** How a stream's session is refused, where ccxt knows it by other words than a request's. */
const SESSION = 'ESession:Invalid session';

/**
 * Kraken's WebSocket API, version 2. Every frame has a token, which clients get from the gateway; it is never the exchange's.
 *
 * @see https://docs.kraken.com/api/docs/websocket-v2/add_order
 */
export const krakenStreams: StreamDialect = {
  places: [
    {
      host: 'ws-auth.kraken.com',
      path: '/v2',
      restHost: 'api.kraken.com',
      channels: true,
      docs: 'https://docs.kraken.com/api/docs/guides/spot-ws-intro',
    },
  ],
  // "Approximately 150 connections in a rolling 10 minutes", by address.
  connects: { name: 'stream connections', scope: 'address', limit: 150, windowMs: 600_000 },
  read,
  reference: (text) => frameReference(text, 'method', ['req_id']),
  connectsAt: 'subscription',
  login: null,
  loggedIn: () => '{}',
  refuse: refuseFrame,
  readExchange,
  heartbeat: '{"method":"ping"}',
  tokens: krakenTokens,
  instruments: {
    request: (restHost) => ({
      method: 'GET',
      host: restHost,
      path: '/0/public/AssetPairs',
      query: [],
      body: { kind: 'none' },
    }),
    read: readPairs,
  },
};

function read(text: string): ClientFrame {
  const frame = frameObject(text);
  refuseOtherMembers(frame, ['method', 'params', 'req_id']);
  const method = textMember(frame, 'method', /^[\x20-\x7e]{1,64}$/);
  const id = frame.has('req_id') ? idText(frame.get('req_id')) : null;
  if (frame.has('req_id') && id === null) malformed('req_id', '"req_id" must be a whole number.');
  if (method === 'ping') {
    refuseOtherMembers(frame, ['method', 'req_id']);
    return { kind: 'ping', answer: `{"method":"pong"${id === null ? '' : `,"req_id":${id}`}}` };
  }
  const params = frame.has('params') ? objectIn(frame.get('params')) : new Map<string, JsonValue>();
  if (method === 'subscribe' || method === 'unsubscribe') return readSubscription(method, id, params);
  const known = KRAKEN_METHODS.get(method);
  if (known === undefined) return unknownOperation(method);
  return {
    kind: 'request',
    login: readKrakenToken(params.get('token')),
    instruments: known.instruments(params),
    request: (names) => known.request(params, names),
    answer: (status, body) => krakenAnswer(method, id, params, status, body),
  };
}

function readSubscription(
  method: 'subscribe' | 'unsubscribe',
  id: string | null,
  params: JsonObject,
): ClientFrame {
  const channel = textMember(params, 'channel', /^[\x20-\x7e]{1,64}$/);
  const parameters = Object.hasOwn(CHANNELS, channel) ? CHANNELS[channel] : unknownChannel(channel);
  refuseOtherMembers(params, ['channel', 'token', ...parameters]);
  for (const name of parameters) {
    const value = params.get(name);
    if (value !== undefined && typeof value !== 'boolean')
      malformed(name, `"${name}" must be true or false.`);
  }
  const login: StreamLogin = readKrakenToken(params.get('token'));
  return {
    kind: method,
    channels: [channel],
    login,
    outbound: (token) => {
      const rebuilt = formatJson(new Map<string, JsonValue>([...params, ['token', token]]));
      return `{"method":"${method}","params":${rebuilt}${id === null ? '' : `,"req_id":${id}`}}`;
    },
  };
}

function refuseFrame(refusal: Refusal, { op, id }: FrameReference): string {
  const { error } = JSON.parse(refuseKraken(refusal).body) as { error: string[] };
  // What requests call an invalid key, or a key that is locked, streams call an invalid session.
  const words =
    refusal.reason === 'signature' || refusal.reason === 'revoked' ? [SESSION, ...error.slice(1)] : error;
  return `{"method":${JSON.stringify(op ?? '')}${id === null ? '' : `,"req_id":${id}`},"success":false,"error":${JSON.stringify(words.join(' '))}}`;
}

function readExchange(text: string): ExchangeFrame {
  if (!text.includes('"pong"')) return { kind: 'other' };
  try {
    const frame = parseStrictJson(Buffer.from(text, 'utf8'));
    if (textIn(frame, 'method') === 'pong') return { kind: 'pong' };
  } catch {
    // What can't be read is no answer to a ping.
  }
  return { kind: 'other' };
}

/**
 * Kraken's names of pairs by the symbols of its streams: those call bitcoin BTC and dogecoin DOGE, as the list's `wsname`
 * does not. A symbol that two pairs have is nobody's.
 */
function readPairs(body: JsonValue): Map<string, string> {
  const names = new Map<string, string>();
  const twice = new Set<string>();
  const result = isJsonObject(body) ? body.get('result') : undefined;
  if (result === undefined || !isJsonObject(result)) return names;
  for (const [name, pair] of result) {
    const symbol = textIn(pair, 'wsname')
      ?.split('/')
      .map((asset) => (asset === 'XBT' ? 'BTC' : asset === 'XDG' ? 'DOGE' : asset))
      .join('/');
    if (symbol === undefined) continue;
    if (names.has(symbol)) twice.add(symbol);
    names.set(symbol, name);
  }
  for (const symbol of twice) names.delete(symbol);
  return names;
}
