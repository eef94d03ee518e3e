import { connect } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import type { RunningGateway } from '../../src/process/running-gateway.ts';
import { bybit } from '../process/exchanges/bybit.ts';
import { okx } from '../process/exchanges/okx.ts';
import type { FakeExchange } from '../process/fake-exchange.ts';
import { type Credentials, startTrial, TRADER, type Trial } from '../process/trial.ts';
import { BYBIT_TRADE, bybitLogin, OKX_PRIVATE, okxLogin, StreamClient } from './stream-client.ts';

/* What a holder of a virtual key may try once it is logged in, and what anybody may try at the handshake. */

let trial: Trial;
let gateway: RunningGateway;
let okxFake: FakeExchange;
let bybitFake: FakeExchange;
let client: StreamClient;
let credentials: Credentials;
let counter = 0;

const OKX_POLICY = TRADER.replace('BTCUSDT', okx.symbol)
  .replace('max_daily_usd: 1500', 'max_daily_usd: 5000')
  .replace('own_orders_only: false', 'own_orders_only: true');

beforeAll(async () => {
  trial = await startTrial();
  okxFake = await trial.join('okx', okx, 'hmac');
  bybitFake = await trial.join('bybit', bybit, 'hmac');
  await trial.issue('seed-okx', OKX_POLICY, 'okx');
  await trial.issue('seed-bybit', TRADER, 'bybit');
  gateway = await trial.start();
});
afterAll(() => trial.stop());

beforeEach(async () => {
  credentials = await trial.issue(`o${counter++}`, OKX_POLICY, 'okx');
  await gateway.refresh();
  client = await loggedIn();
});
afterEach(() => client.socket.terminate());

async function loggedIn(): Promise<StreamClient> {
  const opened = await StreamClient.open(gateway.port, OKX_PRIVATE);
  opened.send(okxLogin(credentials));
  await opened.frame(/"event":"login"/);
  return opened;
}

const order = (changes: object = {}) => ({
  instId: 'BTC-USDT',
  tdMode: 'cash',
  side: 'buy',
  ordType: 'limit',
  sz: '0.002',
  px: '49000',
  ...changes,
});
const upstreamText = () => okxFake.streams.flatMap(({ frames }) => frames).join('\n');

