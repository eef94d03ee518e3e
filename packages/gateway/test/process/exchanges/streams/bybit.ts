import { createHmac, createPublicKey, verify } from 'node:crypto';
import type { AccountOrder, AccountTrade } from '../account.ts';
import type { Credential, StreamPeer, StreamSession, StreamVenue } from '../venue.ts';

/* Private streams of Bybit, from https://bybit-exchange.github.io/docs/v5/ws/connect and websocket/private/. */

interface Frame {
  readonly op: string;
  readonly req_id?: string | number;
  readonly args?: readonly (string | number)[];
}

/** How orders and fills look in REST endpoints, which topics show too. */
export interface BybitShapes {
  order(order: AccountOrder): object;
  trade(trade: AccountTrade): object;
}

export function bybitStreams(shapes: BybitShapes): StreamVenue {
  return { hosts: ['stream.bybit.com'], open: (peer) => session(peer, shapes) };
}

function session(peer: StreamPeer, shapes: BybitShapes): StreamSession {
  const topics = new Set<string>();
  let user: Credential | null = null;
  const say = (value: object) => peer.send(JSON.stringify(value));
  const answer = ({ op, req_id }: Frame, success: boolean, ret_msg = '') =>
    say({ success, ret_msg, op, conn_id: 'd266o6hqo29', ...(req_id === undefined ? {} : { req_id }) });
  const tell = (topic: string, data: object[]) => {
    for (const one of topics)
      if (one === topic || one === `${topic}.spot`)
        say({ id: 'x', topic: one, creationTime: Date.now(), data });
  };

  return {
    message(text) {
      const frame = JSON.parse(text) as Frame;
      const { op, req_id, args = [] } = frame;
      if (op === 'ping')
        return say({ req_id, op: 'pong', args: [String(Date.now())], conn_id: 'd266o6hqo29' });
      if (op === 'auth') {
        const [id, expires, signature] = args.map(String);
        user = peer.credentials.find((one) => one.keyId === id && isGood(one, expires, signature)) ?? null;
        return answer(frame, user !== null, user === null ? 'Params Error' : '');
      }
      if (user === null) return answer(frame, false, 'Request not authorized');
      for (const topic of args.map(String)) {
        if (op === 'subscribe') topics.add(topic);
        else topics.delete(topic);
      }
      answer(frame, true);
      if (op === 'subscribe' && args.includes('wallet')) tell('wallet', [{ ...WALLET, note: user.keyId }]);
    },
    changed(order, trade) {
      tell('order', [{ category: 'spot', ...shapes.order(order) }]);
      if (trade !== null) tell('execution', [{ category: 'spot', ...shapes.trade(trade) }]);
    },
  };
}

function isGood({ algorithm, secret }: Credential, expires: string, signature: string): boolean {
  if (!(Number(expires) > Date.now())) return false;
  const text = `GET/realtime${expires}`;
  if (algorithm === 'hmac') return createHmac('sha256', secret).update(text).digest('hex') === signature;
  return verify('RSA-SHA256', Buffer.from(text), createPublicKey(secret), Buffer.from(signature, 'base64'));
}

const WALLET = {
  accountType: 'UNIFIED',
  totalEquity: '175000',
  coin: [
    { coin: 'BTC', equity: '1.5', walletBalance: '1.5', availableToWithdraw: '1.5', locked: '0' },
    { coin: 'USDT', equity: '100000', walletBalance: '100000', availableToWithdraw: '100000', locked: '0' },
  ],
};
