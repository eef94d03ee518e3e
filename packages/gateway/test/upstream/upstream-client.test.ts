import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createHttpsServer } from 'node:https';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { OutboundRequest } from '../../src/http/outbound.ts';
import { type Redirect, UpstreamClient, type UpstreamLimits } from '../../src/upstream/upstream-client.ts';
import { listening, selfSigned, tcpServer } from './servers.ts';

const HOST = 'api.binance.com';
const LIMITS: UpstreamLimits = { timeoutMs: 300, answerBytes: 1000, socketsPerHost: 4 };
const open: { stop(): void }[] = [];
afterEach(() => {
  for (const one of open.splice(0)) one.stop();
});

function outbound(parts: Partial<OutboundRequest> = {}): OutboundRequest {
  return { method: 'GET', host: HOST, target: '/api/v3/time', headers: [], body: Buffer.alloc(0), ...parts };
}

function clientTo(redirect: Redirect, limits = LIMITS): UpstreamClient {
  const client = new UpstreamClient(new Map([[HOST, redirect]]), limits);
  open.push({ stop: () => client.close() });
  return client;
}

async function server(talk: (socket: Socket, heard: () => string) => void) {
  const started = await tcpServer(talk);
  open.push(started);
  return started;
}

const answering = (text: string) =>
  server((socket, heard) => socket.on('data', () => heard().endsWith('\r\n\r\n') && socket.write(text)));

const nothing = () => undefined;

describe('what is sent', () => {
  test('the request with its own headers, Host and a length, and nothing else', async () => {
    const { url, heard } = await server((socket) =>
      socket.on('data', () => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}')),
    );
    await clientTo({ url }).send(
      outbound({
        method: 'POST',
        target: '/api/v3/order?a=1',
        headers: [['X-MBX-APIKEY', 'id']],
        body: Buffer.from('b=2'),
      }),
      nothing,
    );
    expect(heard().split('\r\n')).toEqual([
      'POST /api/v3/order?a=1 HTTP/1.1',
      `Host: ${HOST}`,
      'X-MBX-APIKEY: id',
      'Content-Length: 3',
      'Connection: keep-alive',
      '',
      'b=2',
    ]);
  });
  test.each(['POST', 'PUT', 'PATCH'])('an empty %s says so, and is not sent in chunks', async (method) => {
    const { url, heard } = await answering('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}');
    await clientTo({ url }).send(outbound({ method }), nothing);
    expect(heard()).toContain('Content-Length: 0\r\n');
    expect(heard()).not.toContain('Transfer-Encoding');
  });
  test.each(['GET', 'DELETE'])('an empty %s has neither length nor chunks', async (method) => {
    const { url, heard } = await answering('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}');
    await clientTo({ url }).send(outbound({ method }), nothing);
    expect(heard()).not.toMatch(/Content-Length|Transfer-Encoding/i);
  });
});

