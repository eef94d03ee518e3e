import { randomUUID } from 'node:crypto';
import type { Dialect, ParsedRequest } from '../dialect/dialect.ts';
import type {
  ClientFrame,
  FrameReference,
  FrameRequest,
  StreamDialect,
  StreamLogin,
} from '../dialect/stream-dialect.ts';
import { parseStrictJson } from '../http/strict-json.ts';
import type { LoadedVirtualKey } from '../keys/key-ring.ts';
import type { AdmittedLogin } from '../pipeline/gateway.ts';
import { asRefusal } from '../pipeline/refusals.ts';
import { isInHours } from '../policy/hours.ts';
import { formatIpAddress } from '../policy/ip-address.ts';
import { Refusal } from '../refusal.ts';
import type { Peer } from '../server/http-server.ts';
import type { WebSocket } from '../websocket/websocket.ts';
import { ENDINGS, type Ending } from './ending.ts';
import { ExchangeSide } from './exchange-side.ts';
import { FrameBudget } from './frame-budget.ts';
import { type LoginCircumstances, loginDialect, refusingDialect, requestAt } from './login-dialect.ts';
import { redactFrame } from './redact-frame.ts';
import { isSameKey, type StreamParts } from './stream-parts.ts';

/** What a stream is opened with. */
export interface StreamStart {
  readonly dialect: Dialect;
  readonly streams: StreamDialect;
  readonly circumstances: Omit<LoginCircumstances, 'receivedAt'>;
  readonly peer: Peer;
  /** Told whose it is, before anything is done for it. @throws Refusal rate, when it has too many */
  claim(key: LoadedVirtualKey): void;
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
  #exchange: ExchangeSide | null = null;
  #exchangeOpening: Promise<ExchangeSide> | null = null;
  /** Of the real key; empty where the exchange has none. */
  #token = '';
  #underWay = 0;
  #requests = 0;
  readonly #id = randomUUID();
  #over = false;
  readonly #began: number;
  #heardAt: number;
  #beatAt: number;

