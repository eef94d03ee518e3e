import type { KeyObject } from 'node:crypto';
import type { Decimal } from '@holdfast/decimal';
import type { InboundRequest } from '../http/inbound.ts';
import type { OutboundRequest } from '../http/outbound.ts';
import type { Pair } from '../http/pairs.ts';
import type { JsonValue } from '../http/strict-json.ts';
import type { Refusal } from '../refusal.ts';
import type { AnswerReading, OpenOrdersList } from './answer-reading.ts';
import type { ExchangeId } from './exchange-id.ts';
import type { MarketData } from './market-data.ts';
import type { OrderReference } from './order-reference.ts';
import type { SpotAccountIds, SpotAccountsQuestion } from './spot-accounts.ts';
import type { StreamDialect } from './stream-dialect.ts';
import type { UpstreamCost } from './upstream-limit.ts';

/**
 * What an endpoint does. `credential` mints, returns or changes a token, session, listen key or API key and is
 * refused whatever a policy says; an endpoint that is in no table is refused too.
 */
export type EndpointClass = 'public' | 'read' | 'trade' | 'transfer' | 'withdraw' | 'admin' | 'credential';

/** What is traded. Only `spot` can be allowed; the others are told apart so that they can be refused by name. */
export type Product =
  | 'spot'
  | 'margin'
  | 'derivative'
  | 'earn'
  | 'convert'
  | 'lending'
  | 'sub-account'
  | 'otc'
  | 'other';

/** How a key signs. */
export type KeyAlgorithm = 'hmac' | 'rsa' | 'ed25519' | 'es256';

/** One endpoint of an exchange, from its public documentation. */
export interface Endpoint {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE' | 'PATCH';
  /** Absolute path; `{name}`, a segment or a part of one, stands for letters, digits, `-`, `_` and `.`. */
  readonly path: string;
  /** Hosts it is served on; all of the dialect's when left out. */
  readonly hosts?: readonly string[];
  readonly class: EndpointClass;
  /** `spot` when left out; for `trade` endpoints `describe` may find another one in the parameters. */
  readonly product?: Product;
  /**
   * Names of the parameters that may be sent, in query or body. Required for `trade`: another parameter is refused
   * there, because it could change what the order means.
   */
  readonly parameters?: readonly string[];
  /** Cost in the exchange's own request-weight units, the highest where it depends on parameters; 1 when left out. */
  readonly weight?: number;
  /** Address of the documentation page. */
  readonly docs: string;
}

/** Who signed a request and when, as the request claims. */
export interface ClaimedSignature {
  /** The id of the virtual key. */
  readonly keyId: string;
  /** Milliseconds since 1970 that the client signed at; null where the exchange has only a nonce. */
  readonly timestamp: number | null;
  /** The client's nonce where the exchange has one. */
  readonly nonce: string | null;
  /** How long the client wants its request to be valid, in milliseconds; null: the exchange's default. */
  readonly windowMs: number | null;
}

/** A request after strict parsing: everything that is judged, and everything that will be sent. */
export interface ParsedRequest {
  readonly inbound: InboundRequest;
  /** Null for a request without any credential. */
  readonly signature: ClaimedSignature | null;
  /** Decoded query parameters without the dialect's own (signature, timestamp, …), in the client's order. */
  readonly query: readonly Pair[];
  readonly body: ParsedBody;
}

export type ParsedBody =
  | { readonly kind: 'none' }
  | { readonly kind: 'form'; readonly pairs: readonly Pair[] }
  | { readonly kind: 'json'; readonly value: JsonValue };

/** The secret half of a virtual key, as verification needs it. */
export interface VirtualSecret {
  readonly algorithm: KeyAlgorithm;
  /** HMAC: the secret; otherwise the client's public key. */
  readonly key: KeyObject;
  /** Where the exchange has one. */
  readonly passphrase: KeyObject | null;
}

/** A real exchange key, as signing needs it. */
export interface RealKey {
  /** The exchange's key id: not secret, but never shown to a holder of a virtual key. */
  readonly keyId: string;
  readonly algorithm: KeyAlgorithm;
  readonly key: KeyObject;
  readonly passphrase: KeyObject | null;
}

