import { type IncomingHttpHeaders, type IncomingMessage, request as overHttp } from 'node:http';
import { request as overHttps } from 'node:https';
import { HoldfastError } from '@holdfast/errors';
import { notUnderstood, unreachable, untrusted } from './store-errors.ts';

/** One request to a key store. */
export interface StoreRequest {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  /** Zeroed when it is sent. */
  readonly body: Buffer | null;
}

/** A whole answer. Its body may hold secrets: who gets it zeroes it. */
export interface StoreAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** How a store is reached. */
export interface StoreTransport {
  /** Certificates to trust instead of the system's, PEM. */
  readonly ca: string | null;
  /** For the whole exchange, from the name's look-up to the answer's last byte. */
  readonly timeoutMs: number;
  readonly answerBytes: number;
}

export const DEFAULT_TRANSPORT: StoreTransport = { ca: null, timeoutMs: 10_000, answerBytes: 1024 * 1024 };

const LOOPBACK = ['127.0.0.1', '[::1]', 'localhost'];

/**
 * A store's address: https, or http on this machine, without user, query or fragment.
 *
 * @param key of the configuration, for the message
 * @throws HoldfastError CONFIG_INVALID
 * @example
 * storeUrl('https://vault.internal:8200', 'stores.vault.address').host; // 'vault.internal:8200'
 */
export function storeUrl(text: string, key: string): URL {
  const url = URL.parse(text);
  const plain = url?.protocol === 'http:' && LOOPBACK.includes(url.hostname);
  if (
    url === null ||
    !(url.protocol === 'https:' || plain) ||
    `${url.username}${url.password}${url.search}${url.hash}` !== ''
  ) {
    throw new HoldfastError(
      'CONFIG_INVALID',
      `${key} must be https://, or http:// to this machine, without a user, a query or a fragment.`,
      { key },
    );
  }
  return url;
}

/**
 * Sends a request to a store and reads its whole answer. Follows no redirect, so that what proves who we are goes to the
 * configured address and nowhere else; no environment variable weakens the check of certificates.
 *
 * @throws HoldfastError KEY_STORE_UNREACHABLE, KEY_STORE_UNTRUSTED, KEY_STORE_ANSWER_INVALID when it is too long
 */
export async function askStore(request: StoreRequest, transport: StoreTransport): Promise<StoreAnswer> {
  const { method, url, headers, body } = request;
  const store = url.origin;
  const secure = url.protocol === 'https:';
  return new Promise<StoreAnswer>((resolve, reject) => {
    const length = body === null ? {} : { 'content-length': String(body.length) };
    const options = {
      method,
      headers: { ...headers, ...length },
      // A connection of its own each time: requests are rare, and nothing of one is left for the next.
      agent: false as const,
    };
    const outgoing = secure
      ? overHttps(url, {
          ...options,
          rejectUnauthorized: true,
          minVersion: 'TLSv1.2',
          ...(transport.ca === null ? {} : { ca: transport.ca }),
        })
      : overHttp(url, options);
    const chunks: Buffer[] = [];
    const end = (error: HoldfastError) => {
      clearTimeout(deadline);
      for (const chunk of chunks) chunk.fill(0);
      outgoing.destroy();
      reject(error);
    };
    const deadline = setTimeout(
      () => end(unreachable(store, `did not answer within ${transport.timeoutMs} ms`)),
      transport.timeoutMs,
    );
    outgoing.once('error', (error: NodeJS.ErrnoException) => end(explain(store, error)));
    outgoing.once('response', (answer: IncomingMessage) => {
      let size = 0;
      answer.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        size += chunk.length;
        if (size > transport.answerBytes)
          end(notUnderstood(store, `answers more than ${transport.answerBytes} bytes`));
      });
      answer.once('error', () => end(unreachable(store, 'broke off in the middle of its answer')));
      answer.once('end', () => {
        if (!answer.complete) return end(unreachable(store, 'broke off in the middle of its answer'));
        clearTimeout(deadline);
        const whole = Buffer.alloc(size);
        let at = 0;
        for (const chunk of chunks) {
          at += chunk.copy(whole, at);
          chunk.fill(0);
        }
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: whole });
      });
    });
    outgoing.end(body ?? undefined);
  }).finally(() => body?.fill(0));
}

/** Codes of OpenSSL and Node that say that the certificate is not the store's, or that it speaks no TLS. */
const CERTIFICATE =
  /CERT|SELF_SIGNED|UNABLE_TO_|ALTNAME|HOSTNAME|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH|^ERR_SSL_|^EPROTO$/;

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'refuses connections',
  ECONNRESET: 'broke the connection',
  EPIPE: 'broke the connection',
  ENOTFOUND: 'has a name that is not known',
  EAI_AGAIN: 'has a name that can’t be looked up now',
  ETIMEDOUT: 'does not answer',
  EHOSTUNREACH: 'can’t be reached from here',
  ENETUNREACH: 'can’t be reached from here',
};

function explain(store: string, { code = 'unknown' }: NodeJS.ErrnoException): HoldfastError {
  if (CERTIFICATE.test(code)) return untrusted(store, code);
  if (code.startsWith('HPE_')) return notUnderstood(store, 'does not speak HTTP as it should');
  return unreachable(store, REASONS[code] ?? `can’t be reached (${code})`);
}
