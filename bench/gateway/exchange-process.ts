import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

// A server in the exchange's place, in a process of its own: best prices for whoever asks, and `{}` for everything else.
let orders = 0;
const server = createServer((request, response) => {
  request.resume();
  request.on('end', () => {
    const body = request.url?.startsWith('/api/v3/ticker/bookTicker')
      ? '{"symbol":"BTCUSDT","bidPrice":"49990.00","bidQty":"1","askPrice":"50010.00","askQty":"1"}'
      : `{"symbol":"BTCUSDT","orderId":${++orders},"status":"NEW"}`;
    response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': body.length });
    response.end(body);
  });
});
server.keepAliveTimeout = 65_000;
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }));
