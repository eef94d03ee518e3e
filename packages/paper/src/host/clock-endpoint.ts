import type { IncomingMessage, ServerResponse } from 'node:http';
import { type PaperHost, StepRefused } from './paper-host.ts';
import { hasToken } from './token.ts';

/** Where the clock of a paper exchange is read and moved on; no real exchange has it. */
export const CLOCK_PATH = '/paper/v1/clock';

/** Header of every response of a paper exchange: its simulated milliseconds since 1970. */
export const PAPER_TIME_HEADER = 'x-paper-time';

/**
 * Answers what the time is, `GET /paper/v1/clock` → `{"time", "end", "speed"}`, and moves a stepped clock on,
 * `POST /paper/v1/clock?by=86400000` or `?to=1612137600000`, with the token of whoever started the exchange. Times are simulated
 * milliseconds since 1970; a speed is simulated milliseconds in one of the wall's, or "step".
 *
 * @returns false when the request is another one
 */
export function serveClock(
  host: PaperHost,
  token: string,
  message: IncomingMessage,
  response: ServerResponse,
): boolean {
  const [path, query = ''] = (message.url ?? '/').split('?', 2);
  if (path !== CLOCK_PATH) return false;
  void answer(host, token, message, new URLSearchParams(query)).then(({ status, body }) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  return true;
}

async function answer(
  host: PaperHost,
  token: string,
  message: IncomingMessage,
  given: URLSearchParams,
): Promise<{ status: number; body: unknown }> {
  if (message.method === 'POST') {
    if (!hasToken(message, token)) return { status: 403, body: { reason: 'the token is wrong' } };
    const meant = timeMeant(given);
    if (meant === null) {
      return { status: 400, body: { reason: 'either to or by is needed, in whole milliseconds' } };
    }
    try {
      await host.step(meant);
    } catch (error) {
      if (error instanceof StepRefused) return { status: 400, body: { reason: error.message } };
      return { status: 503, body: { reason: 'it could not be written' } };
    }
  } else if (message.method !== 'GET') {
    return { status: 405, body: { reason: 'GET reads the clock, POST moves it on' } };
  }
  const { end, speed } = host.clock;
  return { status: 200, body: { time: host.shownTime(), end, speed } };
}

/** From the time now to the one that is meant; null when it is not exactly one. */
function timeMeant(given: URLSearchParams): ((now: number) => number) | null {
  const values = [...given];
  if (values.length !== 1) return null;
  const [name, text] = values[0];
  if (!/^[0-9]{1,15}$/.test(text)) return null;
  if (name === 'to') return () => Number(text);
  return name === 'by' ? (now) => now + Number(text) : null;
}