  constructor(socket: WebSocket, parts: StreamParts, start: StreamStart) {
    this.#socket = socket;
    this.#parts = parts;
    this.#start = start;
    this.#budget = new FrameBudget(parts.limits, parts.monotonic);
    this.#began = parts.monotonic();
    this.#heardAt = this.#began;
    this.#beatAt = this.#began;
    socket.on('message', (data, isBinary) => this.#onMessage(data, isBinary));
    socket.on('ping', () => this.#onPing());
    socket.on('pong', () => this.#hear());
    socket.on('error', () => this.end(ENDINGS.broken));
    socket.on('close', () => this.end(ENDINGS.client));
  }

  /** Whose it is; null before a good login. */
  get key(): LoadedVirtualKey | null {
    return this.#login?.key ?? null;
  }

  get over(): boolean {
    return this.#over;
  }

  /** Ends both sides at once: nothing passes from this moment on. */
  end({ why, code, sentence }: Ending): void {
    if (this.#over) return;
    this.#over = true;
    this.#exchange?.end();
    this.#socket.close(code, sentence);
    const timer = setTimeout(() => this.#socket.terminate(), LAST_WORDS_MS);
    timer.unref();
    this.#socket.once('close', () => clearTimeout(timer));
    void this.#login?.ended(why).catch(() => undefined);
    this.#parts.metrics.closed(this.#start.dialect.exchange, why);
    this.#start.ended();
  }

  /** Ends the stream when its key isn't what it was. */
  review(): void {
    const { key } = this;
    if (key === null || this.#over) return;
    const ring = this.#parts.keys();
    if (ring === null) this.end(ENDINGS.sealed);
    else if (!isSameKey(ring.find(key.exchange, key.id), key)) this.end(ENDINGS.keyChanged);
  }

  /** Looks at all that time brings: called several times a second. */
  tick(): void {
    const { limits } = this.#parts;
    const [now, time] = [this.#parts.monotonic(), this.#parts.clock()];
    const { key } = this;
    if (key === null) {
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
    if (this.#exchange !== null && this.#exchange.silenceMs > limits.silenceMs)
      return void this.end(ENDINGS.silentExchange);
    if (now - this.#beatAt < limits.heartbeatMs) return;
    this.#beatAt = now;
    this.#socket.ping();
    this.#exchange?.beat();
  }

  get #connectsAtLogin(): boolean {
    const { streams, circumstances } = this.#start;
    return circumstances.place.channels && streams.connectsAt === 'login';
  }

  #hear(): void {
    this.#heardAt = this.#parts.monotonic();
  }

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
      if (frame.kind === 'request') await this.#request(frame);
      else await this.#subscribe(frame);
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
    if (channels && !this.#over) await this.#exchangeSide();
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
      if (this.#login === null || (this.#connectsAtLogin && this.#exchange === null))
        throw new Refusal('signature', 'no login', 'Wait for the answer to the login.');
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

  async #exchangeSide(): Promise<ExchangeSide> {
    if (this.#exchange !== null) return this.#exchange;
    // Who asks again after a failure gets another try.
    this.#exchangeOpening ??= this.#connect().finally(() => {
      this.#exchangeOpening = null;
    });
    return this.#exchangeOpening;
  }

  async #connect(): Promise<ExchangeSide> {
    const { streams, circumstances } = this.#start;
    const login = this.#login;
    if (login === null) throw new RangeError('nobody logged in');
    const { key } = login.key.exchangeKey;
    if (streams.tokens !== undefined) this.#token = await this.#askForToken(login, streams.tokens);
    const side = await ExchangeSide.open(
      this.#parts,
      streams,
      circumstances.place,
      key,
      () => {
        if (this.#over) throw new Refusal('unavailable', 'closed', 'The stream is closed.');
        login.checkStill();
      },
      {
        frame: (text) => this.#forward(text, key.keyId, login.key.id),
        ended: () => this.end(ENDINGS.exchange),
      },
    );
    if (this.#over) side.end();
    this.#exchange = side;
    return side;
  }

  /** The real token stays in this process: frames to the exchange have it, frames to the client never. */
  async #askForToken(login: AdmittedLogin, { request, read }: NonNullable<StreamDialect['tokens']>) {
    const { dialect, circumstances } = this.#start;
    login.checkStill();
    const answer = await this.#parts.askExchange(
      dialect,
      login.key.exchangeKey,
      request(circumstances.place.restHost),
    );
    const token = read(answer.status, answer.body);
    if (token !== null) return token;
    throw new Refusal('unavailable', 'exchange login', 'The exchange gave no token for its stream.');
  }

  async #subscribe(frame: Extract<ClientFrame, { kind: 'subscribe' | 'unsubscribe' }>): Promise<void> {
    const key = this.#current();
    this.#parts.rates.take(key);
    if (frame.kind === 'subscribe') {
      const more = frame.channels.filter((channel) => !this.#channels.has(channel)).length;
      if (this.#channels.size + more > this.#parts.limits.subscriptions)
        throw new Refusal('rate', 'subscriptions', 'The stream has too many channels.');
      for (const channel of frame.channels) this.#channels.add(channel);
    } else for (const channel of frame.channels) this.#channels.delete(channel);
    const side = await this.#exchangeSide();
    if (this.#over) return;
    if (side.buffered > this.#parts.limits.buffered) return void this.end(ENDINGS.slowExchange);
    const { outbound } = frame;
    if (typeof outbound === 'function') side.send(outbound(this.#token));
    else this.#send(outbound.answer);
  }

  async #request(frame: Extract<ClientFrame, { kind: 'request' }>): Promise<void> {
    if (this.#underWay >= this.#parts.limits.underWay)
      throw new Refusal('rate', 'under way', 'Too many requests of this stream wait for their answer.');
    this.#underWay++;
    try {
      const { dialect, circumstances } = this.#start;
      const { restHost } = circumstances.place;
      const key = this.#current();
      const receivedAt = this.#parts.clock();
      const names = await this.#parts.instruments.names(dialect, restHost, frame.instruments);
      const wanted = frame.request(names);
      const { method, path, query, body } = wanted;
      // Frames without a signature of their own are told apart by the stream: the same one twice is two.
      const signed = frame.login?.reusable === true ? undefined : frame.login?.signature;
      const signature = signed ?? {
        keyId: key.id,
        nonce: this.#nonce(),
        ...windowOf(wanted, receivedAt, dialect.window.longest),
      };
      const bare = requestAt({ ...circumstances, receivedAt }, signature);
      const inbound = { ...bare.inbound, method, path, host: restHost };
      const request: ParsedRequest = { inbound, signature, query, body };
      const answer = await this.#serve(dialect, request);
      this.#send(frame.answer(answer.status, jsonOf(answer.body)));
    } finally {
      this.#underWay--;
    }
  }

  /** No two frames of any stream have the same. */
  #nonce(): string {
    return `${this.#id} ${this.#requests++}`;
  }

  #serve(dialect: Dialect, request: ParsedRequest) {
    const login = this.#login;
    if (login === null) throw new RangeError('nobody logged in');
    return this.#parts.gateway.serveKnown(dialect, request, login.key.id, login.address, this.#start.peer);
  }

  /** The key as it is now; the stream is about to end where it is another one. @throws Refusal revoked */
  #current(): LoadedVirtualKey {
    this.review();
    const { key } = this;
    if (key === null || this.#over) throw new Refusal('revoked', 'closed', 'The stream is closed.');
    return key;
  }

  /** Before a good login a refusal ends the stream; after it, one of what isn't in the tables is recorded like a request. */
  async #refuse(refusal: Refusal, reference: FrameReference, frame: ClientFrame | null): Promise<void> {
    if (this.#over) return;
    this.#refuseFrame(refusal, reference);
    if (this.#login === null || frame?.kind === 'login') {
      if (frame?.kind !== 'login' && this.#opening === null)
        this.#parts.gateway.countStranger(this.#start.peer, refusal);
      return void this.end(endingOf(refusal));
    }
    // What was made into a request was recorded by the pipeline.
    if (frame !== null || refusal.reason !== 'forbidden') return;
    const { dialect, circumstances } = this.#start;
    const receivedAt = this.#parts.clock();
    const signature = { keyId: this.#login.key.id, timestamp: null, nonce: this.#nonce(), windowMs: null };
    await this.#serve(
      refusingDialect(dialect, refusal),
      requestAt({ ...circumstances, receivedAt }, signature),
    ).catch((error: unknown) => {
      if (!(error instanceof Refusal)) throw error;
    });
  }

  #refuseFrame(refusal: Refusal, reference: FrameReference): void {
    const { dialect, streams, circumstances } = this.#start;
    this.#parts.metrics.refused(dialect.exchange, refusal.reason);
    this.#send(streams.refuse(refusal, reference, circumstances.place));
  }

  #forward(text: string, realKeyId: string, virtualKeyId: string): void {
    if (this.#over) return;
    this.#parts.metrics.frame(this.#start.dialect.exchange, 'exchange');
    this.#send(redactFrame(redactFrame(text, realKeyId, virtualKeyId), this.#token, '***'));
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

/** When a frame says that its client wants it. @throws Refusal stale */
function windowOf(
  { timestamp, windowMs, until = null }: FrameRequest,
  receivedAt: number,
  longest: number,
): { readonly timestamp: number | null; readonly windowMs: number | null } {
  if (until === null) return { timestamp, windowMs };
  if (!(until > receivedAt)) throw new Refusal('stale', 'expiry', 'The client no longer wants the request.');
  return { timestamp: receivedAt, windowMs: Math.min(until - receivedAt, longest) };
}

function jsonOf(body: Buffer) {
  try {
    return parseStrictJson(body);
  } catch {
    return null;
  }
}
