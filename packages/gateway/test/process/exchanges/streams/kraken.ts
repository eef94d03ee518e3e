import type { AccountOrder, AccountTrade } from '../account.ts';
import type { StreamPeer, StreamSession, StreamVenue } from '../venue.ts';

/* Kraken's WebSocket API, version 2, from https://docs.kraken.com/api/docs/websocket-v2/executions and balances. */

interface Frame {
  readonly method: string;
  readonly req_id?: number;
  readonly params?: { readonly channel?: string; readonly token?: string };
}

/** @param idOf an order's id as REST endpoints show it */
export function krakenStreams(idOf: (order: AccountOrder) => string): StreamVenue {
  return { hosts: ['ws-auth.kraken.com'], open: (peer) => session(peer, idOf) };
}

function session(peer: StreamPeer, idOf: (order: AccountOrder) => string): StreamSession {
  const channels = new Set<string>();
  let sequence = 0;
  const say = (value: object) => peer.send(JSON.stringify(value));
  const tell = (channel: string, type: string, data: object[]) =>
    say({ channel, type, sequence: ++sequence, data });
  say({ channel: 'status', type: 'update', data: [{ api_version: 'v2', system: 'online' }] });

  return {
    message(text) {
      const { method, req_id, params = {} } = JSON.parse(text) as Frame;
      if (method === 'ping') return say({ method: 'pong', req_id });
      const answer = (more: object) => say({ method, req_id, ...more });
      if (params.token === undefined || !peer.account.tokens.has(params.token))
        return answer({ success: false, error: 'ESession:Invalid session' });
      if (params.channel === undefined || (method !== 'subscribe' && method !== 'unsubscribe'))
        return answer({ success: false, error: 'EGeneral:Invalid arguments' });
      if (method === 'subscribe') channels.add(params.channel);
      else channels.delete(params.channel);
      // Shows the token, as no answer should: so it is seen that it is taken out.
      answer({ success: true, result: { channel: params.channel, token: params.token } });
      if (method === 'subscribe' && params.channel === 'balances') tell('balances', 'snapshot', BALANCES);
    },
    changed(order, trade) {
      if (!channels.has('executions')) return;
      tell('executions', 'update', [report(order, order.state === 'cancelled' ? 'canceled' : 'new')]);
      if (trade !== null) tell('executions', 'update', [{ ...report(order, 'trade'), ...fill(trade) }]);
    },
  };

  function report(order: AccountOrder, exec_type: string) {
    return {
      exec_type,
      order_id: idOf(order),
      symbol: 'BTC/USD',
      side: order.side,
      order_type: order.type,
      order_qty: Number(order.quantity),
      limit_price: Number(order.price),
      order_status: exec_type,
      timestamp: new Date(order.time).toISOString(),
    };
  }
}

function fill({ number, order, price, cost }: AccountTrade) {
  return {
    exec_id: `T${number}-AAAAA-BBBBBB`,
    trade_id: number,
    last_qty: Number(order.quantity),
    last_price: Number(price),
    cost: Number(cost),
    liquidity_ind: 't',
    fees: [{ asset: 'USD', qty: 0.001 }],
    order_status: 'filled',
  };
}

const BALANCES = [
  {
    asset: 'BTC',
    asset_class: 'currency',
    balance: 1.5,
    wallets: [{ type: 'spot', id: 'main', balance: 1.5 }],
  },
  { asset: 'USD', asset_class: 'currency', balance: 100_000, wallets: [] },
];
