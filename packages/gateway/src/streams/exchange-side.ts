import { randomBytes } from 'node:crypto';
import type { RealKey } from '../dialect/dialect.ts';
import type { StreamDialect, StreamPlace } from '../dialect/stream-dialect.ts';
import { Refusal } from '../refusal.ts';
import type { UpstreamClient } from '../upstream/upstream-client.ts';
import { WebSocket } from '../websocket/websocket.ts';
import type { StreamLimits } from './stream-limits.ts';

/** What is told of the exchange's side of a stream. */
export interface ExchangeListeners {
  frame(text: string): void;
  /** It ended, other than by `end`. */
  ended(): void;
}

/** The gateway's own stream at an exchange, logged in with the real key. */
export class ExchangeSide {
  readonly #socket: WebSocket;
  readonly #streams: StreamDialect;
  readonly #monotonic: () => number;
  #heardAt: number;
  #over = false;
  #listeners: ExchangeListeners | null = null;
  /** What came right behind the answer to the login, often in the same packet, before anybody listened. */
  #held: string[] | null = null;

  private constructor(socket: WebSocket, streams: StreamDialect, monotonic: () => number) {
    this.#socket = socket;
    this.#streams = streams;
    this.#monotonic = monotonic;
    this.#heardAt = monotonic();
    const hear = () => {
      this.#heardAt = monotonic();
    };
    for (const event of ['message', 'ping', 'pong'] as const) socket.on(event, hear);
    socket.on('message', (data, isBinary) => this.#onMessage(data, isBinary));
    socket.on('close', () => {
      this.#release();
      if (!this.#over) this.#listeners?.ended();
    });
  }

  /**
   * Connects, logs in where that is one frame, and waits for the answer.
   *
   * @param checkStill the last look before the login leaves; what it throws ends the connection
   * @throws UpstreamFailure, Refusal unavailable, or what `checkStill` throws
   */
  static async open(
    {
      upstream,
      limits,
      clock,
      monotonic,
    }: {
      readonly upstream: Pick<UpstreamClient, 'openStream'>;
      readonly limits: StreamLimits;
      clock(): number;
      monotonic(): number;
    },
    streams: StreamDialect,
    place: StreamPlace,
    key: RealKey,
    checkStill: () => void,
    listeners: ExchangeListeners,
  ): Promise<ExchangeSide> {
    const socket = await upstream.openStream(place.host, place.path, {
      timeoutMs: limits.upstreamMs,
      frameBytes: limits.exchangeFrameBytes,
    });
    const side = new ExchangeSide(socket, streams, monotonic);
    try {
      checkStill();
      if (streams.login !== null) {
        const stamp = { now: clock(), nonce: 0n, random: randomBytes(16).toString('hex') };
        await side.#logIn(streams.login(key, stamp, place), limits.upstreamMs);
      }
      if (socket.readyState !== WebSocket.OPEN) throw unavailable();
      side.#listen(listeners);
      return side;
    } catch (error) {
      side.end();
      throw error;
    }
  }

  /** Bytes that wait for the exchange to read them. */
  get buffered(): number {
    return this.#socket.bufferedAmount;
  }

  /** Milliseconds since the exchange said anything. */
  get silenceMs(): number {
    return this.#monotonic() - this.#heardAt;
  }

  send(text: string): void {
    if (!this.#over) this.#socket.send(text);
  }

  beat(): void {
    if (this.#over) return;
    if (this.#streams.heartbeat === null) this.#socket.ping();
    else this.#socket.send(this.#streams.heartbeat);
  }

  /** Cuts the connection; nothing is told any more. */
  end(): void {
    this.#over = true;
    this.#socket.terminate();
  }

  #logIn(frame: string, timeoutMs: number): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const timer = setTimeout(() => reject(unavailable()), timeoutMs);
    const onClose = () => reject(unavailable());
    const onMessage = (data: Buffer, isBinary: boolean) => {
      const said = isBinary ? null : this.#streams.readExchange(data.toString('utf8'));
      if (said?.kind !== 'login') return;
      if (said.accepted) {
        this.#held ??= [];
        resolve();
      } else {
        const sentence = 'The exchange did not take the login of the exchange key.';
        reject(new Refusal('unavailable', 'exchange login', sentence));
      }
    };
    this.#socket.on('message', onMessage);
    this.#socket.once('close', onClose);
    this.#socket.send(frame);
    return promise.finally(() => {
      clearTimeout(timer);
      this.#socket.off('message', onMessage);
      this.#socket.off('close', onClose);
    });
  }

  /** What was held comes a moment later, behind the answer that the client waits for. */
  #listen(listeners: ExchangeListeners): void {
    this.#listeners = listeners;
    if (this.#held !== null) setImmediate(() => this.#release());
  }

  #release(): void {
    const held = this.#held;
    if (held === null || this.#listeners === null) return;
    this.#held = null;
    for (const text of held) if (!this.#over) this.#listeners.frame(text);
  }

  #onMessage(data: Buffer, isBinary: boolean): void {
    if (this.#over || isBinary || (this.#listeners === null && this.#held === null)) return;
    const text = data.toString('utf8');
    if (this.#streams.readExchange(text).kind !== 'other') return;
    if (this.#held !== null) this.#held.push(text);
    else this.#listeners?.frame(text);
  }
}

function unavailable(): Refusal {
  return new Refusal('unavailable', 'exchange', 'The exchange’s stream can’t be opened.');
}
