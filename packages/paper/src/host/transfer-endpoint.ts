import type { IncomingMessage, ServerResponse } from 'node:http';
import { Rejection } from '../exchange/rejection.ts';
import { parseUnits } from '../exchange/units.ts';
import type { PaperHost } from './paper-host.ts';
import { hasToken } from './token.ts';

/** Where deposits and withdrawals of a paper exchange are made; no real exchange has it. */
export const TRANSFER_PATH = '/paper/transfer';

/**
 * Answers a deposit or withdrawal: `POST /paper/transfer?kind=deposit&account=paper&asset=USDT&amount=10`, with the token of
 * whoever started the exchange.
 *
 * @returns false when the request is another one
 */
export function serveTransfer(
  host: PaperHost,
  token: string,
  message: IncomingMessage,
  response: ServerResponse,
  assetNamed: (name: string) => string = (name) => name,
): boolean {
  const [path, query = ''] = (message.url ?? '/').split('?', 2);
  if (message.method !== 'POST' || path !== TRANSFER_PATH) return false;
  void answer(host, token, message, new URLSearchParams(query), assetNamed).then(({ status, body }) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  return true;
}

async function answer(
  host: PaperHost,
  token: string,
  message: IncomingMessage,
  given: URLSearchParams,
  assetNamed: (name: string) => string,
): Promise<{ status: number; body: unknown }> {
  if (!hasToken(message, token)) {
    return { status: 403, body: { reason: 'the token is wrong' } };
  }
  const kind = given.get('kind');
  const account = given.get('account');
  const asset = given.get('asset');
  const amount = parseUnits(given.get('amount') ?? '');
  const named = asset !== null && /^[A-Z0-9]{1,20}$/.test(asset);
  if ((kind !== 'deposit' && kind !== 'withdraw') || account === null || !named || amount === null) {
    return { status: 400, body: { reason: 'kind, account, asset and amount are needed' } };
  }
  try {
    await host.execute((time) => ({ kind, time, account, asset: assetNamed(asset), amount }));
    return { status: 200, body: { kind, account, asset, amount: given.get('amount') } };
  } catch (error) {
    if (error instanceof Rejection) return { status: 400, body: { reason: error.reason } };
    return { status: 503, body: { reason: 'it could not be written' } };
  }
}
