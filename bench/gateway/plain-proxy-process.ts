import { Agent, createServer, request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';

// What the gateway is held against: it passes everything on, checks nothing and writes nothing down.
const port = Number(process.argv[2]);
const agent = new Agent({ keepAlive: true, maxSockets: 64, scheduling: 'lifo' });
const server = createServer((inbound, response) => {
  const { method, url = '', headers } = inbound;
  const path = url.replace('/binance/api.binance.com', '');
  const outbound = httpRequest({ host: '127.0.0.1', port, method, path, headers, agent }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  inbound.pipe(outbound);
});
server.keepAliveTimeout = 65_000;
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }));
