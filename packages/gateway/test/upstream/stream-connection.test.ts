import { createServer as createHttpsServer } from 'node:https';
import type { Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { WebSocketServer } from 'ws';
import { openStreamConnection } from '../../src/upstream/stream-connection.ts';
import type { Redirect } from '../../src/upstream/upstream-client.ts';
import { listening, selfSigned, tcpServer } from './servers.ts';

const HOST = 'ws.okx.com:8443';
const PATH = '/ws/v5/private';
const LIMITS = { timeoutMs: 400, frameBytes: 1000 };
const open: { stop(): void }[] = [];
afterEach(() => {
  for (const one of open.splice(0)) one.stop();
});

const connect = (redirect?: Redirect, host = HOST) => openStreamConnection(host, PATH, redirect, LIMITS);

async function server(talk: (socket: Socket, heard: () => string) => void) {
  const started = await tcpServer(talk);
  open.push(started);
  return started;
}

/** Answers a whole request head with a text. */
const answering = (text: string) =>
  server((socket, heard) => socket.on('data', () => heard().endsWith('\r\n\r\n') && socket.write(text)));

async function secureServer(name: 'first' | 'second') {
  const https = createHttpsServer(selfSigned(name));
  const sockets = new WebSocketServer({ noServer: true });
  https.on('upgrade', (request, socket, head) =>
    sockets.handleUpgrade(request, socket, head, () => undefined),
  );
  const port = await listening(https);
  open.push({
    stop: () => {
      https.close();
      https.closeAllConnections();
    },
  });
  return new URL(`https://127.0.0.1:${port}`);
}

describe('a stream to an exchange', () => {
  test('says its host and nothing of a client, and offers no compression', async () => {
    const { url, heard } = await answering('HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n');
    await expect(connect({ url })).rejects.toMatchObject({ name: 'UpstreamFailure', sent: false });
    const lines = heard().split('\r\n');
    expect(lines[0]).toBe(`GET ${PATH} HTTP/1.1`);
    expect(heard()).toContain(`Host: ${HOST}\r\n`);
    const names = lines.slice(1).map((line) => line.split(':')[0].toLowerCase());
    expect(names.filter((name) => name !== '').sort()).toEqual(
      ['connection', 'host', 'sec-websocket-key', 'sec-websocket-version', 'upgrade'].sort(),
    );
  });

  test('never leads to this machine, whatever the name service says', async () => {
    const { port, connections } = await server(() => undefined);
    await expect(connect(undefined, `localhost:${port}`)).rejects.toMatchObject({
      name: 'UpstreamFailure',
      sent: false,
      cause: { rule: 'address of the exchange' },
    });
    expect(connections()).toBe(0);
  });

  test.each([
    ['a redirect', 'HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n'],
    ['a page', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi'],
    ['another upgrade', 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n'],
    [
      'a wrong accept key',
      'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: x\r\n\r\n',
    ],
    ['no HTTP', 'hello\r\n\r\n'],
  ])('is not opened by %s', async (_name, answer) => {
    const { url, connections } = await answering(answer);
    await expect(connect({ url })).rejects.toMatchObject({ name: 'UpstreamFailure', sent: false });
    expect(connections()).toBe(1);
  });

  test('is given up when the exchange doesn’t answer in time', async () => {
    const { url } = await server(() => undefined);
    await expect(connect({ url })).rejects.toMatchObject({ name: 'UpstreamFailure', sent: false });
  });

  test('needs a certificate that is trusted for this server', async () => {
    const url = await secureServer('first');
    const { cert } = selfSigned('first');
    const good = await connect({ url, ca: cert });
    good.terminate();
    await expect(connect({ url })).rejects.toMatchObject({ sent: false });
    await expect(connect({ url, ca: selfSigned('second').cert })).rejects.toMatchObject({ sent: false });
  });

  test('needs TLS 1.2', async () => {
    const https = createHttpsServer({
      ...selfSigned('first'),
      minVersion: 'TLSv1',
      maxVersion: 'TLSv1.1',
      ciphers: 'DEFAULT@SECLEVEL=0',
    });
    const port = await listening(https);
    open.push({ stop: () => https.close() });
    const url = new URL(`https://127.0.0.1:${port}`);
    await expect(connect({ url, ca: selfSigned('first').cert })).rejects.toMatchObject({ sent: false });
  });
});
