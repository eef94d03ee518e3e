import { type EventEmitter, once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { loadavg } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import { watchChanges } from '@holdfast/database';
import { setFrozen } from '../../packages/gateway/src/administration/virtual-keys.ts';
import { DEFAULT_STREAM_LIMITS } from '../../packages/gateway/src/streams/stream-limits.ts';
import { WebSocket, WebSocketServer } from '../../packages/gateway/src/websocket/websocket.ts';
import { okx } from '../../packages/gateway/test/process/exchanges/okx.ts';
import { startTrial, TRADER } from '../../packages/gateway/test/process/trial.ts';
import { OKX_PRIVATE, okxLogin, StreamClient } from '../../packages/gateway/test/streams/stream-client.ts';
import { duration, quick, reportFigure, reportRatio } from '../harness.ts';

/*
 * How long open streams live after a freeze: from the notification of the database until the exchange sees its side cut, after
 * which nothing passes, and until the client has closed its side too. The exchange sends frames meanwhile. Clients, exchange, gateway and the command are
 * one process, and PostgreSQL shares the machine.
 */

const [KEYS, RUNS] = quick ? [20, 3] : [200, 5];
const FRAME = JSON.stringify({ arg: { channel: 'orders' }, data: [{ ordId: '1', note: 'x'.repeat(600) }] });

const load = loadavg()[0];
const trial = await startTrial();
try {
  const exchange = await trial.join('okx', okx, 'hmac');
  const policy = TRADER.replace('BTCUSDT', okx.symbol);
  const keys = [];
  for (let i = 0; i < KEYS; i++) keys.push(await trial.issue(`key-${i}`, policy, 'okx'));
  const gateway = await trial.start('gateway-1', false, { ...DEFAULT_STREAM_LIMITS, connections: 2000 });
  const cut: number[] = [];
  const closed: number[] = [];
  let notified = Number.NaN;
  const watch = watchChanges(trial.database.as('holdfast_gateway', 2), {
    onChange: () => {
      if (Number.isNaN(notified)) notified = performance.now();
    },
    onLost: () => undefined,
  });
  for (let run = 0; run < RUNS; run++) {
    const clients: StreamClient[] = [];
    for (const key of keys) {
      const client = await StreamClient.open(gateway.port, OKX_PRIVATE);
      client.send(okxLogin(key));
      await client.frame(/"event":"login"/);
      clients.push(client);
    }
    const sending = setInterval(() => {
      for (const { socket } of exchange.streams) if (socket.readyState === 1) socket.send(FRAME);
    }, 100);
    await wait(500);
    notified = Number.NaN;
    const ends = async (sockets: readonly EventEmitter[]) => {
      const times: number[] = [];
      await Promise.all(
        sockets.map(async (socket) => {
          await once(socket, 'close');
          times.push(performance.now());
        }),
      );
      return times;
    };
    const atExchange = ends(exchange.streams.map(({ socket }) => socket));
    const atClients = ends(clients.map(({ socket }) => socket));
    await setFrozen(trial.operation, true, { kind: 'everything' });
    cut.push(...(await atExchange).map((at) => at - notified));
    closed.push(...(await atClients).map((at) => at - notified));
    clearInterval(sending);
    await setFrozen(trial.operation, false, { kind: 'everything' });
    await gateway.refresh();
    exchange.streams.length = 0;
    // A login's time is in whole seconds.
    await wait(1100);
  }
  await watch.close();
  const figure = (values: readonly number[]) => {
    const sorted = values.toSorted((a, b) => a - b);
    const at = (share: number) =>
      duration(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]);
    return `median ${at(0.5)}, 99 % ${at(0.99)}, slowest ${at(1)}`;
  };
  reportFigure('load average before', load.toFixed(1));
  reportFigure('open streams', `${KEYS}, each of a key of its own; ${RUNS} freezes`);
  reportFigure('until the exchange’s side is cut', figure(cut));
  reportFigure('until the client has closed too', figure(closed));
  reportRatio('streams end', middle(cut), 'cutting as many bare WebSockets', middle(await bareCuts()));
} finally {
  await trial.stop();
}
process.exit(0);

/** The same number of WebSockets that nothing stands behind, cut in one loop: what is left when nobody has to look at any key. */
async function bareCuts(): Promise<number[]> {
  const server = createServer();
  const accepted: WebSocket[] = [];
  const sockets = new WebSocketServer({ noServer: true, clientTracking: false, perMessageDeflate: false });
  server.on('upgrade', (request, socket, head) => {
    sockets.handleUpgrade(request, socket, head, (opened) => accepted.push(opened));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const times: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    const clients = await Promise.all(
      Array.from({ length: KEYS }, async () => {
        const client = new WebSocket(`ws://127.0.0.1:${port}`, { perMessageDeflate: false });
        client.on('error', () => undefined);
        await once(client, 'open');
        return client;
      }),
    );
    const ended = clients.map(async (client) => {
      await once(client, 'close');
      return performance.now();
    });
    const begun = performance.now();
    for (const socket of accepted.splice(0)) socket.terminate();
    times.push(...(await Promise.all(ended)).map((at) => at - begun));
  }
  server.close();
  return times;
}

function middle(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1];
}