describe('an order in a frame', () => {
  const place = async (id: string, args: object[], op = 'batch-orders') => {
    client.send({ id, op, args });
    return JSON.parse(await client.frame(new RegExp(`"id":"${id}"`)));
  };

  test('passes, is the key’s own, and is in the audit log like a request', async () => {
    const placed = await place('1', [order()], 'order');
    expect(placed).toMatchObject({ id: '1', op: 'order', code: '0' });
    const { ordId } = placed.data[0];
    expect(await place('2', [{ instId: 'BTC-USDT', ordId }], 'cancel-order')).toMatchObject({ code: '0' });
    const { rows } = await trial.database
      .as('holdfast_operator')
      .pool.query<{ text: string }>(
        `SELECT convert_from(canonical, 'UTF8') AS text FROM holdfast.audit_entries WHERE kind = 'request' ORDER BY id DESC LIMIT 2`,
      );
    expect(rows[0].text).toContain('/api/v5/trade/cancel-order');
    expect(rows[1].text).toContain('"path":"/api/v5/trade/order"');
    expect(rows[1].text).toContain(credentials.apiKey);
  });

  test('is refused over a limit, for another symbol, and with one bad one among good ones', async () => {
    const before = okxFake.account.orders.length;
    for (const [id, args] of [
      ['1', [order({ sz: '1' })]],
      ['2', [order({ instId: 'ETH-USDT' })]],
      ['3', [order(), order(), order({ px: '70000' })]],
      ['4', [order({ tdMode: 'cross' })]],
      ['5', [order({ instId: 'BTC-USDT-SWAP' })]],
      ['6', [order({ sz: '0.002e3' })]],
      ['7', [order({ attachAlgoOrds: [{ slTriggerPx: '1' }] })]],
      ['8', [order({ pxAmendType: '1' })]],
      ['9', [order({ sz: ['0.002'] })]],
      ['10', [order({ leverage: '10' })]],
    ] as const)
      expect(await place(id, [...args]), id).toMatchObject({ id, op: 'batch-orders', data: [] });
    expect(okxFake.account.orders.length).toBe(before);
  });

  test('together with others never passes the day’s limit, however fast they come', async () => {
    for (let i = 0; i < 30; i++)
      client.send({ id: `n${i}`, op: 'order', args: [order({ sz: '0.02', px: '49900' })] });
    for (let i = 0; i < 30; i++) await client.frame(new RegExp(`"id":"n${i}"`));
    const passed = client.frames.filter((frame) => frame.includes('"sCode":"0"')).length;
    // 998 USD each, 5000 a day.
    expect(passed).toBe(5);
  });

  test('of another key can’t be cancelled or changed', async () => {
    const placed = await place('1', [order()], 'order');
    const { ordId } = placed.data[0];
    credentials = await trial.issue(`o${counter++}`, OKX_POLICY, 'okx');
    await gateway.refresh();
    const thief = await loggedIn();
    thief.send({ id: '1', op: 'cancel-order', args: [{ instId: 'BTC-USDT', ordId }] });
    thief.send({ id: '2', op: 'amend-order', args: [{ instId: 'BTC-USDT', ordId, newPx: '49500' }] });
    expect(await thief.frame(/"id":"1"/)).toContain('own_orders_only');
    expect(await thief.frame(/"id":"2"/)).toContain('own_orders_only');
    thief.socket.terminate();
    expect(okxFake.account.orders.at(-1)?.state).toBe('open');
  });

  test('by the number of an instrument is judged by its name', async () => {
    const { instId: _, ...bare } = order();
    expect(await place('1', [{ ...bare, instIdCode: 10458 }])).toMatchObject({ code: '0' });
    expect(okxFake.account.orders.at(-1)?.symbol).toBe('BTC-USDT');
    for (const [id, args] of [
      ['2', [{ ...bare, instIdCode: 999_999 }]],
      ['3', [{ ...bare, instIdCode: 10458, instId: 'ETH-USDT' }]],
      ['4', [{ ...bare, instIdCode: 10458.5 }]],
      ['5', [{ ...bare, instIdCode: '0x28da' }]],
      ['6', [bare]],
    ] as const)
      expect(await place(id, [...args]), id).toMatchObject({ id, data: [] });
  });

  test('that its client gave up is not sent', async () => {
    const before = okxFake.account.orders.length;
    client.send({ id: 'late', op: 'order', args: [order()], expTime: String(Date.now() - 1) });
    expect(await client.frame(/"id":"late"/)).toContain('50102');
    expect(okxFake.account.orders.length).toBe(before);
  });

  test('whose answer is lost says so, and keeps its reservation', async () => {
    okxFake.respond = ({ path }) => (path.endsWith('/order') ? 'reset' : undefined);
    const told = await place('1', [order({ sz: '0.02', px: '49900' })], 'order');
    okxFake.respond = () => undefined;
    expect(told.code).toBe('50005');
    expect(told.msg).toContain('whether it acted is unknown');
    const passed = [];
    for (let i = 2; i < 8; i++)
      passed.push((await place(String(i), [order({ sz: '0.02', px: '49900' })], 'order')).code === '0');
    expect(passed.filter(Boolean)).toHaveLength(4);
  });

  test('under way when the stream ends is recorded all the same', async () => {
    okxFake.respond = async ({ path }) => {
      if (path.endsWith('/order')) await new Promise((resolve) => setTimeout(resolve, 200));
      return undefined;
    };
    const before = okxFake.account.orders.length;
    client.send({ id: '1', op: 'order', args: [order()] });
    await new Promise((resolve) => setTimeout(resolve, 100));
    client.socket.terminate();
    await expect.poll(() => okxFake.account.orders.length).toBe(before + 1);
    okxFake.respond = () => undefined;
    const outcome = async () => {
      const { rows } = await trial.database
        .as('holdfast_operator')
        .pool.query<{ outcome: string }>(
          `SELECT s.outcome FROM holdfast.sends s JOIN holdfast.virtual_keys k ON k.number = s.virtual_key WHERE k.id = $1`,
          [credentials.apiKey],
        );
      return rows.map((row) => row.outcome);
    };
    await expect.poll(outcome).toEqual(['accepted']);
  });
});

