import type { Dialect } from '../dialect/dialect.ts';
import type { ClientFrame, FrameReference, StreamDialect, StreamLogin } from '../dialect/stream-dialect.ts';
import type { LoadedVirtualKey } from '../keys/key-ring.ts';
import type { AdmittedLogin } from '../pipeline/gateway.ts';
import { asRefusal } from '../pipeline/refusals.ts';
import { isInHours } from '../policy/hours.ts';
import { formatIpAddress } from '../policy/ip-address.ts';
import { Refusal } from '../refusal.ts';
import type { Peer } from '../server/http-server.ts';
import type { WebSocket } from '../websocket/websocket.ts';
import { ENDINGS, type Ending } from './ending.ts';
import { ExchangeLink } from './exchange-link.ts';
import { FrameBudget } from './frame-budget.ts';
import { FrameRequests } from './frame-requests.ts';
import { type LoginCircumstances, loginDialect, requestAt } from './login-dialect.ts';
import { isSameKey, type StreamParts } from './stream-parts.ts';

/** What a stream is opened with. */
export interface StreamStart {
  readonly dialect: Dialect;
  readonly streams: StreamDialect;
  readonly circumstances: Omit<LoginCircumstances, 'receivedAt'>;
  readonly peer: Peer;
  /** Whose strangers are counted together; null: nobody's. */
  readonly origin: string | null;
  /** Told whose it is, before anything is done for it. @throws Refusal rate, when it has too many */
  claim(key: LoadedVirtualKey): void;
  /** Told of each request that is under way: it goes on when the stream ends, and the gateway stops after it. */
  working(work: Promise<unknown>): void;
  ended(): void;
}

/** Time that a client has to answer the end of its stream. */
const LAST_WORDS_MS = 1000;

type Acting = Extract<ClientFrame, { kind: 'subscribe' | 'unsubscribe' | 'request' }>;

/**
 * One client's stream: nothing passes before a good login; then channels of the exchange pass down, and frames are read, judged
 * and rebuilt one by one. It has one key for its whole life, and ends when anything about that key changes.
 */
export class ClientStream {
  readonly #socket: WebSocket;
  readonly #parts: StreamParts;
  readonly #start: StreamStart;
  readonly #budget: FrameBudget;
  readonly #channels = new Set<string>();
  #login: AdmittedLogin | null = null;
  /** Not null from the moment a login is looked at. */
  #opening: Promise<void> | null = null;
  /** Whether the login was good, and all that belongs to it was done. */
  #opened = false;
  #connectFailed = false;
  readonly #link: ExchangeLink;
  readonly #requests: FrameRequests;
  #over = false;
  readonly #began: number;
  #heardAt: number;
  #beatAt: number;

