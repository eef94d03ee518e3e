import { listIn, textIn } from '../../../dialect/answer-reading.ts';
import type {
  ClientFrame,
  ExchangeFrame,
  StreamDialect,
  StreamPlace,
} from '../../../dialect/stream-dialect.ts';
import {
  frameObject,
  frameReference,
  listMember,
  refuseOtherMembers,
  textMember,
  unknownOperation,
} from '../../../dialect/stream-fields.ts';
import {
  formatJson,
  isJsonObject,
  JsonNumber,
  type JsonValue,
  parseStrictJson,
} from '../../../http/strict-json.ts';
import { okxChannelName, readOkxChannel } from './channels.ts';
import { okxLogin, readOkxLogin } from './login.ts';
import { isOkxOrderOperation, readOkxOrder } from './order-frame.ts';
import { okxPlaces } from './places.ts';
import { refuseOkxFrame } from './refuse.ts';

const MOST_CHANNELS_AT_ONCE = 32;
/** Errors that answer a login. */
const LOGIN_REFUSED = [
  ...['60001', '60002', '60003', '60004', '60005', '60006', '60007', '60008', '60009'],
  ...['60022', '60024', '60031', '60032'],
];

/**
 * Private streams of OKX.
 *
 * @see https://www.okx.com/docs-v5/en/#overview-websocket
 */
export const okxStreams: StreamDialect = {
  places: okxPlaces,
  // "3 requests per second (based on IP)"
  connects: { name: 'stream connections', scope: 'address', limit: 3, windowMs: 1000 },
  read,
  reference: (text) => frameReference(text, 'op', ['id']),
  connectsAt: 'login',
  login: okxLogin,
  loggedIn: (_place, { id }) =>
    JSON.stringify({
      ...(id === null ? {} : { id: JSON.parse(id) as unknown }),
      event: 'login',
      code: '0',
      msg: '',
      connId: 'holdfast',
    }),
  refuse: refuseOkxFrame,
  readExchange,
  heartbeat: 'ping',
  instruments: {
    request: (restHost) => ({
      method: 'GET',
      host: restHost,
      path: '/api/v5/public/instruments',
      query: [{ name: 'instType', value: 'SPOT' }],
      body: { kind: 'none' },
    }),
    read: (body) =>
      new Map(
        listIn(body, 'data').flatMap((item) => {
          const [code, name] = [isJsonObject(item) ? item.get('instIdCode') : null, textIn(item, 'instId')];
          return code instanceof JsonNumber && name !== null ? [[code.source, name] as const] : [];
        }),
      ),
  },
};

function read(text: string, { path }: StreamPlace): ClientFrame {
  if (text === 'ping') return { kind: 'ping', answer: 'pong' };
  const frame = frameObject(text);
  const op = textMember(frame, 'op', /^[\x20-\x7e]{1,64}$/);
  if (op === 'login') return { kind: 'login', login: readOkxLogin(frame) };
  if (op === 'subscribe' || op === 'unsubscribe') {
    refuseOtherMembers(frame, ['op', 'args', 'id']);
    const id = frame.has('id') ? textMember(frame, 'id', /^[A-Za-z0-9]{1,32}$/) : null;
    const args = listMember(frame, 'args', MOST_CHANNELS_AT_ONCE).map((arg) => readOkxChannel(arg, path));
    const members = new Map<string, JsonValue>(id === null ? [] : [['id', id]]);
    const outbound = formatJson(members.set('op', op).set('args', args));
    return { kind: op, channels: args.map(okxChannelName), outbound: () => outbound };
  }
  return isOkxOrderOperation(op) ? readOkxOrder(op, frame) : unknownOperation(op);
}

function readExchange(text: string): ExchangeFrame {
  if (text === 'pong') return { kind: 'pong' };
  // Data comes often and is never an event: it need not be read.
  if (!text.includes('"event"')) return { kind: 'other' };
  try {
    const frame = parseStrictJson(Buffer.from(text, 'utf8'));
    const code = textIn(frame, 'code');
    const event = textIn(frame, 'event');
    if (event === 'login') return { kind: 'login', accepted: code === '0' };
    if (event === 'error' && code !== null && LOGIN_REFUSED.includes(code))
      return { kind: 'login', accepted: false };
  } catch {
    // What can't be read is no answer to a login.
  }
  return { kind: 'other' };
}