describe('a frame that is in no table', () => {
  test.each([
    ['an unknown operation', { op: 'withdraw', args: [{}] }, /50027.*unknown operation/],
    ['spread orders', { id: '1', op: 'sprd-order', args: [{}] }, /50027/],
    ['mass cancel', { id: '1', op: 'mass-cancel', args: [{ instType: 'OPTION' }] }, /50027/],
    ['an inherited name', { op: 'toString', args: [{}] }, /50027/],
    [
      'an unknown channel',
      { op: 'subscribe', args: [{ channel: 'grid-orders-spot' }] },
      /50027.*unknown channel/,
    ],
    ['an inherited channel', { op: 'subscribe', args: [{ channel: 'constructor' }] }, /50027/],
    ['a channel of another path', { op: 'subscribe', args: [{ channel: 'orders-algo' }] }, /50027/],
    [
      'one bad among good channels',
      { op: 'subscribe', args: [{ channel: 'account' }, { channel: 'x' }] },
      /50027/,
    ],
    ['another parameter', { op: 'subscribe', args: [{ channel: 'account', instId: 'X' }] }, /60012/],
    [
      'a hidden parameter',
      { op: 'subscribe', args: [{ channel: 'account', extraParams: '{"a":1}' }] },
      /60012/,
    ],
    ['a nested value', { op: 'subscribe', args: [{ channel: 'account', ccy: ['BTC'] }] }, /60012/],
    ['no list', { op: 'subscribe', args: { channel: 'account' } }, /60012/],
    ['an empty list', { op: 'subscribe', args: [] }, /60012/],
    ['a long list', { op: 'subscribe', args: Array(33).fill({ channel: 'account' }) }, /60012/],
    ['another member', { op: 'subscribe', args: [{ channel: 'account' }], x: 1 }, /60012/],
    ['a name twice', '{"op":"subscribe","op":"login","args":[{"channel":"account"}]}', /60012/],
    ['a name twice, escaped', '{"op":"subscribe","\\u006fp":"x","args":[{"channel":"account"}]}', /60012/],
    ['a prototype', '{"op":"subscribe","args":[{"channel":"account","__proto__":{}}]}', /60012/],
    ['a list', '[{"op":"subscribe"}]', /60012/],
    ['a text', '"ping"', /60012/],
    ['something behind', '{"op":"subscribe","args":[{"channel":"account"}]} {}', /60012/],
    ['nothing', '', /60012/],
    ['a ping with a blank', 'ping ', /60012/],
    ['an order without an id', { op: 'order', args: [{}] }, /51000/],
    ['two orders in a single one', { id: '1', op: 'order', args: [{}, {}] }, /51000/],
  ])('%s is refused, and the stream goes on', async (_name, frame, code) => {
    const before = upstreamText();
    client.send(frame);
    await expect.poll(() => client.frames.length).toBe(2);
    const told = client.frames.slice(1).join('');
    expect(told).toMatch(code);
    client.send('ping');
    await client.frame(/^pong$/);
    expect(upstreamText().slice(before.length)).not.toContain('subscribe');
  });

  test('is in the audit log as refused', async () => {
    client.send({ op: 'withdraw', args: [{ ccy: 'BTC' }] });
    await client.frame(/unknown operation/);
    const refused = async () => {
      const { rows } = await trial.database.as('holdfast_operator').pool.query<{ text: string }>(
        `SELECT convert_from(e.canonical, 'UTF8') AS text FROM holdfast.audit_entries e
         JOIN holdfast.virtual_keys k ON k.number = e.virtual_key WHERE k.id = $1 AND NOT e.accepted`,
        [credentials.apiKey],
      );
      return rows.map(({ text }) => text).join('');
    };
    await expect.poll(refused).toContain('unknown operation');
    expect(await refused()).toContain('/ws/v5/private');
  });
});

describe('what comes down', () => {
  test('has the virtual key’s id where the exchange shows the real one', async () => {
    client.send({ op: 'subscribe', args: [{ channel: 'account' }] });
    const told = await client.frame(/snapshot/);
    expect(told).toContain(credentials.apiKey);
    expect(client.frames.join('')).not.toContain(okxFake.credentials[0].keyId);
  });

  test('is no answer to the gateway’s own frames', async () => {
    const socket = okxFake.streams.at(-1)?.socket;
    socket?.send('pong');
    socket?.send('{"event":"login","code":"0","msg":""}');
    socket?.send('{"last":1}');
    await client.frame(/last/);
    expect(client.frames).toHaveLength(2);
  });
});

