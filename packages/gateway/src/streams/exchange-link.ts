import type { Dialect } from '../dialect/dialect.ts';
import type { StreamDialect, StreamPlace } from '../dialect/stream-dialect.ts';
import type { AdmittedLogin } from '../pipeline/gateway.ts';
import { Refusal } from '../refusal.ts';
import { type ExchangeListeners, ExchangeSide } from './exchange-side.ts';
import { redactFrame } from './redact-frame.ts';
import type { StreamParts } from './stream-parts.ts';

/** The way from one client's stream to the exchange: opened when it is first needed, with the token that its frames have. */
export class ExchangeLink {
  readonly #parts: StreamParts;
  readonly #dialect: Dialect;
  readonly #streams: StreamDialect;
  readonly #place: StreamPlace;
  readonly #listeners: ExchangeListeners;
  #side: ExchangeSide | null = null;
  #opening: Promise<ExchangeSide> | null = null;
  /** Of the real key; empty where the exchange has none. */
  #token = '';
  #over = false;

  constructor(
    parts: StreamParts,
    dialect: Dialect,
    streams: StreamDialect,
    place: StreamPlace,
    listeners: ExchangeListeners,
  ) {
    this.#parts = parts;
    this.#dialect = dialect;
    this.#streams = streams;
    this.#place = place;
    this.#listeners = listeners;
  }

  /** Null while there is no connection. */
  get side(): ExchangeSide | null {
    return this.#side;
  }

  /** For frames to the exchange, and for nothing else. */
  get token(): string {
    return this.#token;
  }

  /**
   * Connects, unless that was done before. Who asks meanwhile waits for the same connection.
   *
   * @param check the last look before the real key is used
   * @throws UpstreamFailure, Refusal
   */
  async open(login: AdmittedLogin, check: () => void): Promise<ExchangeSide> {
    if (this.#side !== null) return this.#side;
    this.#opening ??= this.#connect(login, () => {
      if (this.#over) throw new Refusal('unavailable', 'closed', 'The stream is closed.');
      check();
    }).finally(() => {
      this.#opening = null;
    });
    return this.#opening;
  }

  /** Cuts the connection, also one that is being made. */
  end(): void {
    this.#over = true;
    this.#side?.end();
  }

  async #connect(login: AdmittedLogin, check: () => void): Promise<ExchangeSide> {
    const { key } = login.key.exchangeKey;
    check();
    if (this.#streams.tokens !== undefined)
      this.#token = await this.#askForToken(login, this.#streams.tokens);
    const side = await ExchangeSide.open(this.#parts, this.#streams, this.#place, key, check, {
      frame: (text) =>
        this.#listeners.frame(redactFrame(redactFrame(text, key.keyId, login.key.id), this.#token, '***')),
      ended: this.#listeners.ended,
    });
    if (this.#over) side.end();
    this.#side = side;
    return side;
  }

  /** The real token stays in this process: frames to the exchange have it, frames to the client never. */
  async #askForToken(
    { key }: AdmittedLogin,
    { request, read }: NonNullable<StreamDialect['tokens']>,
  ): Promise<string> {
    const answer = await this.#parts.askExchange(
      this.#dialect,
      key.exchangeKey,
      request(this.#place.restHost),
    );
    const token = read(answer.status, answer.body);
    if (token !== null) return token;
    throw new Refusal('unavailable', 'exchange login', 'The exchange gave no token for its stream.');
  }
}
