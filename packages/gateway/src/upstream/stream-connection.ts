import { connect as connectPlain, type Socket } from 'node:net';
import { connect as connectSecure, rootCertificates } from 'node:tls';
import { WebSocket } from '../websocket/websocket.ts';
import { isPublicAddress, publicLookup } from './address-guard.ts';
import { type Redirect, UpstreamFailure } from './upstream-client.ts';

/** Bounds of a connection to an exchange's stream. */
export interface StreamConnectionLimits {
  /** Milliseconds until it must stand. */
  readonly timeoutMs: number;
  /** Bytes of one message. */
  readonly frameBytes: number;
}

/**
 * Opens a stream at an exchange under the rules of `UpstreamClient`: TLS 1.2 or newer with Node's bundled certificates,
 * public addresses only, no redirects, no proxies, no compression. Not a byte is written before it is known whom the
 * socket is connected to.
 *
 * @param host as the dialect's table has it, with a port where it is not 443: `ws.okx.com:8443`
 * @throws UpstreamFailure; nothing of a key was sent then
 */
export async function openStreamConnection(
  host: string,
  path: string,
  redirect: Redirect | undefined,
  { timeoutMs, frameBytes }: StreamConnectionLimits,
): Promise<WebSocket> {
  const target = redirect?.url ?? new URL(`https://${host}`);
  const secure = target.protocol === 'https:';
  const deadline = AbortSignal.timeout(timeoutMs);
  const socket = await connected(target, redirect, deadline);
  const stream = new WebSocket(`${secure ? 'wss' : 'ws'}://${host}${path}`, {
    createConnection: () => socket,
    perMessageDeflate: false,
    followRedirects: false,
    handshakeTimeout: timeoutMs,
    maxPayload: frameBytes,
  });
  return new Promise((resolve, reject) => {
    const fail = (error?: unknown) => {
      stream.terminate();
      reject(new UpstreamFailure('the stream of the exchange could not be opened', false, error));
    };
    const late = () => fail();
    deadline.addEventListener('abort', late);
    // Stays, so that a later error has a listener.
    stream.on('error', fail);
    stream.once('open', () => {
      deadline.removeEventListener('abort', late);
      resolve(stream);
    });
  });
}

function connected(target: URL, redirect: Redirect | undefined, deadline: AbortSignal): Promise<Socket> {
  const secure = target.protocol === 'https:';
  const hostname = target.hostname.replace(/^\[|\]$/g, '');
  const port = target.port === '' ? (secure ? 443 : 80) : Number(target.port);
  return new Promise((resolve, reject) => {
    const socket = secure
      ? connectSecure({
          host: hostname,
          port,
          ca: redirect?.ca ?? [...rootCertificates],
          minVersion: 'TLSv1.2',
          rejectUnauthorized: true,
          ALPNProtocols: ['http/1.1'],
          ...(redirect === undefined ? { servername: hostname, lookup: publicLookup } : {}),
        })
      : connectPlain({ host: hostname, port });
    const fail = (error?: unknown) => {
      socket.destroy();
      reject(new UpstreamFailure('the exchange can’t be reached', false, error));
    };
    const late = () => fail();
    deadline.addEventListener('abort', late);
    socket.once('error', fail);
    socket.once(secure ? 'secureConnect' : 'connect', () => {
      deadline.removeEventListener('abort', late);
      socket.off('error', fail);
      // Until the stream listens itself.
      socket.on('error', () => undefined);
      const peer = socket.remoteAddress ?? '';
      const loopback = peer === '127.0.0.1' || peer === '::1' || peer === '::ffff:127.0.0.1';
      if (redirect === undefined ? isPublicAddress(peer) : loopback) resolve(socket);
      else fail(new Error('the connection leads to an address that no exchange has'));
    });
  });
}
