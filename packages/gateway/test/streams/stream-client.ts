import { createHmac } from 'node:crypto';
import { WebSocket } from 'ws';
import type { Credentials } from '../process/trial.ts';

/** A client that sends what it is told to, well formed or not. */
export class StreamClient {
  readonly socket: WebSocket;
  readonly frames: string[] = [];
  /** How it ended; null while it is open. */
  closed: { readonly code: number; readonly reason: string } | null = null;

  private constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on('message', (data) => this.frames.push(data.toString('utf8')));
    socket.on('error', () => undefined);
    socket.on('close', (code, reason) => {
      this.closed = { code, reason: reason.toString('utf8') };
    });
  }

  /** @param target behind the port: `/okx/ws.okx.com:8443/ws/v5/private` */
  static async open(
    port: number,
    target: string,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<StreamClient> {
    const socket = new WebSocket(`ws://127.0.0.1:${port}${target}`, { headers });
    const client = new StreamClient(socket);
    await new Promise<void>((resolve, reject) => {
      socket.once('open', resolve);
      socket.once('error', reject);
    });
    return client;
  }

  send(frame: object | string): void {
    this.socket.send(typeof frame === 'string' ? frame : JSON.stringify(frame));
  }

  /** Waits for a frame in which the pattern is. */
  async frame(pattern: RegExp): Promise<string> {
    return within(() => this.frames.find((frame) => pattern.test(frame)), String(pattern), this);
  }

  /** Waits for its end. */
  async end(): Promise<{ readonly code: number; readonly reason: string }> {
    return within(() => this.closed ?? undefined, 'the end', this);
  }
}

async function within<T>(look: () => T | undefined, what: string, client: StreamClient): Promise<T> {
  for (let waited = 0; waited < 5000; waited += 5) {
    const found = look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error(`${what} did not come; there was ${JSON.stringify([client.frames, client.closed])}`);
}

export const OKX_PRIVATE = '/okx/ws.okx.com:8443/ws/v5/private';
export const OKX_BUSINESS = '/okx/ws.okx.com:8443/ws/v5/business';
export const BYBIT_PRIVATE = '/bybit/stream.bybit.com/v5/private';
export const BYBIT_TRADE = '/bybit/stream.bybit.com/v5/trade';

/** A login at OKX, as https://www.okx.com/docs-v5/en/#overview-websocket-login has it. */
export function okxLogin({ apiKey, secret, password }: Credentials, at: number = Date.now()): object {
  const timestamp = String(Math.floor(at / 1000));
  const sign = createHmac('sha256', secret).update(`${timestamp}GET/users/self/verify`).digest('base64');
  return { op: 'login', args: [{ apiKey, passphrase: password, timestamp, sign }] };
}

/** A login at Bybit, as https://bybit-exchange.github.io/docs/v5/ws/connect has it. */
export function bybitLogin(
  { apiKey, secret }: Credentials,
  expires: number = Date.now() + 5000,
): { readonly op: string; readonly args: readonly (string | number)[] } {
  const signature = createHmac('sha256', secret).update(`GET/realtime${expires}`).digest('hex');
  return { op: 'auth', args: [apiKey, expires, signature] };
}

export const BINANCE = '/binance/ws-api.binance.com:443/ws-api/v3';

type BinanceParameters = Readonly<Record<string, string | number | boolean>>;

/** Parameters signed as https://developers.binance.com/docs/binance-spot-api-docs/websocket-api/request-security has it. */
export function binanceSigned(
  { apiKey, secret }: Credentials,
  parameters: BinanceParameters = {},
  timestamp: number = Date.now(),
): BinanceParameters {
  const all: BinanceParameters = { ...parameters, apiKey, timestamp };
  const text = Object.keys(all)
    .sort()
    .map((name) => `${name}=${all[name]}`)
    .join('&');
  return { ...all, signature: createHmac('sha256', secret).update(text).digest('hex') };
}

export const KRAKEN = '/kraken/ws-auth.kraken.com/v2';
