import { createHmac, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from '@holdfast/database';
import { startEmbedded } from '@holdfast/database/embedded';
import {
  createBinanceServer,
  marketsOf,
  ONE,
  PaperHost,
  PostgresCommandLog,
  SimulatedClock,
} from '@holdfast/paper';
import { quick, reportFigure, reportRatio } from '../harness.ts';
import { syntheticPanel } from '../synthetic-panel.ts';

/*
 * Signed orders a second with 64 in flight, each durable in PostgreSQL before it is answered. The reference is a server of
 * node:http that answers the same requests with a constant, so the ratio says what everything else costs. Client and server
 * share the machine's processors.
 */

const ORDERS = quick ? 500 : 20_000;
const IN_FLIGHT = 64;

const folder = mkdtempSync(join(tmpdir(), 'holdfast-bench-paper-'));
const database = await startEmbedded({ home: folder });
const { pool, close } = connect({
  address: database.address,
  user: 'holdfast_admin',
  password: database.passwords.holdfast_admin,
  connections: 2,
});
try {
  const panel = syntheticPanel(5, 60);
  const names = new Map(panel.assets.map((asset, i) => [asset, { symbol: `C${i}` }]));
  const markets = marketsOf(panel, names);
  const clock = new SimulatedClock(markets.start, markets.end, 36_000, () => performance.now());
  const host = await PaperHost.open(
    markets,
    { maker: 1000n, taker: 1000n },
    clock,
    await PostgresCommandLog.open(pool, 'bench'),
  );
  const key = {
    id: randomBytes(32).toString('hex'),
    algorithm: 'hmac' as const,
    secret: randomBytes(32).toString('hex'),
  };
  const accounts = Array.from({ length: IN_FLIGHT }, (_, i) => ({
    name: `account-${i}`,
    key: { ...key, id: `${key.id.slice(2)}${i}` },
  }));
  for (const { name, key: own } of accounts) {
    await host.execute((time) => ({ kind: 'key', time, account: name, key: own }));
    await host.execute((time) => ({
      kind: 'deposit',
      time,
      account: name,
      asset: 'USDT',
      amount: 100_000_000n * ONE,
    }));
  }
  const [symbol] = markets.symbols.keys();
  // Rate limits are Binance's, for one address; time that runs fast lets them through.
  let wall = Date.now();
  const server = createBinanceServer(host, markets, () => wall, 'token');
  const plain = createServer((message, response) => {
    message.resume();
    message.on('end', () => response.end('{"orderId":1}'));
  });
  const ours = await rateOf(server, (nth) => {
    if (nth % 100 === 0) wall += 10_000;
    const { key: own } = accounts[nth % IN_FLIGHT];
    const text = `symbol=${symbol}&side=BUY&type=MARKET&quoteOrderQty=10&recvWindow=60000&timestamp=${wall}`;
    return {
      path: `/api/v3/order?${text}&signature=${createHmac('sha256', own.secret).update(text).digest('hex')}`,
      key: own.id,
    };
  });
  const reference = await rateOf(plain, () => ({ path: '/api/v3/order', key: 'x' }));
  reportFigure('signed orders a second, 64 in flight, durable', ours.toFixed(0));
  reportRatio('paper exchange', 1000 / ours, 'node:http alone', 1000 / reference);
} finally {
  await close();
  await database.stop();
  rmSync(folder, { recursive: true, force: true });
}

async function rateOf(server: Server, make: (nth: number) => { path: string; key: string }): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const agent = new Agent({ keepAlive: true, maxSockets: IN_FLIGHT });
  const send = (nth: number) =>
    new Promise<void>((resolve, reject) => {
      const { path, key } = make(nth);
      const sent = request(
        { port, host: '127.0.0.1', method: 'POST', path, agent, headers: { 'x-mbx-apikey': key } },
        (response) => {
          let text = '';
          response.setEncoding('utf8').on('data', (piece: string) => {
            text += piece;
          });
          response.on('end', () => (response.statusCode === 200 ? resolve() : reject(new Error(text))));
        },
      );
      sent.on('error', reject).end();
    });
  let next = 0;
  const start = performance.now();
  await Promise.all(
    Array.from({ length: IN_FLIGHT }, async () => {
      while (next < ORDERS) await send(next++);
    }),
  );
  const seconds = (performance.now() - start) / 1000;
  agent.destroy();
  server.close();
  return ORDERS / seconds;
}
