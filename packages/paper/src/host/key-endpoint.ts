import { createPublicKey, randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { PaperHost } from './paper-host.ts';
import { hasToken } from './token.ts';

/** Where public keys of a paper exchange's accounts are registered; no real exchange has it. */
export const KEY_PATH = '/paper/v1/key';

/** A public key in PEM is much shorter. */
const MOST_CHARACTERS = 2000;

/**
 * Registers an Ed25519 key: `POST /paper/v1/key?account=paper&public_key=-----BEGIN…`, with the token of whoever started the
 * exchange. The answer has the key's id: `{"apiKey"}`.
 *
 * @param isTaken whether the exchange's dialect knows such keys
 * @returns false when the request is another one
 */
export function serveKey(
  host: PaperHost,
  token: string,
  message: IncomingMessage,
  response: ServerResponse,
  isTaken: boolean,
): boolean {
  const [path, query = ''] = (message.url ?? '/').split('?', 2);
  if (message.method !== 'POST' || path !== KEY_PATH) return false;
  void answer(host, token, message, new URLSearchParams(query), isTaken).then(({ status, body }) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  return true;
}

async function answer(
  host: PaperHost,
  token: string,
  message: IncomingMessage,
  given: URLSearchParams,
  isTaken: boolean,
): Promise<{ status: number; body: unknown }> {
  const refused = (status: number, reason: string) => ({ status, body: { reason } });
  if (!hasToken(message, token)) return refused(403, 'the token is wrong');
  if (!isTaken) return refused(400, 'this exchange has no Ed25519 keys');
  const account = given.get('account');
  if (account === null || account === '') return refused(400, 'account is needed');
  const secret = publicKeyOf(given.get('public_key') ?? '');
  if (secret === null) return refused(400, 'public_key is no Ed25519 public key in PEM');
  const id = randomBytes(32).toString('hex');
  try {
    await host.execute((time) => ({
      kind: 'key',
      time,
      account,
      key: { id, algorithm: 'ed25519', secret },
    }));
    return { status: 200, body: { apiKey: id } };
  } catch {
    return refused(503, 'it could not be written');
  }
}

/** An Ed25519 public key as SPKI in PEM; null for anything else, a private key above all. */
function publicKeyOf(text: string): string | null {
  if (text.length > MOST_CHARACTERS || !text.includes('-----BEGIN PUBLIC KEY-----')) return null;
  try {
    const key = createPublicKey(text);
    if (key.asymmetricKeyType !== 'ed25519') return null;
    return key.export({ type: 'spki', format: 'pem' }).toString();
  } catch {
    return null;
  }
}
