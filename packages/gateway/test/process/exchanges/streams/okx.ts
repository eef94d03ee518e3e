import { createHmac } from 'node:crypto';
import type { AccountOrder, AccountTrade } from '../account.ts';
import type { Credential, StreamPeer, StreamSession, StreamVenue } from '../venue.ts';

/* Private streams of OKX, from https://www.okx.com/docs-v5/en/#overview-websocket and the pages of the channels. */

interface Frame {
  readonly op?: string;
  readonly id?: string;
  readonly args?: readonly Record<string, string>[];
}

/** @param orderShape an order as the REST endpoints show it, which channels do too */
export function okxStreams(orderShape: (order: AccountOrder) => object): StreamVenue {
  return { hosts: ['ws.okx.com:8443'], open: (peer) => session(peer, orderShape) };
}

function session(peer: StreamPeer, orderShape: (order: AccountOrder) => object): StreamSession {
  const subscribed: Record<string, string>[] = [];
  let user: Credential | null = null;
  const say = (value: object) => peer.send(JSON.stringify({ ...value, connId: 'a4d3ae55' }));
  const fail = (code: string, msg: string) => say({ event: 'error', code, msg });

  const login = ({ args = [] }: Frame) => {
    const [{ apiKey, passphrase, timestamp, sign }] = args;
    user =
      peer.credentials.find(
        ({ keyId, secret, passphrase: own }) =>
          keyId === apiKey &&
          own === passphrase &&
          sign ===
            createHmac('sha256', secret).update(`${timestamp}GET/users/self/verify`).digest('base64') &&
          Math.abs(Date.now() / 1000 - Number(timestamp)) <= 30,
      ) ?? null;
    if (user === null) {
      fail('60009', 'Login failed.');
      peer.close(4001);
    } else say({ event: 'login', code: '0', msg: '' });
  };

  const subscribe = (arg: Record<string, string>) => {
    subscribed.push(arg);
    say({ event: 'subscribe', arg });
    if (arg.channel === 'account')
      peer.send(
        JSON.stringify({
          arg: { ...arg, uid: '77' },
          eventType: 'snapshot',
          // Names the key, as no answer should: so it is seen that it is taken out.
          data: [{ ...BALANCE, note: user?.keyId, uTime: String(Date.now()) }],
        }),
      );
  };

  return {
    message(text) {
      if (text === 'ping') return peer.send('pong');
      const frame = JSON.parse(text) as Frame;
      if (frame.op === 'login') return login(frame);
      if (user === null) return fail('60011', 'Please log in.');
      for (const arg of frame.args ?? []) {
        if (frame.op === 'subscribe') subscribe(arg);
        else if (frame.op === 'unsubscribe') {
          const at = subscribed.findIndex((one) => JSON.stringify(one) === JSON.stringify(arg));
          subscribed.splice(at, at < 0 ? 0 : 1);
          say({ event: 'unsubscribe', arg });
        } else fail('60012', `Illegal request: ${text}`);
      }
    },
    changed(order, trade) {
      const shape = { ...orderShape(order), ...fill(trade) };
      for (const arg of subscribed.filter(({ channel }) => channel === 'orders'))
        peer.send(JSON.stringify({ arg: { ...arg, uid: '77' }, data: [shape] }));
    },
  };
}

function fill(trade: AccountTrade | null): object {
  if (trade === null) return { tradeId: '', fillSz: '0', fillPx: '', fillTime: '' };
  const { number, order, price } = trade;
  return {
    tradeId: String(number),
    fillSz: order.quantity,
    fillPx: price,
    fillTime: String(order.time),
    fillFee: '-0.000001',
    fillFeeCcy: 'BTC',
    execType: 'T',
  };
}

const BALANCE = {
  totalEq: '175000',
  details: [
    { ccy: 'BTC', eq: '1.5', cashBal: '1.5', availBal: '1.5', availEq: '1.5', frozenBal: '0' },
    { ccy: 'USDT', eq: '100000', cashBal: '100000', availBal: '100000', availEq: '100000', frozenBal: '0' },
  ],
};
