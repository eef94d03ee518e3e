import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { endWith } from '../../src/http/end-with.ts';
import { readWhole } from '../../src/http/read-whole.ts';

const MOST = 100_000;
let server: Server;
let received: Promise<Buffer>;
beforeAll(async () => {
  // Sends back what it got.
  server = createServer((message, response) => {
    received = readWhole(message, MOST, () => new RangeError('too large'));
    received.then(
      (body) => endWith(response, body),
      () => response.destroy(),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterAll(() => server?.close());

const port = () => (server.address() as AddressInfo).port;

async function echoed(body: Buffer): Promise<{ length: string | undefined; body: Buffer }> {
  const sent = request({ port: port(), host: '127.0.0.1', method: 'POST', agent: false });
  endWith(sent, body);
  const [answer] = (await once(sent, 'response')) as [IncomingMessage];
  return {
    length: answer.headers['content-length'],
    body: await readWhole(answer, MOST, () => new RangeError('too large')),
  };
}

it.each([0, 1, 16_384, 16_385, MOST])('passes every byte of a body of %i on', async (size) => {
  const body = Buffer.from(Array.from({ length: size }, (_, i) => i % 256));
  const { length, body: back } = await echoed(body);
  expect(back.equals(body)).toBe(true);
  expect(length).toBe(String(size));
});

it('refuses a body of one byte more than may be', async () => {
  await expect(echoed(Buffer.alloc(MOST + 1))).rejects.toThrow();
  await expect(received).rejects.toThrow('too large');
});

it('takes half a body for none when the sender breaks off', async () => {
  const arrived = once(server, 'request');
  const socket = connect(port(), '127.0.0.1');
  socket.write('POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nhalf');
  await arrived;
  socket.destroy();
  await expect(received).rejects.toThrow();
});