/** The gateway's own clock reading and nonce for one outgoing request. */
export interface Stamp {
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Strictly increasing for a real key; only used where the exchange has nonces. */
  readonly nonce: bigint;
  /** A fresh random string, for protocols that want one (JWT). */
  readonly random: string;
}

/** An order that a request would place, test or change. Numbers are exact; symbols are the exchange's own. */
export interface OrderIntent {
  readonly action: 'create' | 'test' | 'amend';
  /** Null when an amendment doesn't name it, or names it in a way that the exchange doesn't check. */
  readonly symbol: string | null;
  /** Null when an amendment doesn't say. */
  readonly side: 'buy' | 'sell' | null;
  /** `market` also for what the exchange names otherwise but fills at any price (stop-market, …). */
  readonly type: OrderType | null;
  /** Base units. */
  readonly quantity: Decimal | null;
  /** Quote units, where the order is sized in quote currency. */
  readonly quoteQuantity: Decimal | null;
  readonly price: Decimal | null;
  readonly trigger: Decimal | null;
  readonly timeInForce: string | null;
  readonly product: Product;
  readonly clientOrderId: string | null;
  /** `algo` or `list` where the exchange counts the ids of such orders apart; an order when left out. */
  readonly kind?: 'algo' | 'list';
  /** The exchange places it later, for the order before it in the description, whose ids are all that is told. */
  readonly attached?: true;
  /** The order it changes or replaces. */
  readonly amends: OrderReference | null;
  /** Refused where the size of the order that it changes isn't known, because its side isn't certain then either. */
  readonly needsKnownSize?: true;
}

export type OrderType = 'market' | 'limit' | 'post-only' | 'stop-market' | 'stop-limit' | 'trailing-stop';

/** A cancellation that a request asks for. */
export interface CancelIntent {
  /** Null when the request doesn't name it. */
  readonly symbol: string | null;
  /** Null: every order of the symbol, or every order at all when that is null too. */
  readonly order: OrderReference | null;
}

/** All that a request would do: every order of a batch, every leg of a cancel-replace. */
export interface Description {
  readonly orders: readonly OrderIntent[];
  readonly cancels: readonly CancelIntent[];
}

/** Where a request was found in the endpoint table. */
export interface Classification {
  readonly endpoint: Endpoint;
  readonly class: EndpointClass;
  readonly product: Product;
}

/** A fresh virtual key in the exchange's own format, shown once. */
export interface IssuedKey {
  readonly apiKey: string;
  readonly algorithm: KeyAlgorithm;
  /** What the holder gets: an HMAC secret or a private key, as the exchange writes it. */
  readonly secret: Buffer;
  /** What the gateway keeps to verify with: the HMAC secret's bytes, or the SPKI public key. */
  readonly verifier: Buffer;
  readonly passphrase: Buffer | null;
}

/** What a real key may do, as far as the exchange tells. */
export interface KeyPermissions {
  readonly read: boolean | null;
  readonly trade: boolean | null;
  readonly withdraw: boolean | null;
  /** Whether the key only works from certain addresses; null when the exchange can't say. */
  readonly ipRestricted: boolean | null;
}

/** A request whose answer tells what a key may do, and how to read the answer. */
export interface PermissionProbe {
  request(): UnsignedRequest;
  /**
   * The question that is meant, where it can only be asked with the answer to `request`; null when that doesn't tell enough.
   *
   * @param keyId the id of the key that asks
   */
  next?(status: number, body: JsonValue, keyId: string): UnsignedRequest | null;
  read(status: number, body: JsonValue): KeyPermissions;
  /** What is asked, and why it is harmless. */
  readonly explanation: string;
}

/** Who has to wait, and for how long. */
interface TooMany {
  readonly scope: 'address' | 'key';
  readonly waitMs: number;
}

