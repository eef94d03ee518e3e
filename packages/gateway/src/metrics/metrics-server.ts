import { createServer, type Server } from 'node:http';

/** What the second port answers. */
export interface Health {
  /** Why no order would pass right now; empty: it would. */
  problems(): Promise<readonly string[]>;
  metrics(): string;
}

const PLAIN = 'text/plain; charset=utf-8';

/**
 * Health and metrics, apart from the trading port: `/health/live` (the process answers), `/health/ready` (it would serve;
 * otherwise 503 and why), `/metrics`.
 */
export function createMetricsServer(health: Health): Server {
  const server = createServer(
    { maxHeaderSize: 8192, headersTimeout: 5000, requestTimeout: 5000, keepAliveTimeout: 5000 },
    (request, response) => {
      const answer = (status: number, body: string, type = PLAIN) => {
        response.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(body) });
        response.end(request.method === 'HEAD' ? undefined : body);
      };
      request.resume();
      if (request.method !== 'GET' && request.method !== 'HEAD') {
        answer(405, 'only GET\n');
        return;
      }
      if (request.url === '/health/live') answer(200, 'ok\n');
      else if (request.url === '/metrics')
        answer(200, health.metrics(), 'text/plain; version=0.0.4; charset=utf-8');
      else if (request.url === '/health/ready') {
        health.problems().then(
          (problems) => answer(problems.length === 0 ? 200 : 503, `${problems.join('\n') || 'ok'}\n`),
          () => answer(503, 'the state is not known\n'),
        );
      } else answer(404, 'there is /health/live, /health/ready and /metrics\n');
    },
  );
  server.maxConnections = 32;
  return server;
}
