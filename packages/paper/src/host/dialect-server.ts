import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { InjectedFault } from '../faults/under-faults.ts';
import type { PaperHost } from './paper-host.ts';
import { createPaperServer } from './paper-server.ts';

/** A request as it came. */
export interface PaperRequest {
  readonly method: string;
  readonly path: string;
  /** Query and body as they were sent. */
  readonly query: string;
  readonly body: string;
  /** A header that is there once; null otherwise. */
  header(name: string): string | null;
}

export interface PaperAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** The REST API of an exchange, over a paper exchange. */
export interface PaperDialect {
  /**
   * The body of an answer with status 200.
   *
   * @param headers what is set here goes out whatever becomes of the request
   */
  serve(request: PaperRequest, headers: Map<string, string | number>): Promise<unknown>;
  /** What was thrown instead of an answer, in the exchange's words. */
  refusal(thrown: unknown, headers: Map<string, string | number>): PaperAnswer;
  /** The asset that is meant by one of the exchange's names for it; the name itself when left out. */
  assetNamed?(name: string): string;
}

/** A request has a larger body than is taken. */
export class BodyTooLarge extends Error {
  override readonly name = 'BodyTooLarge';
}

const MOST_BODY = 65_536;

/** A server of a paper exchange that speaks a dialect. @param token of whoever started the exchange */
export function createDialectServer(dialect: PaperDialect, host: PaperHost, token: string): Server {
  return createPaperServer(
    host,
    token,
    (message, response) => void serve(dialect, message, response),
    (name) => dialect.assetNamed?.(name) ?? name,
  );
}

async function serve(
  dialect: PaperDialect,
  message: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const headers = new Map<string, string | number>();
  let answer: PaperAnswer;
  try {
    answer = { status: 200, body: await dialect.serve(await readRequest(message), headers) };
  } catch (thrown) {
    const fault = thrown instanceof InjectedFault ? thrown.fault : '';
    // A client's own patience ends a request that is never answered.
    if (fault.startsWith('timeout')) return;
    if (fault.startsWith('drop')) {
      response.destroy();
      return;
    }
    answer = dialect.refusal(thrown, headers);
  }
  const text = JSON.stringify(answer.body);
  response.writeHead(answer.status, {
    ...Object.fromEntries(headers),
    'content-type': 'application/json;charset=UTF-8',
    'content-length': Buffer.byteLength(text),
  });
  response.end(text);
}

async function readRequest(message: IncomingMessage): Promise<PaperRequest> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of message as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > MOST_BODY) throw new BodyTooLarge();
    chunks.push(chunk);
  }
  const [path, ...query] = (message.url ?? '/').split('?');
  return {
    method: message.method ?? 'GET',
    path,
    query: query.join('?'),
    body: Buffer.concat(chunks).toString('utf8'),
    header: (name) => {
      const value = message.headers[name];
      return typeof value === 'string' ? value : null;
    },
  };
}