describe('a client that is no good neighbour', () => {
  test('binary frames end the stream', async () => {
    client.socket.send(Buffer.from('{"op":"subscribe"}'), { binary: true });
    expect(await client.end()).toEqual({ code: 1008, reason: 'Holdfast: binary frames are not taken.' });
  });

  test('a message of a megabyte ends it', async () => {
    client.send(`{"op":"subscribe","args":["${'x'.repeat(1_000_000)}"]}`);
    expect((await client.end()).code).toBe(1009);
  });

  test('a message in parts is one; in very many parts it ends the stream', async () => {
    const frame = JSON.stringify({ op: 'subscribe', args: [{ channel: 'account' }] });
    client.socket.send(frame.slice(0, 10), { fin: false });
    client.socket.send(frame.slice(10, 11), { fin: false });
    client.socket.send(frame.slice(11), { fin: true });
    await client.frame(/"event":"subscribe"/);
    for (let i = 0; i < 100; i++) client.socket.send(' ', { fin: false });
    expect((await client.end()).code).toBe(1008);
  });

  test('compressed frames end it: no compression was agreed on', async () => {
    const raw = (client.socket as unknown as { _socket: import('node:net').Socket })._socket;
    // FIN, RSV1, text; masked with zeros.
    raw.write(Buffer.from([0xc1, 0x82, 0, 0, 0, 0, 0x7b, 0x7d]));
    expect((await client.end()).code).toBe(1002);
  });

  test.each([
    ['a frame without a mask', [0x81, 0x02, 0x7b, 0x7d]],
    ['a reserved operation', [0x83, 0x80, 0, 0, 0, 0]],
    ['a ping in parts', [0x09, 0x80, 0, 0, 0, 0]],
    ['text that is no UTF-8', [0x81, 0x82, 0, 0, 0, 0, 0xc3, 0x28]],
  ])('%s ends it', async (_name, bytes) => {
    const raw = (client.socket as unknown as { _socket: import('node:net').Socket })._socket;
    raw.write(Buffer.from(bytes));
    expect([1002, 1007]).toContain((await client.end()).code);
  });

  test('a flood of frames, of pings, or of pongs that nobody asked for, ends it', async () => {
    for (let i = 0; i < 300; i++) client.send('ping');
    expect(await client.end()).toMatchObject({ code: 1008, reason: 'Holdfast: too many frames.' });
    const other = await StreamClient.open(gateway.port, OKX_PRIVATE);
    for (let i = 0; i < 300; i++) other.socket.ping();
    expect(await other.end()).toMatchObject({ code: 1008, reason: 'Holdfast: too many frames.' });
    const third = await StreamClient.open(gateway.port, OKX_PRIVATE);
    for (let i = 0; i < 300; i++) third.socket.pong();
    expect(await third.end()).toMatchObject({ code: 1008, reason: 'Holdfast: too many frames.' });
  });

  test('subscribing without end is refused', async () => {
    for (let i = 0; i < 3; i++) {
      const args = Array.from({ length: 30 }, (_, at) => ({ channel: 'account', ccy: `C${i}X${at}` }));
      client.send({ op: 'subscribe', args });
    }
    expect(await client.frame(/60014/)).toContain('too many channels');
  });

  test('the policy’s rate holds for subscriptions', async () => {
    credentials = await trial.issue(
      `o${counter++}`,
      `${OKX_POLICY.replace(/rate:.*/, '')}rate: {per_second: 1, burst: 3}\n`,
      'okx',
    );
    await gateway.refresh();
    const slow = await loggedIn();
    for (let i = 0; i < 5; i++) slow.send({ op: 'subscribe', args: [{ channel: 'account' }] });
    expect(await slow.frame(/60014/)).toContain('too many requests');
    slow.socket.terminate();
  });
});

