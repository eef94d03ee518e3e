import { lookup } from 'node:dns/promises';
import { createServer } from 'node:net';
import { UpstreamClient, UpstreamFailure } from '../../src/upstream/upstream-client.ts';
import { startDns } from './dns-server.ts';

/*
 * Runs where /etc/resolv.conf names the name service below, so that the system's own resolver asks it. For each list of
 * addresses it says how a request to an exchange ended, and whether anybody connected to this machine's port 443.
 */

const HOST = 'api.binance.com';
const [nameServer, zones] = process.argv.slice(2);
let answers: readonly string[] = [];
let connections = 0;

const dns = await startDns(nameServer, 53, () => answers);
const trap = createServer((socket) => {
  connections++;
  socket.destroy();
});
await new Promise<void>((resolve) => trap.listen({ port: 443, host: '::', ipv6Only: false }, resolve));

const client = new UpstreamClient(new Map(), { timeoutMs: 300, answerBytes: 1000, socketsPerHost: 4 });
const outcomes: unknown[] = [];
for (answers of JSON.parse(zones) as string[][]) {
  const before = connections;
  const resolved = (await lookup(HOST, { all: true }).catch(() => [])).map(({ address }) => address);
  const request = { method: 'GET', host: HOST, target: '/', headers: [], body: Buffer.alloc(0) };
  const error: unknown = await client
    .send(request, () => undefined)
    .then(
      () => null,
      (failure: unknown) => failure,
    );
  outcomes.push({
    resolved: resolved.length,
    sent: error instanceof UpstreamFailure ? error.sent : null,
    cause: error instanceof Error && error.cause instanceof Error ? error.cause.constructor.name : null,
    message: error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error),
    connections: connections - before,
  });
}
process.stdout.write(JSON.stringify(outcomes));
client.close();
dns.close();
trap.close();