/** What the gateway takes from an exchange's answers. Nothing here throws: what is not understood says nothing. */
export interface AnswerReader {
  /**
   * What an answer says of each order and cancellation of its request. Only what the exchange's documentation names as
   * "not placed" is rejected.
   *
   * @param body null when it is no JSON
   */
  read(
    status: number,
    body: JsonValue | null,
    classification: Classification,
    description: Description,
  ): AnswerReading;
  /** The lists that together hold all open spot orders of an account. */
  readonly openOrders: readonly OpenOrdersList[];
  /** Whether an answer says "too many requests", other than by the statuses 429 and 418; null when it doesn't. */
  tooMany?(status: number, body: JsonValue | null): TooMany | null;
  /** How often they may be asked for in the long run, in milliseconds: about a quarter of what an account may spend. */
  readonly openOrdersEveryMs: number;
  /** How old the lists may be when they are given, in milliseconds, where the exchange keeps them for a while. */
  readonly openOrdersAgeMs?: number;
  /** An amendment that was acknowledged may still fail, so that size and prices that it changed are not known after it. */
  readonly amendsLater?: true;
  /** The answer to an id that a client used before is that earlier order, whatever the request says of size and price. */
  readonly repeatsOrders?: true;
  /** Several open orders may have one client's id: that it is free isn't checked, or no documentation says so. */
  readonly sharesClientIds?: true;
}

/** What `sign` needs to know of a request of the gateway's own. */
export type UnsignedRequest = Pick<ParsedRequest, 'query' | 'body'> & {
  readonly method: string;
  readonly host: string;
  readonly path: string;
};

/** The answer to a refused request, in the exchange's own error format. */
export interface RefusalAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

/**
 * Everything the gateway knows of one exchange: pure functions and tables. A new exchange is a folder with one of
 * these. Functions throw `Refusal` for what they can't accept; whatever they don't recognise is refused.
 */
export interface Dialect {
  readonly exchange: ExchangeId;
  /** As people write it: `OKX`. */
  readonly name: string;
  /** Hosts that requests may name, and be sent to. */
  readonly hosts: readonly string[];
  readonly algorithms: readonly KeyAlgorithm[];
  /** Whether a key has a passphrase beside its secret. */
  readonly hasPassphrase: boolean;
  readonly endpoints: readonly Endpoint[];
  /** Whether the exchange wants strictly increasing nonces for a key, so that it has one sender at a time. */
  readonly strictNonce: boolean;
  /** The window a request is valid for when the client names none, and the longest it may name; milliseconds. */
  readonly window: { readonly default: number; readonly longest: number };
  /**
   * Parts of a request that the client's signature does not cover; `[]` when it covers all. Where query or body are among
   * them, a replay is told by key and nonce alone: the same signature with another body is one too.
   */
  readonly uncovered: readonly ('method' | 'host' | 'path' | 'query' | 'body')[];
  parse(inbound: InboundRequest): ParsedRequest;
  /** In constant time for a given request, and after the same work for a key that doesn't exist. */
  verify(request: ParsedRequest, secret: VirtualSecret): boolean;
  classify(request: ParsedRequest): Classification;
  /** Names of the limits that `costs` speaks of and an operator may set. */
  readonly limitNames: readonly string[];
  /** What a request costs of the exchange's limits; costs what the table says where nothing is known of the parameters. */
  costs(
    request: ParsedRequest,
    classification: Classification,
    description: Description,
  ): readonly UpstreamCost[];
  /** Asked before a request that trades is described; left out where orders don't name accounts. */
  readonly spotAccounts?: SpotAccountsQuestion;
  /** @param spotAccounts what `spotAccounts` told */
  describe(
    request: ParsedRequest,
    classification: Classification,
    spotAccounts?: SpotAccountIds,
  ): Description;
  sign(request: UnsignedRequest, key: RealKey, stamp: Stamp): OutboundRequest;
  issue(algorithm: KeyAlgorithm): IssuedKey;
  /**
   * The bytes that sign, from a secret as the exchange hands it out: an HMAC key's (Kraken's is base64), or a private
   * key as PKCS#8 in PEM (Coinbase's may be 64 bytes of base64), whose type tells the algorithm. Those of the text itself
   * when left out. Null when the text is no secret of this exchange. No strings: the caller zeroes both buffers.
   */
  decodeSecret?(text: Buffer): Buffer | null;
  readonly permissions: PermissionProbe;
  readonly market: MarketData;
  readonly answers: AnswerReader;
  /** A refusal as the exchange would say it, with a code that ccxt maps to the right class. */
  refuse(refusal: Refusal): RefusalAnswer;
  /** Its private streams; without them every WebSocket is refused. */
  readonly streams?: StreamDialect;
  /** The answer's body with every occurrence of the real key's id replaced by the virtual one. */
  redact?(body: Buffer, classification: Classification, realKeyId: string, virtualKeyId: string): Buffer;
}
