import { randomUUID } from 'node:crypto';
import type { Dialect, ParsedRequest } from '../dialect/dialect.ts';
import type { ClientFrame, FrameRequest, InstrumentNames } from '../dialect/stream-dialect.ts';
import { type JsonValue, parseStrictJson } from '../http/strict-json.ts';
import type { AdmittedLogin } from '../pipeline/gateway.ts';
import { Refusal } from '../refusal.ts';
import type { Answer, Peer } from '../server/http-server.ts';
import { type LoginCircumstances, refusingDialect, requestAt } from './login-dialect.ts';
import type { StreamParts } from './stream-parts.ts';

/** Frames of one stream as requests, which go the way of all requests. */
export class FrameRequests {
  readonly #parts: StreamParts;
  readonly #dialect: Dialect;
  readonly #circumstances: Omit<LoginCircumstances, 'receivedAt'>;
  readonly #peer: Peer;
  readonly #id = randomUUID();
  #count = 0;
  #underWay = 0;

  constructor(
    parts: StreamParts,
    dialect: Dialect,
    circumstances: Omit<LoginCircumstances, 'receivedAt'>,
    peer: Peer,
  ) {
    this.#parts = parts;
    this.#dialect = dialect;
    this.#circumstances = circumstances;
    this.#peer = peer;
  }

  /**
   * Makes a frame's request, and the answer to the frame.
   *
   * @throws Refusal
   */
  async make(frame: Extract<ClientFrame, { kind: 'request' }>, login: AdmittedLogin): Promise<string> {
    if (this.#underWay >= this.#parts.limits.underWay)
      throw new Refusal('rate', 'under way', 'Too many requests of this stream wait for their answer.');
    this.#underWay++;
    try {
      const receivedAt = this.#parts.clock();
      const { restHost } = this.#circumstances.place;
      const names = await this.#parts.instruments.names(this.#dialect, restHost, frame.instruments);
      const wanted = await this.#wanted(frame, names, login);
      const { method, path, query, body } = wanted;
      // Frames without a signature of their own are told apart by the stream: the same one twice is two.
      const signed = frame.login?.reusable === true ? undefined : frame.login?.signature;
      const signature = signed ?? {
        keyId: login.key.id,
        nonce: this.#nonce(),
        ...windowOf(wanted, receivedAt, this.#dialect.window.longest),
      };
      const bare = requestAt({ ...this.#circumstances, receivedAt }, signature);
      const inbound = { ...bare.inbound, method, path, host: restHost };
      const answer = await this.#serve(this.#dialect, { inbound, signature, query, body }, login);
      return frame.answer(answer.status, jsonOf(answer.body));
    } finally {
      this.#underWay--;
    }
  }

  /** What a frame forbids itself, as an order with margin does, is recorded like what the pipeline forbids. */
  async #wanted(
    frame: Extract<ClientFrame, { kind: 'request' }>,
    names: InstrumentNames,
    login: AdmittedLogin,
  ): Promise<FrameRequest> {
    try {
      return frame.request(names);
    } catch (error) {
      if (error instanceof Refusal && error.reason === 'forbidden') await this.recordRefusal(error, login);
      throw error;
    }
  }

  /** Records that a frame was refused that could not be made into a request. */
  async recordRefusal(refusal: Refusal, login: AdmittedLogin): Promise<void> {
    const receivedAt = this.#parts.clock();
    const signature = { keyId: login.key.id, timestamp: null, nonce: this.#nonce(), windowMs: null };
    const request = requestAt({ ...this.#circumstances, receivedAt }, signature);
    try {
      await this.#serve(refusingDialect(this.#dialect, refusal), request, login);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
    }
  }

  #serve(dialect: Dialect, request: ParsedRequest, { key, address }: AdmittedLogin): Promise<Answer> {
    return this.#parts.gateway.serveKnown(dialect, request, key.id, address, this.#peer);
  }

  /** No two frames of any stream have the same. */
  #nonce(): string {
    return `${this.#id} ${this.#count++}`;
  }
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

/** Null when it is no JSON. */
function jsonOf(body: Buffer): JsonValue | null {
  try {
    return parseStrictJson(body);
  } catch {
    return null;
  }
}
