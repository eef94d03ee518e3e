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
  /** How its answer goes out: null for a request that nobody signed. The faults of a plan set it. */
  delivery: 'once' | 'answer_twice' | 'answer_stale' | null;
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
  /** Whether it knows Ed25519 keys; it does not when left out. */
  readonly hasPublicKeys?: boolean;
}

/** A request has a larger body than is taken. */
export class BodyTooLarge extends Error {
  override readonly name = 'BodyTooLarge';
}

const MOST_BODY = 65_536;

/** A server of a paper exchange that speaks a dialect. @param token of whoever started the exchange */
export function createDialectServer(dialect: PaperDialect, host: PaperHost, token: string): Server {
  const earlier: EarlierAnswers = new Map();
  return createPaperServer(
    host,
    token,
    (message, response) => void serve(dialect, host, earlier, message, response),
    (name) => dialect.assetNamed?.(name) ?? name,
    dialect.hasPublicKeys,
  );
}

/** The last answer that each key got from each endpoint. */
type EarlierAnswers = Map<string, PaperAnswer>;

async function serve(
  dialect: PaperDialect,
  host: PaperHost,
  earlier: EarlierAnswers,
  message: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const headers = new Map<string, string | number>();
  let answer: PaperAnswer;
  let isTwice = false;
  try {
    const request = await readRequest(message);
    answer = { status: 200, body: await dialect.serve(request, headers) };
    await host.settled();
    isTwice = request.delivery === 'answer_twice';
    answer = delivered(request, answer, earlier);
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
  for (const [name, value] of headers) response.setHeader(name, value);
  response
    .setHeader('content-type', 'application/json;charset=UTF-8')
    .setHeader('content-length', Buffer.byteLength(text));
  response.writeHead(answer.status);
  const { socket } = response;
  response.end(text, () => {
    if (isTwice && socket?.writable === true) socket.write(rawAnswer(answer.status, response, text));
  });
}

/** What goes out for an answer: the one before on the same endpoint, when the request's fate is a stale one. */
function delivered(request: PaperRequest, answer: PaperAnswer, earlier: EarlierAnswers): PaperAnswer {
  if (request.delivery === null) return answer;
  const key = request.header('x-mbx-apikey') ?? request.header('api-key') ?? '';
  const endpoint = `${key} ${request.method} ${request.path}`;
  const before = earlier.get(endpoint);
  earlier.set(endpoint, answer);
  return request.delivery === 'answer_stale' && before !== undefined ? before : answer;
}

/** An answer as it goes over the wire. */
function rawAnswer(status: number, response: ServerResponse, text: string): string {
  const head = Object.entries(response.getHeaders()).map(([name, value]) => `${name}: ${String(value)}`);
  return [`HTTP/1.1 ${status} OK`, ...head, '', text].join('\r\n');
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
    delivery: null,
    header: (name) => {
      const value = message.headers[name];
      return typeof value === 'string' ? value : null;
    },
  };
}
