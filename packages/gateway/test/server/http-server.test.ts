import { connect } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { InboundRequest } from '../../src/http/inbound.ts';
import type { Refusal } from '../../src/refusal.ts';
import { createGatewayServer, type GatewayHandler } from '../../src/server/http-server.ts';
import { listening } from '../upstream/servers.ts';

const handled: InboundRequest[] = [];
const refused: { exchange: string | null; rule: string }[] = [];
let answerAfter = (_path: string) => 0;

const text = (status: number, body: string) => ({
  status,
  headers: [['Content-Type', 'text/plain']] as const,
  body: Buffer.from(body),
});
const handler: GatewayHandler = {
  handle: async (_exchange, inbound) => {
    handled.push(inbound);
    await wait(answerAfter(inbound.path));
    return text(200, `served ${inbound.path} ${inbound.body.toString('latin1')}`);
  },
  refuse: (exchange, { rule }: Refusal) => {
    refused.push({ exchange, rule });
    return text(400, `refused ${rule}`);
  },
};
const server = createGatewayServer(handler, {
  hosts: new Map([['binance', ['api.binance.com']]]),
  limits: {
    headerBytes: 16 * 1024,
    bodyBytes: 1000,
    headersTimeoutMs: 500,
    requestTimeoutMs: 1000,
    connections: 20,
  },
  clock: () => 1_700_000_000_000,
});
let port: number;
beforeAll(async () => {
  port = await listening(server);
});
afterAll(() => {
  server.close();
  server.closeAllConnections();
});
beforeEach(() => {
  handled.length = 0;
  refused.length = 0;
  answerAfter = () => 0;
});

/** Writes bytes and gives all that came back, until the server closes or `ms` have passed. */
function talk(bytes: string, ms = 300): Promise<{ answer: string; closed: boolean }> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    let answer = '';
    const done = (closed: boolean) => {
      clearTimeout(timer);
      socket.destroy();
      resolve({ answer, closed });
    };
    const timer = setTimeout(() => done(false), ms);
    socket.on('data', (chunk) => {
      answer += chunk.toString('latin1');
    });
    socket.on('error', () => done(true));
    socket.on('close', () => done(true));
    socket.write(Buffer.from(bytes, 'latin1'));
  });
}

const PATH = '/binance/api.binance.com/api/v3/order';
const head = (...lines: string[]) => [...lines, '', ''].join('\r\n');
const get = (path = PATH, ...headers: string[]) => head(`GET ${path} HTTP/1.1`, 'Host: gateway', ...headers);
const post = (body: string, ...headers: string[]) =>
  head(`POST ${PATH} HTTP/1.1`, 'Host: gateway', ...headers) + body;

describe('an honest request', () => {
  test('reaches the handler as it was written', async () => {
    const { answer } = await talk(post('a=1', 'Content-Length: 3', 'x-A: 1', 'X-a: 2', 'Connection: close'));
    expect(answer).toMatch(/^HTTP\/1\.1 200 /);
    expect(answer).toContain('served /api/v3/order a=1');
    expect(handled[0]).toMatchObject({
      method: 'POST',
      host: 'api.binance.com',
      path: '/api/v3/order',
      rawQuery: '',
      gatewayPrefix: 'gateway/binance/api.binance.com',
      receivedAt: 1_700_000_000_000,
    });
    expect(handled[0].headers).toContainEqual(['x-A', '1']);
    expect(handled[0].headers).toContainEqual(['X-a', '2']);
  });
  test('in chunks too, and after Expect: 100-continue', async () => {
    const chunked = await talk(
      post('3\r\na=1\r\n0\r\n\r\n', 'Transfer-Encoding: chunked', 'Connection: close'),
    );
    expect(chunked.answer).toContain('served /api/v3/order a=1');
    const expecting = await talk(
      post('a=1', 'Content-Length: 3', 'Expect: 100-continue', 'Connection: close'),
    );
    expect(expecting.answer).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 /);
  });
  test('pipelined: each is served, answers in the order of the requests', async () => {
    answerAfter = (path) => (path === '/first' ? 100 : 0);
    const prefix = '/binance/api.binance.com';
    const { answer } = await talk(get(`${prefix}/first`) + get(`${prefix}/second`, 'Connection: close'), 500);
    expect(answer.indexOf('served /first')).toBeGreaterThan(0);
    expect(answer.indexOf('served /second')).toBeGreaterThan(answer.indexOf('served /first'));
  });
  test('with thousands of small headers: none is hidden from the handler', async () => {
    const small = Array.from({ length: 2500 }, () => 'a:');
    await talk(get(PATH, ...small, 'X-Last: 1', 'Connection: close'));
    expect(handled[0].headers).toContainEqual(['X-Last', '1']);
    expect(handled[0].headers.filter(([name]) => name === 'a')).toHaveLength(2500);
  });
});

