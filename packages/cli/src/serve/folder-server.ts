import { constants, createReadStream, realpathSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { extname } from 'node:path';
import { pipeline } from 'node:stream';
import { resolveFile } from './resolve-file.ts';

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.csv': 'text/csv; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.yaml': 'text/yaml; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.parquet': 'application/vnd.apache.parquet',
};

/** Reports hold their scripts, styles and pictures themselves; anything from elsewhere is refused. */
const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy':
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src 'self' data:; font-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-cache',
};

/**
 * A server of the files of one folder, and of nothing else. Answers only requests addressed to this machine by name, so
 * that a page of another site can't reach it by pointing its own name here (DNS rebinding).
 *
 * @example
 * createFolderServer('/home/me/reports').listen(4100, '127.0.0.1');
 */
export function createFolderServer(folder: string): Server {
  const root = realpathSync(folder);
  const server = createServer((request, response) => {
    answer(root, request, response).catch(() => fail(response, 500, 'The file could not be read.'));
  });
  server.headersTimeout = 10_000;
  return server;
}

async function answer(root: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.setHeader(name, value);
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.setHeader('allow', 'GET, HEAD');
    return fail(response, 405, 'Only GET and HEAD are answered here.');
  }
  if (!/^(127\.0\.0\.1|localhost)(:\d+)?$/i.test(request.headers.host ?? '')) {
    return fail(response, 421, 'This address only answers as 127.0.0.1 or localhost.');
  }
  const found = await resolveFile(root, request.url ?? '');
  if (found.kind === 'bad-request') return fail(response, 400, 'That is not a path.');
  if (found.kind === 'not-found') return fail(response, 404, 'There is no such file here.');
  if (found.kind === 'redirect') {
    response.setHeader('location', found.location);
    return fail(response, 308, `See ${found.location}`);
  }
  response.setHeader(
    'content-type',
    CONTENT_TYPES[extname(found.path).toLowerCase()] ?? 'application/octet-stream',
  );
  response.setHeader('content-length', found.size);
  if (request.method === 'HEAD' || found.size === 0) {
    response.end();
    return;
  }
  // Exactly the length that was announced, also while somebody writes to the file; no link put there meanwhile.
  const file = createReadStream(found.path, {
    end: found.size - 1,
    // The types know only names; Node takes the numbers of open(2) too.
    flags: (constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0)) as unknown as string,
  });
  // A reader that goes away is no failure; the pipeline closes the file either way.
  pipeline(file, response, () => {});
}

function fail(response: ServerResponse, status: number, message: string): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const body = `${message}\n`;
  response.writeHead(status, {
    'content-type': 'text/plain; charset=utf-8',
    'content-length': Buffer.byteLength(body),
  });
  response.end(body);
}