  constructor(socket: WebSocket, parts: StreamParts, start: StreamStart) {
    this.#socket = socket;
    this.#parts = parts;
    this.#start = start;
    this.#budget = new FrameBudget(parts.limits, parts.monotonic);
    const { dialect, streams, circumstances, peer } = start;
    this.#link = new ExchangeLink(parts, dialect, streams, circumstances.place, {
      frame: (text) => this.#forward(text),
      ended: () => this.end(ENDINGS.exchange),
    });
    this.#requests = new FrameRequests(parts, dialect, circumstances, peer);
    this.#began = parts.monotonic();
    this.#heardAt = this.#began;
    this.#beatAt = this.#began;
    socket.on('message', (data, isBinary) => this.#onMessage(data, isBinary));
    socket.on('ping', () => this.#onPing());
    socket.on('pong', () => this.#onPing());
    socket.on('error', () => this.end(ENDINGS.broken));
    socket.on('close', () => this.end(ENDINGS.client));
  }

  /** Whose it is; null before a good login. */
  get key(): LoadedVirtualKey | null {
    return this.#login?.key ?? null;
  }

  get origin(): string | null {
    return this.#start.origin;
  }

  get over(): boolean {
    return this.#over;
  }

  /** Ends both sides at once: nothing passes from this moment on. */
  end({ why, code, sentence }: Ending): void {
    if (this.#over) return;
    this.#over = true;
    this.#link.end();
    this.#socket.close(code, sentence);
    const timer = setTimeout(() => this.#socket.terminate(), LAST_WORDS_MS);
    timer.unref();
    this.#socket.once('close', () => clearTimeout(timer));
    const login = this.#login;
    // Recorded when all that end together have ended.
    if (login !== null) queueMicrotask(() => void login.ended(why).catch(() => undefined));
    this.#parts.metrics.closed(this.#start.dialect.exchange, why);
    this.#start.ended();
  }

  /** Ends the stream when its key isn't what it was. */
  review(): void {
    const { key } = this;
    if (key === null || this.#over) return;
    const ring = this.#parts.keys();
    if (ring === null) this.end(ENDINGS.sealed);
    else if (!isSameKey(ring.standing(key.exchange, key.id), key)) this.end(ENDINGS.keyChanged);
  }

  /** Looks at all that time brings: called several times a second. */
  tick(): void {
    const { limits } = this.#parts;
    const [now, time] = [this.#parts.monotonic(), this.#parts.clock()];
    const { key } = this;
    if (key === null || !this.#opened) {
      if (now - this.#began > limits.loginMs + (this.#opening === null ? 0 : limits.upstreamMs))
        return void this.end(ENDINGS.lateLogin);
    } else {
      const { expires, hours } = key.policy;
      if (
        !(time < (key.expiresAt ?? Number.POSITIVE_INFINITY)) ||
        !(time < (expires ?? Number.POSITIVE_INFINITY))
      )
        return void this.end(ENDINGS.expired);
      if (hours !== null && !isInHours(hours, time)) return void this.end(ENDINGS.hours);
    }
    if (now - this.#heardAt > limits.silenceMs) return void this.end(ENDINGS.silentClient);
    if (this.#link.side !== null && this.#link.side.silenceMs > limits.silenceMs)
      return void this.end(ENDINGS.silentExchange);
    if (now - this.#beatAt < limits.heartbeatMs) return;
    this.#beatAt = now;
    this.#socket.ping();
    this.#link.side?.beat();
  }

  get #connectsAtLogin(): boolean {
    const { streams, circumstances } = this.#start;
    return circumstances.place.channels && streams.connectsAt === 'login';
  }

  #hear(): void {
    this.#heardAt = this.#parts.monotonic();
  }

  /** Pongs that nobody asked for are taken (RFC 6455, 5.5.3), and cost as much. */
  #onPing(): void {
    if (this.#over) return;
    this.#hear();
    if (!this.#budget.take()) this.end(ENDINGS.flood);
  }

  #onMessage(data: Buffer, isBinary: boolean): void {
    if (this.#over) return;
    this.#hear();
    if (isBinary) return void this.end(ENDINGS.binary);
    if (!this.#budget.take()) return void this.end(ENDINGS.flood);
    this.#parts.metrics.frame(this.#start.dialect.exchange, 'client');
    const text = data.toString('utf8');
    this.#take(text).catch((error: unknown) => {
      this.#parts.log(`a stream failed: ${error instanceof Error ? error.name : 'error'}`);
      this.end(ENDINGS.failed);
    });
  }

  async #take(text: string): Promise<void> {
    const { streams, circumstances } = this.#start;
    const reference = streams.reference(text);
    let frame: ClientFrame | null = null;
    try {
      frame = streams.read(text, circumstances.place);
      if (frame.kind === 'ping') return void this.#send(frame.answer);
      if (frame.kind === 'login') return await this.#logIn(frame.login, reference);
      await this.#demandLogin(frame);
      if (this.#over) return;
      if (frame.kind === 'request') {
        const answer = this.#requests.make(frame, this.#current());
        this.#start.working(answer);
        this.#send(await answer);
      } else await this.#subscribe(frame);
    } catch (error) {
      await this.#refuse(asRefusal(error), reference, frame);
    }
  }

  async #logIn(login: StreamLogin, reference: FrameReference): Promise<void> {
    if (this.#opening !== null) {
      this.#refuseFrame(new Refusal('forbidden', 'second login', 'A stream has one login.'), reference);
      return void this.end(ENDINGS.secondLogin);
    }
    this.#opening = this.#open(login, this.#connectsAtLogin);
    await this.#opening;
    if (!this.#over) this.#send(this.#start.streams.loggedIn(this.#start.circumstances.place, reference));
  }

  async #open(login: StreamLogin, channels: boolean): Promise<void> {
    const { dialect, streams, circumstances, peer } = this.#start;
    const request = requestAt({ ...circumstances, receivedAt: this.#parts.clock() }, login.signature);
    const address = formatIpAddress(this.#parts.gateway.addressOf(request.inbound, peer));
    const view = loginDialect(dialect, streams, circumstances.place, login, address);
    const admitted = await this.#parts.gateway.admit(view, request, peer, login.reusable === true);
    this.#login = admitted;
    if (this.#over) return void admitted.ended('client').catch(() => undefined);
    this.#start.claim(admitted.key);
    // What changed while it was decided was told to nobody.
    this.review();
    if (this.#over) return;
    if (channels) await this.#link.open(admitted, admitted.checkStill);
    this.#opened = true;
  }

  /** Frames that say themselves whose they are open the stream, or must be of the key that did. */
  async #demandLogin({ login }: Acting): Promise<void> {
    if (login === undefined) {
      if (this.#opening === null)
        throw new Refusal(
          'signature',
          'no login',
          'Log in first: send nothing before the answer to the login.',
        );
      // A login that is still looked at is no login.
      if (!this.#opened) throw new Refusal('signature', 'no login', 'Wait for the answer to the login.');
      return;
    }
    if (this.#opening === null) {
      this.#opening = this.#open(login, false);
      return this.#opening;
    }
    await this.#opening;
    const { key } = this;
    const address = this.#login === null ? '' : formatIpAddress(this.#login.address);
    if (key === null || login.signature.keyId !== key.id || !login.verify(key.secret, address))
      throw new Refusal('signature', 'signature', 'The key or the signature is wrong.');
  }

  async #subscribe(frame: Extract<ClientFrame, { kind: 'subscribe' | 'unsubscribe' }>): Promise<void> {
    const login = this.#current();
    this.#parts.rates.take(login.key);
    if (frame.kind === 'subscribe') {
      const more = frame.channels.filter((channel) => !this.#channels.has(channel)).length;
      if (this.#channels.size + more > this.#parts.limits.subscriptions)
        throw new Refusal('rate', 'subscriptions', 'The stream has too many channels.');
      for (const channel of frame.channels) this.#channels.add(channel);
    } else for (const channel of frame.channels) this.#channels.delete(channel);
    // Later than the login, whose time may be over: what counts is whether the key is as it was.
    const side = await this.#link.open(login, login.checkKey).catch((error: unknown) => {
      this.#connectFailed = true;
      throw error;
    });
    if (this.#over) return;
    if (side.buffered > this.#parts.limits.buffered) return void this.end(ENDINGS.slowExchange);
    const { outbound } = frame;
    if (typeof outbound === 'function') side.send(outbound(this.#link.token));
    else this.#send(outbound.answer);
  }

  /** The login, as long as its key is what it was; otherwise the stream ends. @throws Refusal revoked */
  #current(): AdmittedLogin {
    this.review();
    if (this.#login === null || this.#over) throw new Refusal('revoked', 'closed', 'The stream is closed.');
    return this.#login;
  }

  /** Before a good login a refusal ends the stream; after it, one of what isn't in the tables is recorded like a request. */
  async #refuse(refusal: Refusal, reference: FrameReference, frame: ClientFrame | null): Promise<void> {
    if (this.#over) return;
    this.#refuseFrame(refusal, reference);
    // A login pays for one connection to the exchange. Who wants to try again logs in again.
    if (this.#connectFailed) return void this.end(ENDINGS.unavailable);
    if (this.#login === null || !this.#opened) {
      if (this.#opening === null) this.#parts.gateway.countStranger(this.#start.peer, refusal);
      return void this.end(endingOf(refusal));
    }
    // What was made into a request was recorded by the pipeline.
    if (frame !== null || refusal.reason !== 'forbidden') return;
    await this.#requests.recordRefusal(refusal, this.#login);
  }

  #refuseFrame(refusal: Refusal, reference: FrameReference): void {
    const { dialect, streams, circumstances } = this.#start;
    this.#parts.metrics.refused(dialect.exchange, refusal.reason);
    this.#send(streams.refuse(refusal, reference, circumstances.place));
  }

  #forward(text: string): void {
    if (this.#over) return;
    this.#parts.metrics.frame(this.#start.dialect.exchange, 'exchange');
    this.#send(text);
  }

  /** A reader that is too slow would make the gateway keep what it doesn't read. */
  #send(text: string): void {
    if (this.#over) return;
    this.#socket.send(text);
    if (this.#socket.bufferedAmount > this.#parts.limits.buffered) this.end(ENDINGS.slowClient);
  }
}

/** How a stream ends whose login was refused. */
function endingOf({ reason, rule }: Refusal): Ending {
  if (reason === 'unavailable') return ENDINGS.unavailable;
  return rule === 'streams' ? ENDINGS.tooMany : ENDINGS.stranger;
}
