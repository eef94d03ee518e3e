import { createServer, type IncomingMessage, type Server, ServerResponse } from 'node:http';
import { PAPER_TIME_HEADER, serveClock } from './clock-endpoint.ts';
import { serveKey } from './key-endpoint.ts';
import type { PaperHost } from './paper-host.ts';
import { serveTransfer } from './transfer-endpoint.ts';

/**
 * A server of a paper exchange, whatever dialect it speaks: every response says the simulated time at which it was given, and
 * deposits, withdrawals, keys and the clock are served beside the dialect.
 *
 * @param token who knows it may deposit, withdraw, register keys and move a stepped clock
 * @param serve answers what is left to the dialect
 * @param assetNamed the asset that a deposit or withdrawal means by a name
 * @param hasPublicKeys whether the dialect knows Ed25519 keys
 */
export function createPaperServer(
  host: PaperHost,
  token: string,
  serve: (message: IncomingMessage, response: ServerResponse) => void,
  assetNamed: (name: string) => string = (name) => name,
  hasPublicKeys = false,
): Server {
  /** Whatever way a response goes out, its head is written here. */
  class TimedResponse extends ServerResponse<IncomingMessage> {
    override writeHead(...given: unknown[]): this {
      this.setHeader(PAPER_TIME_HEADER, String(host.shownTime()));
      return Reflect.apply(super.writeHead, this, given);
    }
  }
  return createServer({ ServerResponse: TimedResponse }, (message, response) => {
    if (serveClock(host, token, message, response)) return;
    if (serveTransfer(host, token, message, response, assetNamed)) return;
    if (serveKey(host, token, message, response, hasPublicKeys)) return;
    serve(message, response);
  });
}