describe('what comes back', () => {
  test('status and body as they came, headers by allow-list', async () => {
    const { url } = await answering(
      'HTTP/1.1 418 I am a teapot\r\nContent-Type: text/plain\r\nSet-Cookie: a=b\r\nX-MBX-USED-WEIGHT-1M: 7\r\nServer: x\r\nLocation: /\r\nContent-Length: 3\r\n\r\n\xff\x00',
    );
    const answer = await clientTo({ url }).send(outbound(), nothing);
    expect(answer.status).toBe(418);
    expect(answer.headers).toEqual([
      ['Content-Type', 'text/plain'],
      ['X-MBX-USED-WEIGHT-1M', '7'],
    ]);
    expect(answer.body).toEqual(Buffer.from([0xc3, 0xbf, 0]));
  });
  test.each([301, 302, 303, 307, 308])('a redirect %i is given back and never followed', async (status) => {
    const other = await answering('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}');
    const { url } = await answering(
      `HTTP/1.1 ${status} Moved\r\nLocation: ${other.url.href}\r\nContent-Length: 0\r\n\r\n`,
    );
    expect((await clientTo({ url }).send(outbound(), nothing)).status).toBe(status);
    expect(other.connections()).toBe(0);
  });
  test.each([
    ['by its length', `HTTP/1.1 200 OK\r\nContent-Length: 1001\r\n\r\n${'x'.repeat(1001)}`],
    [
      'in chunks',
      `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${`1f4\r\n${'x'.repeat(500)}\r\n`.repeat(3)}`,
    ],
    ['without an end', `HTTP/1.1 200 OK\r\n\r\n${'x'.repeat(2000)}`],
  ])('an answer that is too large %s is cut, and counts as sent', async (_how, text) => {
    const { url } = await answering(text);
    await expect(clientTo({ url }).send(outbound(), nothing)).rejects.toMatchObject({
      name: 'UpstreamFailure',
      sent: true,
    });
  });
  test('an answer of exactly the bound passes', async () => {
    const { url } = await answering(`HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n${'x'.repeat(1000)}`);
    expect((await clientTo({ url }).send(outbound(), nothing)).body).toHaveLength(1000);
  });
  test.each([
    ['no answer', ''],
    ['half a head', 'HTTP/1.1 200 OK\r\nContent-'],
    ['half a body', 'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nx'],
  ])('%s: given up after the time, and counts as sent', async (_what, text) => {
    const { url } = await server((socket) => socket.on('data', () => text !== '' && socket.write(text)));
    const started = performance.now();
    await expect(clientTo({ url }).send(outbound(), nothing)).rejects.toMatchObject({ sent: true });
    expect(performance.now() - started).toBeLessThan(2000);
  });
  test.each([
    ['garbage', 'SSH-2.0-x\r\n\r\n'],
    ['two lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}x'],
    [
      'length and chunks',
      'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    ],
  ])('%s for an answer: a failure that counts as sent', async (_what, text) => {
    const { url } = await answering(text);
    await expect(clientTo({ url }).send(outbound(), nothing)).rejects.toMatchObject({ sent: true });
  });
});

describe('whether a request may have reached the exchange', () => {
  test('nobody listens: not sent', async () => {
    const gone = await server(nothing);
    gone.stop();
    await expect(clientTo({ url: gone.url }).send(outbound(), nothing)).rejects.toMatchObject({
      sent: false,
    });
  });
  test('cut when it was read: sent, and not retried', async () => {
    const cutting = await server((socket) => socket.on('data', () => socket.resetAndDestroy()));
    await expect(clientTo({ url: cutting.url }).send(outbound(), nothing)).rejects.toMatchObject({
      sent: true,
    });
    await wait(50);
    expect(cutting.connections()).toBe(1);
  });
  test('cut while the last look before the first byte goes on: not sent', async () => {
    const cutting = await server((socket) => setTimeout(() => socket.resetAndDestroy(), 20));
    const failure = clientTo({ url: cutting.url }).send(outbound(), () => wait(150));
    await expect(failure).rejects.toMatchObject({ sent: false });
    expect(cutting.heard()).toBe('');
  });
  test('the last look throws, at once or later: its error, and not a byte left', async () => {
    const listener = await server(nothing);
    const client = clientTo({ url: listener.url });
    const stop = new Error('frozen');
    const looks = [
      () => {
        throw stop;
      },
      async () => {
        await wait(20);
        throw stop;
      },
    ];
    for (const look of looks) await expect(client.send(outbound(), look)).rejects.toBe(stop);
    await wait(50);
    expect(listener.heard()).toBe('');
  });
  test('the last look throws on a connection that was used before: not a byte of it left', async () => {
    const { url, heard } = await answering('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}');
    const client = clientTo({ url });
    await client.send(outbound(), nothing);
    const before = heard();
    const look = () => {
      throw new Error('frozen');
    };
    await expect(client.send(outbound({ target: '/second' }), look)).rejects.toThrow('frozen');
    await wait(50);
    expect(heard()).toBe(before);
  });
  test('the last look takes longer than there is time: not sent', async () => {
    const listener = await server(nothing);
    await expect(clientTo({ url: listener.url }).send(outbound(), () => wait(600))).rejects.toMatchObject({
      sent: false,
    });
    await wait(400);
    expect(listener.heard()).toBe('');
  });
});

describe('TLS', () => {
  const { key, cert } = selfSigned('first');
  let url: URL;
  let seen = 0;
  const secure = createHttpsServer({ key, cert }, (_request, response) => {
    seen++;
    response.end('{}');
  });
  secure.on('tlsClientError', () => undefined);
  beforeAll(async () => {
    url = new URL(`https://127.0.0.1:${await listening(secure)}`);
  });
  afterAll(() => {
    secure.close();
  });

  test('a certificate that nobody known signed: not sent', async () => {
    await expect(clientTo({ url }).send(outbound(), nothing)).rejects.toMatchObject({ sent: false });
    expect(seen).toBe(0);
  });
  test('trusted by its own `ca`, first and on a used connection', async () => {
    const client = clientTo({ url, ca: cert });
    expect((await client.send(outbound(), nothing)).status).toBe(200);
    expect((await client.send(outbound(), nothing)).status).toBe(200);
    expect(seen).toBe(2);
  });
  test('another `ca`, and a name that is not in the certificate: not sent', async () => {
    await expect(
      clientTo({ url, ca: selfSigned('second').cert }).send(outbound(), nothing),
    ).rejects.toMatchObject({
      sent: false,
    });
    const named = new URL(url.href.replace('127.0.0.1', 'localhost'));
    await expect(clientTo({ url: named, ca: cert }).send(outbound(), nothing)).rejects.toMatchObject({
      sent: false,
    });
    expect(seen).toBe(2);
  });
  test('an older TLS than 1.2: not sent', async () => {
    const old = createHttpsServer(
      { key, cert, minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' },
      (_request, response) => response.end('{}'),
    );
    old.on('tlsClientError', () => undefined);
    const oldUrl = new URL(`https://127.0.0.1:${await listening(old)}`);
    await expect(clientTo({ url: oldUrl, ca: cert }).send(outbound(), nothing)).rejects.toMatchObject({
      sent: false,
    });
    old.close();
  });

  describe('the environment changes nothing', () => {
    const folder = mkdtempSync(join(tmpdir(), 'holdfast-env-'));
    const file = join(folder, 'ca.pem');
    writeFileSync(file, cert);
    afterAll(() => rmSync(folder, { recursive: true, force: true }));
    test.each([
      { NODE_TLS_REJECT_UNAUTHORIZED: '0' },
      { NODE_EXTRA_CA_CERTS: file },
      { SSL_CERT_FILE: file, SSL_CERT_DIR: folder },
      { NODE_USE_SYSTEM_CA: '1', SSL_CERT_FILE: file },
      { NODE_OPTIONS: '--use-openssl-ca', SSL_CERT_FILE: file },
      { NODE_OPTIONS: '--tls-min-v1.0' },
    ])('%j: the unknown certificate is refused all the same', async (env) => {
      const before = seen;
      expect(await inChild(url, env)).toBe('UpstreamFailure false');
      expect(seen).toBe(before);
    });
    test.each([
      { HTTP_PROXY: 'PROXY', HTTPS_PROXY: 'PROXY', ALL_PROXY: 'PROXY', NODE_USE_ENV_PROXY: '1' },
      { http_proxy: 'PROXY', https_proxy: 'PROXY', all_proxy: 'PROXY', NODE_OPTIONS: '--use-env-proxy' },
    ])('%j: no proxy is asked', async (env) => {
      const proxy = await server(nothing);
      const { url: plain } = await answering('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}');
      const set = Object.fromEntries(
        Object.entries(env).map(([name, value]) => [name, value.replace('PROXY', proxy.url.href)]),
      );
      expect(await inChild(plain, set)).toBe('200');
      expect(proxy.connections()).toBe(0);
    });
  });
});

test('a redirected host is only ever looked for on this machine', async () => {
  const client = clientTo({ url: new URL('http://192.0.2.1:9') });
  await expect(client.send(outbound(), nothing)).rejects.toMatchObject({ sent: false });
});

/** What becomes of a request in a process with this environment. */
async function inChild(url: URL, env: Record<string, string>): Promise<string> {
  const module = fileURLToPath(new URL('../../src/upstream/upstream-client.ts', import.meta.url));
  const code = `
    import { UpstreamClient } from ${JSON.stringify(module)};
    const client = new UpstreamClient(new Map([['${HOST}', { url: new URL('${url.href}') }]]));
    const request = { method: 'GET', host: '${HOST}', target: '/', headers: [], body: Buffer.alloc(0) };
    const told = await client.send(request, () => undefined).then(
      ({ status }) => String(status),
      (error) => error.name + ' ' + error.sent,
    );
    process.stdout.write(told);
    client.close();
  `;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', code], {
    env: { PATH: process.env.PATH ?? '', ...env },
    timeout: 20_000,
  });
  return stdout;
}
