import { textIn } from '../../../dialect/answer-reading.ts';
import type {
  ClientFrame,
  ExchangeFrame,
  StreamDialect,
  StreamPlace,
} from '../../../dialect/stream-dialect.ts';
import {
  frameObject,
  frameReference,
  idText,
  listMember,
  refuseOtherMembers,
  textMember,
  unknownChannel,
  unknownOperation,
} from '../../../dialect/stream-fields.ts';
import { formatJson, isJsonObject, type JsonObject, parseStrictJson } from '../../../http/strict-json.ts';
import { malformed } from '../../../refusal.ts';
import { bybitLogin, readBybitLogin } from './login.ts';
import { isBybitOrderOperation, readBybitOrder } from './order-frame.ts';
import { bybitPlaces, isTradePlace } from './places.ts';
import { refuseBybitFrame } from './refuse.ts';

const MOST_TOPICS_AT_ONCE = 10;

/**
 * Private topics, all of which only read; those of one category too.
 *
 * Source: https://bybit-exchange.github.io/docs/v5/websocket/private/order and the pages beside it
 */
const BYBIT_TOPICS: readonly string[] = [
  'wallet',
  'greeks',
  ...['order', 'execution', 'execution.fast', 'position'].flatMap((topic) => [
    topic,
    ...['spot', 'linear', 'inverse', 'option'].map((category) => `${topic}.${category}`),
  ]),
];

/**
 * Private streams of Bybit version 5.
 *
 * @see https://bybit-exchange.github.io/docs/v5/ws/connect
 */
export const bybitStreams: StreamDialect = {
  places: bybitPlaces,
  // "Do not build over 500 connections in 5 minutes", by address.
  connects: { name: 'stream connections', scope: 'address', limit: 500, windowMs: 300_000 },
  read,
  reference: (text) => frameReference(text, 'op', ['reqId', 'req_id']),
  connectsAt: 'login',
  login: bybitLogin,
  loggedIn: (place, { id }) =>
    JSON.stringify(
      isTradePlace(place)
        ? { ...named('reqId', id), retCode: 0, retMsg: 'OK', op: 'auth', connId: 'holdfast' }
        : { ...named('req_id', id), success: true, ret_msg: '', op: 'auth', conn_id: 'holdfast' },
    ),
  refuse: refuseBybitFrame,
  readExchange,
  heartbeat: '{"op":"ping"}',
};

function read(text: string, place: StreamPlace): ClientFrame {
  const frame = frameObject(text);
  const op = textMember(frame, 'op', /^[\x20-\x7e]{1,64}$/);
  if (op === 'auth') return { kind: 'login', login: readBybitLogin(frame) };
  if (op === 'ping') return { kind: 'ping', answer: pongOf(frame, place) };
  if (isTradePlace(place))
    return isBybitOrderOperation(op) ? readBybitOrder(op, frame) : unknownOperation(op);
  if (op !== 'subscribe' && op !== 'unsubscribe') return unknownOperation(op);
  refuseOtherMembers(frame, ['op', 'args', 'req_id']);
  const id = idOf(frame, 'req_id');
  const topics = listMember(frame, 'args', MOST_TOPICS_AT_ONCE).map((topic) =>
    typeof topic === 'string' && BYBIT_TOPICS.includes(topic)
      ? topic
      : unknownChannel(typeof topic === 'string' ? topic : ''),
  );
  const outbound = `{${id === null ? '' : `"req_id":${id},`}"op":"${op}","args":${formatJson(topics)}}`;
  return { kind: op, channels: topics, outbound: () => outbound };
}

function pongOf(frame: JsonObject, place: StreamPlace): string {
  refuseOtherMembers(frame, ['op', 'req_id', 'reqId', 'args']);
  const trade = isTradePlace(place);
  const id = idOf(frame, trade ? 'reqId' : 'req_id');
  return JSON.stringify({
    ...named(trade ? 'reqId' : 'req_id', id),
    ...(trade ? { retCode: 0, retMsg: 'OK' } : {}),
    op: 'pong',
    [trade ? 'connId' : 'conn_id']: 'holdfast',
  });
}

function idOf(frame: JsonObject, name: string): string | null {
  if (!frame.has(name)) return null;
  return idText(frame.get(name)) ?? malformed(name, `"${name}" must be a short word or number.`);
}

function named(name: string, id: string | null): Record<string, unknown> {
  return id === null ? {} : { [name]: JSON.parse(id) as unknown };
}

function readExchange(text: string): ExchangeFrame {
  // Data comes often, names a topic, and has no operation: it need not be read.
  if (!text.includes('"op"') && !text.includes('pong')) return { kind: 'other' };
  try {
    const frame = parseStrictJson(Buffer.from(text, 'utf8'));
    if (!isJsonObject(frame) || frame.has('topic')) return { kind: 'other' };
    const op = textIn(frame, 'op');
    if (op === 'auth') return { kind: 'login', accepted: frame.get('success') === true };
    if (op === 'pong' || textIn(frame, 'ret_msg') === 'pong') return { kind: 'pong' };
  } catch {
    // What can't be read is neither.
  }
  return { kind: 'other' };
}
