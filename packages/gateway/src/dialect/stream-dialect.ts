import type { Pair } from '../http/pairs.ts';
import type { JsonValue } from '../http/strict-json.ts';
import type { Refusal } from '../refusal.ts';
import type {
  ClaimedSignature,
  Endpoint,
  ParsedBody,
  ParsedRequest,
  RealKey,
  RefusalAnswer,
  Stamp,
  UnsignedRequest,
  VirtualSecret,
} from './dialect.ts';
import type { UpstreamLimit } from './upstream-limit.ts';

/** An address that streams are opened at. */
export interface StreamPlace {
  /** As clients write it in an address, with its port where the exchange's has one: `ws.okx.com:8443`. */
  readonly host: string;
  readonly path: string;
  /** The host of the REST endpoints that frames which trade are sent to. */
  readonly restHost: string;
  /** Whether it has channels, so that a connection to the exchange stands behind it. */
  readonly channels: boolean;
  /** Address of the documentation page. */
  readonly docs: string;
}

/** A client's claim of who it is. */
export interface StreamLogin {
  readonly signature: ClaimedSignature;
  /** It may come again within its window, as a token does that opens several streams. */
  readonly reusable?: true;
  /**
   * Whether the signature is one of the secret's; the same work for every secret.
   *
   * @param address of the client, for what is bound to one
   */
  verify(secret: VirtualSecret, address: string): boolean;
}

/** A request that a frame makes, in the words of the REST endpoint that does the same. */
export interface FrameRequest {
  readonly method: Endpoint['method'];
  readonly path: string;
  readonly query: readonly Pair[];
  readonly body: ParsedBody;
  /** When and for how long the client wants it, as it says itself; the arrival counts where it says nothing. */
  readonly timestamp: number | null;
  readonly windowMs: number | null;
  /** After it the client no longer wants it, where it says that instead; milliseconds since 1970. */
  readonly until?: number | null;
}

/** Names of instruments that frames write as numbers. */
export type InstrumentNames = ReadonlyMap<string, string>;

/** What a client's frame is. Everything that is not understood is refused instead. */
export type ClientFrame =
  | { readonly kind: 'login'; readonly login: StreamLogin }
  /** Answered by the gateway itself. */
  | { readonly kind: 'ping'; readonly answer: string }
  | {
      readonly kind: 'subscribe' | 'unsubscribe';
      /** One name for each subscription, so that they can be counted. */
      readonly channels: readonly string[];
      /** Where every frame says whose it is. */
      readonly login?: StreamLogin;
      /**
       * The frame as it goes to the exchange, rebuilt; or the answer to a client for whom the gateway's own login is all that is
       * needed.
       *
       * @param token of the real key, where frames have one
       */
      readonly outbound: ((token: string) => string) | { readonly answer: string };
    }
  | {
      readonly kind: 'request';
      /** Where every frame says whose it is. */
      readonly login?: StreamLogin;
      /** Numbers of instruments whose names `request` needs. */
      readonly instruments: readonly string[];
      /** @throws Refusal malformed, for a number that is in no list */
      request(names: InstrumentNames): FrameRequest;
      /** The exchange's answer to the REST request as the answer to the frame. @param body null when it is no JSON */
      answer(status: number, body: JsonValue | null): string;
    };

/** A frame that could not be read, or may not pass, and what of it the refusal must name. */
export interface FrameReference {
  readonly op: string | null;
  /** The client's own id of the frame, as JSON text. */
  readonly id: string | null;
}

/** What a frame of the exchange means to the gateway; everything else is the client's. */
export type ExchangeFrame =
  | { readonly kind: 'login'; readonly accepted: boolean }
  | { readonly kind: 'pong' }
  | { readonly kind: 'other' };

/**
 * Private streams of an exchange: pure functions and tables, like the rest of a dialect. Frames that trade become requests
 * to REST endpoints, and go their way: judged, decided, recorded and signed like every other.
 */
export interface StreamDialect {
  readonly places: readonly StreamPlace[];
  /** What opening a connection costs of the exchange's limits. */
  readonly connects: UpstreamLimit;
  /** @throws Refusal for all that is not in the tables */
  read(text: string, place: StreamPlace): ClientFrame;
  /** As much of a frame as the answer to it must name; never throws. */
  reference(text: string): FrameReference;
  /** Whether a login opens the connection to the exchange, or the first subscription. */
  readonly connectsAt: 'login' | 'subscription';
  /** The frame by which the gateway logs in with the real key; null where every frame has a token instead. */
  login: ((key: RealKey, stamp: Stamp, place: StreamPlace) => string) | null;
  /** What tells a client that it is logged in. */
  loggedIn(place: StreamPlace, reference: FrameReference): string;
  /** A refusal as the exchange would say it, with a code that ccxt maps to the right class. */
  refuse(refusal: Refusal, reference: FrameReference, place: StreamPlace): string;
  /** What a frame of the exchange is; never throws. */
  readExchange(text: string): ExchangeFrame;
  /** The frame that keeps the connection to the exchange open; null: a ping of the protocol. */
  readonly heartbeat: string | null;
  /** Where streams are opened by tokens that a REST endpoint gives. */
  readonly tokens?: {
    /** Whether a request asks for one. Clients get one of the gateway's own, and the exchange never hears of it. */
    isRequest(request: ParsedRequest): boolean;
    /**
     * The answer with a token that only the holder of the key can use, from the same address, for a while.
     *
     * @param now milliseconds since 1970 @param random 16 bytes
     */
    mint(keyId: string, secret: VirtualSecret, address: string, now: number, random: Buffer): RefusalAnswer;
    /** How the gateway asks for the real one, which never leaves it. */
    request(restHost: string): UnsignedRequest;
    /** @returns null when the answer has none */
    read(status: number, body: JsonValue): string | null;
  };
  /** The list of instruments whose numbers frames use, and how to read it. */
  readonly instruments?: {
    request(restHost: string): UnsignedRequest;
    read(body: JsonValue): InstrumentNames;
  };
}
