import { Buffer } from 'node:buffer';
import { textIn } from '../../../dialect/answer-reading.ts';
import type { RealKey, Stamp } from '../../../dialect/dialect.ts';
import type {
  ClientFrame,
  ExchangeFrame,
  FrameReference,
  StreamDialect,
  StreamPlace,
} from '../../../dialect/stream-dialect.ts';
import {
  frameObject,
  frameReference,
  idText,
  objectIn,
  refuseOtherMembers,
  textMember,
  unknownOperation,
} from '../../../dialect/stream-fields.ts';
import {
  formatJson,
  isJsonObject,
  JsonNumber,
  type JsonObject,
  type JsonValue,
  parseStrictJson,
} from '../../../http/strict-json.ts';
import { malformed, Refusal } from '../../../refusal.ts';
import { refuseBinance } from '../refuse.ts';
import { binanceSignature } from '../sign.ts';
import { endpointOfMethod } from './methods.ts';
import { readSignedParameters, signedText } from './signed-parameters.ts';

const DOCS =
  'https://developers.binance.com/docs/binance-spot-api-docs/websocket-api/general-api-information';
const PATH = '/ws-api/v3';
const HOSTS = ['ws-api.binance.com:443', 'ws-api.binance.com:9443', 'ws-api.binance.com'];
/** The id of the gateway's own frame; no client may use it. */
const OWN_ID = 'holdfast-login';
const USER_DATA = 'userDataStream.subscribe.signature';
/** "Internal error; unable to process your request": no other code says that the exchange is away. */
const AWAY = -1001;

/**
 * The WebSocket API of Binance spot: requests signed one by one, and the user's data. Listen keys and listen tokens are
 * credentials, and are refused.
 *
 * @see https://developers.binance.com/docs/binance-spot-api-docs/websocket-api/general-api-information
 */
export const binanceStreams: StreamDialect = {
  places: HOSTS.map((host) => ({
    host,
    path: PATH,
    restHost: 'api.binance.com',
    channels: true,
    docs: DOCS,
  })),
  // "300 connections per attempt every 5 minutes", by address.
  connects: { name: 'stream connections', scope: 'address', limit: 300, windowMs: 300_000 },
  read,
  reference: (text) => frameReference(text, 'method', ['id']),
  connectsAt: 'subscription',
  login: subscribeAs,
  loggedIn: (_place, { id }) =>
    `{"id":${id},"status":200,"result":{"apiKey":null,"authorizedSince":null,"connectedSince":null,"returnRateLimits":false,"userDataStream":false}}`,
  refuse: refuseFrame,
  readExchange,
  heartbeat: null,
};

function read(text: string, _place: StreamPlace): ClientFrame {
  const frame = frameObject(text);
  refuseOtherMembers(frame, ['id', 'method', 'params']);
  const id = idText(frame.get('id'));
  if (id === null || id === JSON.stringify(OWN_ID))
    return malformed('id', '"id" must be a short word or a whole number.');
  const method = textMember(frame, 'method', /^[\x20-\x7e]{1,64}$/);
  const params: JsonObject = frame.has('params') ? objectIn(frame.get('params')) : new Map();
  if (method === 'ping') {
    refuseOtherMembers(params, []);
    return { kind: 'ping', answer: `{"id":${id},"status":200,"result":{}}` };
  }
  const { login, timestamp, windowMs, rest } = readSignedParameters(params);
  const bare = () => {
    const names = [...rest.keys()].filter((name) => name !== 'recvWindow');
    if (login === null || names.length > 0)
      malformed('parameters', `${method} takes apiKey, timestamp, recvWindow and signature.`);
    return login;
  };
  if (method === 'session.logon') return { kind: 'login', login: bare() };
  if (method === USER_DATA) {
    const answer = `{"id":${id},"status":200,"result":{"subscriptionId":0}}`;
    return { kind: 'subscribe', channels: ['user data'], login: bare(), outbound: { answer } };
  }
  const endpoint = endpointOfMethod(method);
  if (endpoint === null) return unknownOperation(method);
  if (timestamp === null) return malformed('timestamp', 'The frame needs a timestamp.');
  const pairs = [...rest].map(([name, value]) => ({ name, value }));
  const inBody = (endpoint.method === 'POST' || endpoint.method === 'PUT') && pairs.length > 0;
  return {
    kind: 'request',
    ...(login === null ? {} : { login }),
    instruments: [],
    request: () => ({
      ...endpoint,
      query: inBody ? [] : pairs,
      body: inBody ? { kind: 'form', pairs } : { kind: 'none' },
      timestamp,
      windowMs,
    }),
    answer: (status, body) => answerOf(id, status, body),
  };
}

/** Status and body are the same in both protocols. */
function answerOf(id: string, status: number, body: JsonValue | null): string {
  if (body === null)
    throw new Refusal(
      'unavailable',
      'exchange',
      'The exchange’s answer is not understood; whether it acted is unknown.',
    );
  return `{"id":${id},"status":${status},"${status === 200 ? 'result' : 'error'}":${formatJson(body)}}`;
}

/** The gateway's subscription to the user's data, which is its login too. */
function subscribeAs({ keyId, ...key }: RealKey, { now }: Stamp): string {
  const fields = new Map([
    ['apiKey', keyId],
    ['timestamp', String(now)],
  ]);
  const signature = binanceSignature(Buffer.from(signedText(fields), 'latin1'), { keyId, ...key });
  return JSON.stringify({
    id: OWN_ID,
    method: USER_DATA,
    params: { apiKey: keyId, timestamp: now, signature },
  });
}

function refuseFrame(refusal: Refusal, { id }: FrameReference): string {
  const { status, body } = refuseBinance(refusal);
  const { code, msg } = JSON.parse(body) as { code: number; msg: string };
  const error = JSON.stringify({ code: refusal.reason === 'unavailable' ? AWAY : code, msg });
  return `{"id":${id},"status":${status},"error":${error}}`;
}

function readExchange(text: string): ExchangeFrame {
  if (!text.includes(OWN_ID)) return { kind: 'other' };
  try {
    const frame = parseStrictJson(Buffer.from(text, 'utf8'));
    if (isJsonObject(frame) && textIn(frame, 'id') === OWN_ID) {
      const status = frame.get('status');
      return { kind: 'login', accepted: status instanceof JsonNumber && status.source === '200' };
    }
  } catch {
    // What can't be read is no answer to a login.
  }
  return { kind: 'other' };
}