describe('what two servers may read differently is refused, and nothing of it is served', () => {
  const SMUGGLED = `GET ${PATH} HTTP/1.1\r\nHost: x\r\n\r\n`;
  test.each([
    ['length and chunks', post(`0\r\n\r\n${SMUGGLED}`, 'Content-Length: 5', 'Transfer-Encoding: chunked')],
    ['chunks and length', post(`0\r\n\r\n${SMUGGLED}`, 'Transfer-Encoding: chunked', 'Content-Length: 5')],
    ['two lengths', post(`abc${SMUGGLED}`, 'Content-Length: 3', 'Content-Length: 60')],
    ['the same length twice', post('abc', 'Content-Length: 3', 'Content-Length: 3')],
    ['a list of lengths', post('abc', 'Content-Length: 3, 3')],
    ['a length with a sign', post('abc', 'Content-Length: +3')],
    ['a negative length', post('abc', 'Content-Length: -3')],
    ['a length in hex', post('abc', 'Content-Length: 0x3')],
    ['a length beyond 64 bits', post('abc', 'Content-Length: 99999999999999999999')],
    ['chunks that are not the last coding', post('abc', 'Transfer-Encoding: chunked, identity')],
    ['a coding like chunked', post('0\r\n\r\n', 'Transfer-Encoding: xchunked')],
    [
      'two codings in two lines',
      post('0\r\n\r\n', 'Transfer-Encoding: chunked', 'Transfer-Encoding: identity'),
    ],
    ['a blank before the colon', post('0\r\n\r\n', 'Transfer-Encoding : chunked')],
    ['a chunk size that is no number', post('zz\r\nabc\r\n0\r\n\r\n', 'Transfer-Encoding: chunked')],
    ['a chunk that is longer than it says', post('1\r\nabc\r\n0\r\n\r\n', 'Transfer-Encoding: chunked')],
    ['bare line feeds', `GET ${PATH} HTTP/1.1\nHost: x\nX-A: 1\n\n`],
    ['a bare carriage return in a header', get(PATH, 'X-A: 1\rX-B: 2')],
    ['a header without a name', get(PATH, ': x')],
    ['NUL in a header', get(PATH, 'X-A: a\0b')],
    ['NUL in the address', get(`${PATH}\0`)],
    ['a folded first header', head(`GET ${PATH} HTTP/1.1`, ' Host: gateway')],
    ['two hosts', get(PATH, 'Host: other')],
    ['no host', head(`GET ${PATH} HTTP/1.1`)],
    ['a method in lower case', head(`get ${PATH} HTTP/1.1`, 'Host: x')],
    ['an unknown method', head(`STEAL ${PATH} HTTP/1.1`, 'Host: x')],
    ['HTTP/2.0', head(`GET ${PATH} HTTP/2.0`, 'Host: x')],
    ['HTTP/0.9', `GET ${PATH}\r\n\r\n`],
    ['the preface of HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
    ['TLS on the plain port', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'],
    ['absolute form', get('http://api.binance.com/api/v3/order')],
    ['absolute form with our own path', get(`http://gateway${PATH}`)],
    ['asterisk form', head('OPTIONS * HTTP/1.1', 'Host: x')],
    ['two slashes at the front', get(`/${PATH}`)],
    ['dots', get('/binance/api.binance.com/../x')],
    ['an escaped slash', get('/binance/api.binance.com/api%2fv3')],
    ['another host', get('/binance/evil.example/api/v3/order')],
    ['an unknown exchange', get('/nowhere/api.binance.com/api/v3/order')],
    ['bytes beyond ASCII in the address', get(`${PATH}?a=\xe9`)],
  ])('%s', async (_what, bytes) => {
    const { answer } = await talk(bytes);
    expect(handled).toEqual([]);
    expect(answer).not.toContain('served');
    expect(answer).toMatch(/^(?:HTTP\/1\.1 4\d\d |$)/);
  });

  test('a folded header is not put together again', async () => {
    await talk(get(PATH, 'X-MBX-APIKEY: a', '\tb', 'Connection: close'));
    for (const { headers } of handled) {
      expect(headers.filter(([name]) => name === 'X-MBX-APIKEY').map(([, value]) => value)).not.toEqual([
        'a',
      ]);
    }
  });
  test('bytes behind a body are a request of their own or nothing, never part of the one before', async () => {
    await talk(post(`abc${SMUGGLED}`, 'Content-Length: 3'));
    const bodies = handled.filter(({ method }) => method === 'POST').map(({ body }) => body.toString());
    expect(bodies).toEqual(['abc']);
    for (const { method, body } of handled) if (method === 'GET') expect(body).toHaveLength(0);
  });
});

describe('bounds', () => {
  test('a head that is too large: 4xx, closed', async () => {
    const { answer, closed } = await talk(get(PATH, `X-A: ${'a'.repeat(17_000)}`), 1000);
    expect(answer).toMatch(/^HTTP\/1\.1 4\d\d /);
    expect(closed).toBe(true);
    expect(handled).toEqual([]);
  });
  test('a body of exactly the bound passes', async () => {
    await talk(post('x'.repeat(1000), 'Content-Length: 1000', 'Connection: close'));
    expect(handled).toHaveLength(1);
  });
  test('a body that says it is too large is refused before it comes, in the exchange’s words', async () => {
    const { answer, closed } = await talk(post('', 'Content-Length: 1001'), 1000);
    expect(answer).toContain('refused body too large');
    expect(closed).toBe(true);
    expect(refused).toEqual([{ exchange: 'binance', rule: 'body too large' }]);
  });
  test('a body in chunks that gets too large is cut', async () => {
    const chunk = `1f4\r\n${'x'.repeat(500)}\r\n`;
    const { closed } = await talk(post(chunk.repeat(3), 'Transfer-Encoding: chunked'), 1000);
    expect(closed).toBe(true);
    expect(handled).toEqual([]);
  });
  test('a head that never ends is cut', async () => {
    const { closed } = await talk(`GET ${PATH} HTTP/1.1\r\nHost: x\r\nX-A: `, 4000);
    expect(closed).toBe(true);
    expect(handled).toEqual([]);
  });
  test('a body that never ends is cut', async () => {
    const { closed } = await talk(post('abc', 'Content-Length: 10'), 4000);
    expect(closed).toBe(true);
    expect(handled).toEqual([]);
  });
});

describe('what is not served', () => {
  test('a WebSocket is refused in words', async () => {
    const { answer, closed } = await talk(
      get(
        PATH,
        'Connection: Upgrade',
        'Upgrade: websocket',
        'Sec-WebSocket-Key: eA==',
        'Sec-WebSocket-Version: 13',
      ),
    );
    expect(answer).toContain('refused websocket');
    expect(closed).toBe(true);
    expect(handled).toEqual([]);
  });
  test('HTTP/2 in clear text is not switched to', async () => {
    const { answer } = await talk(
      get(PATH, 'Connection: Upgrade, HTTP2-Settings', 'Upgrade: h2c', 'HTTP2-Settings: AA'),
    );
    expect(answer).not.toContain('101');
    expect(handled).toEqual([]);
  });
  test('CONNECT is cut', async () => {
    const { answer, closed } = await talk(
      'CONNECT api.binance.com:443 HTTP/1.1\r\nHost: api.binance.com\r\n\r\n',
    );
    expect(answer).toBe('');
    expect(closed).toBe(true);
  });
  test('an expectation other than 100-continue is refused', async () => {
    const { answer } = await talk(post('abc', 'Content-Length: 3', 'Expect: 200-ok', 'Connection: close'));
    expect(answer).toMatch(/^HTTP\/1\.1 417 /);
    expect(handled).toEqual([]);
  });
  test('a handler that fails without a refusal answers nothing', async () => {
    answerAfter = () => {
      throw new TypeError('a bug');
    };
    const { answer, closed } = await talk(get());
    expect(answer).toBe('');
    expect(closed).toBe(true);
  });
});

describe('a client that never closes its own side', () => {
  const connections = () =>
    new Promise<number>((resolve) => server.getConnections((_error, count) => resolve(count)));

  test.each([
    ['of an upgrade that is refused', get(PATH, 'Connection: Upgrade', 'Upgrade: websocket')],
    ['of what is no request', 'nonsense\r\n\r\n'],
  ])('%s is cut soon after the answer', async (_name, bytes) => {
    const before = await connections();
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    socket.on('error', () => undefined);
    let answer = '';
    socket.on('data', (chunk) => {
      answer += chunk.toString('latin1');
    });
    socket.write(bytes);
    await expect.poll(() => answer).toContain('HTTP/1.1 400');
    await expect.poll(connections, { timeout: 2500 }).toBe(before);
    socket.destroy();
  });
});