describe('the handshake', () => {
  const open = (target: string, headers: Readonly<Record<string, string>> = {}) =>
    StreamClient.open(gateway.port, target, headers);

  test.each([
    ['a page of a browser', OKX_PRIVATE, { Origin: 'https://evil.example' }],
    ['a page of nowhere', OKX_PRIVATE, { Origin: 'null' }],
    ['a demo account', `${OKX_PRIVATE}?brokerId=9999`, {}],
    ['public channels', '/okx/ws.okx.com:8443/ws/v5/public', {}],
    ['a host without its port', '/okx/ws.okx.com/ws/v5/private', {}],
    ['another host', '/okx/evil.example/ws/v5/private', {}],
    ['a REST host', '/okx/www.okx.com/ws/v5/private', {}],
    ['another exchange’s host', '/bybit/ws.okx.com:8443/ws/v5/private', {}],
    ['an encoded path', '/okx/ws.okx.com:8443/ws/v5/privat%65', {}],
    ['a slash more', `${OKX_PRIVATE}/`, {}],
    ['an exchange without streams', '/coinbase/api.coinbase.com/ws', {}],
    ['a body', OKX_PRIVATE, { 'Content-Length': '3' }],
  ])('is refused for %s', async (_name, target, headers) => {
    const streams = okxFake.streams.length;
    await expect(open(target, headers)).rejects.toThrow(/Unexpected server response: 4/);
    expect(okxFake.streams.length).toBe(streams);
  });

  test('has to be a GET of HTTP/1.1 with the headers of a WebSocket', async () => {
    const talk = (head: string) =>
      new Promise<string>((resolve) => {
        const socket = connect(gateway.port, '127.0.0.1', () => socket.write(`${head}\r\n\r\n`));
        let said = '';
        socket.setEncoding('utf8').on('data', (text: string) => {
          said += text;
        });
        socket.on('close', () => resolve(said));
        socket.on('error', () => resolve(said));
      });
    const headers =
      'Host: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==';
    for (const head of [
      `GET /okx/ws.okx.com:8443/ws/v5/public/../private HTTP/1.1\r\n${headers}`,
      `POST ${OKX_PRIVATE} HTTP/1.1\r\n${headers}`,
      `GET ${OKX_PRIVATE} HTTP/1.1\r\n${headers.replace('websocket', 'h2c')}`,
      `GET ${OKX_PRIVATE} HTTP/1.1\r\n${headers.replace('Version: 13', 'Version: 8')}`,
      `GET ${OKX_PRIVATE} HTTP/1.1\r\n${headers.replace(/Sec-WebSocket-Key: .*/, 'Sec-WebSocket-Key: x')}`,
      `GET ${OKX_PRIVATE} HTTP/1.1\r\n${headers}\r\nTransfer-Encoding: chunked`,
    ])
      expect(await talk(head), head).toMatch(/^HTTP\/1\.1 4\d\d/);
  });

  test('believes no address that a client writes itself', async () => {
    const elsewhere = await trial.issue(
      `o${counter++}`,
      OKX_POLICY.replace('[127.0.0.1]', '[203.0.113.7]'),
      'okx',
    );
    await gateway.refresh();
    const opened = await open(OKX_PRIVATE, { 'X-Forwarded-For': '203.0.113.7', 'X-Real-IP': '203.0.113.7' });
    opened.send(okxLogin(elsewhere));
    expect((await opened.end()).code).toBe(1008);
    expect(opened.frames.join('')).toContain('50110');
  });

  test('agrees on no subprotocol and no compression', async () => {
    const opened = await open(OKX_PRIVATE, { 'Sec-WebSocket-Protocol': 'a, b' });
    expect(opened.socket).toMatchObject({ protocol: '', extensions: '' });
    opened.socket.terminate();
  });
});

describe('on Bybit’s path of orders', () => {
  test('an order passes with its window, and is refused when it is late or too large', async () => {
    const key = await trial.issue(`b${counter++}`, TRADER, 'bybit');
    await gateway.refresh();
    const stream = await StreamClient.open(gateway.port, BYBIT_TRADE);
    stream.send(bybitLogin(key));
    await stream.frame(/auth/);
    const send = async (reqId: string, args: object, timestamp = Date.now(), op = 'order.create') => {
      const header = { 'X-BAPI-TIMESTAMP': String(timestamp), 'X-BAPI-RECV-WINDOW': '5000', Referer: 'ccxt' };
      stream.send({ reqId, header, op, args: [args] });
      return JSON.parse(await stream.frame(new RegExp(`"reqId":"${reqId}"`)));
    };
    const good = {
      category: 'spot',
      symbol: 'BTCUSDT',
      side: 'Buy',
      orderType: 'Limit',
      qty: '0.002',
      price: '49000',
    };
    const { category: _, ...bare } = good;
    expect(await send('1', good)).toMatchObject({ retCode: 0, op: 'order.create' });
    const before = bybitFake.account.orders.length;
    expect(await send('2', good, Date.now() - 6000)).toMatchObject({ retCode: 10002 });
    expect(await send('3', { ...good, qty: '1' })).toMatchObject({ retCode: 170210 });
    expect(await send('4', { ...good, category: 'linear' })).toMatchObject({ retCode: 10005 });
    expect(await send('5', { ...good, isLeverage: 1 })).toMatchObject({ retCode: 10005 });
    expect(await send('6', { ...good, category: 'spot', request: [good] })).not.toMatchObject({ retCode: 0 });
    expect(await send('7', good, Date.now(), 'order.disconnect')).toMatchObject({ retCode: 10005 });
    expect(
      await send(
        '8',
        { category: 'spot', request: [bare, { ...bare, qty: '1' }] },
        Date.now(),
        'order.create-batch',
      ),
    ).toMatchObject({
      retCode: 170210,
    });
    stream.send({ op: 'subscribe', args: ['wallet'] });
    await stream.frame(/"op":"subscribe"/);
    expect(bybitFake.account.orders.length).toBe(before);
    expect(bybitFake.streams).toEqual([]);
    expect(stream.socket.readyState).toBe(WebSocket.OPEN);
    stream.socket.terminate();
  });
});
