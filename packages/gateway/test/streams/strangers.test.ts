import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { dialects } from '../../src/dialects/index.ts';
import { clientAddress } from '../../src/policy/client-address.ts';
import type { Refusal } from '../../src/refusal.ts';
import { DEFAULT_STREAM_LIMITS } from '../../src/streams/stream-limits.ts';
import type { StreamParts } from '../../src/streams/stream-parts.ts';
import { Streams } from '../../src/streams/streams.ts';
import { listening } from '../upstream/servers.ts';
import { OKX_PRIVATE } from './stream-client.ts';

/* A neighbour that opens streams and logs in at none of them. */

let server: Server;
let streams: Streams;
let port: number;
beforeAll(async () => {
  const parts = {
    gateway: {
      addressOf: (_inbound: unknown, { address }: { address: string }) => clientAddress(address, [], []),
    },
    keys: () => ({}),
    limits: { ...DEFAULT_STREAM_LIMITS, strangers: 10, strangersPerAddress: 3 },
    metrics: { closed: () => undefined },
    clock: Date.now,
    monotonic: () => performance.now(),
  };
  streams = new Streams(parts as unknown as StreamParts, dialects);
  server = createServer();
  server.on('upgrade', (request, socket, head) => {
    try {
      streams.upgrade(request, socket, head, { address: String(request.headers['x-from']), tls: false });
    } catch (error) {
      socket.end(`HTTP/1.1 429 ${(error as Refusal).rule}\r\n\r\n`);
    }
  });
  port = await listening(server);
});
afterAll(async () => {
  await streams.close();
  server.close();
});

const isLetIn = (from: string) =>
  new Promise<boolean>((resolve) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}${OKX_PRIVATE}`, { headers: { 'x-from': from } });
    socket.on('open', () => resolve(true));
    socket.on('error', () => resolve(false));
  });

test('one address or IPv6 network holds some places of strangers, and leaves the others to others', async () => {
  for (let i = 0; i < 3; i++) expect(await isLetIn('192.168.1.66')).toBe(true);
  expect(await isLetIn('192.168.1.66')).toBe(false);
  expect(await isLetIn('::ffff:192.168.1.66')).toBe(false);
  for (let i = 1; i <= 3; i++) expect(await isLetIn(`2001:db8:0:1::${i}`)).toBe(true);
  expect(await isLetIn('2001:db8:0:1:ffff::1')).toBe(false);
  expect(await isLetIn('192.168.1.67')).toBe(true);
  // The machine's own programs share what is left of all places.
  for (let i = 0; i < 3; i++) expect(await isLetIn('127.0.0.1')).toBe(true);
  expect(await isLetIn('127.0.0.1')).toBe(false);
});
