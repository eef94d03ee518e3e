import type { KeyAlgorithm } from '../../../src/dialect/dialect.ts';
import type { ExchangeId } from '../../../src/dialect/exchange-id.ts';
import type { Account, AccountOrder, AccountTrade } from './account.ts';

/*
 * Exchanges as their documentation describes them, to stand behind the gateway in tests. Nothing in this folder uses
 * the gateway's code (its types aside): signatures are checked and requests are read a second time, independently.
 */

/** A request as it arrives at an exchange. Header names are in lower case. */
export interface Wire {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly body: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** A key as an exchange hands it out, and what the exchange verifies with. */
export interface Credential {
  readonly algorithm: KeyAlgorithm;
  readonly keyId: string;
  /** As shown to the key's owner. */
  readonly secret: string;
  readonly passphrase: string | null;
}

/** An answer; the body becomes JSON unless it is text. */
export interface FakeAnswer {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Best prices of a book. */
export interface Book {
  readonly bid: string;
  readonly ask: string;
}

/** An order as an exchange reads it out of a request; amounts as they were written. */
export interface WireOrder {
  readonly symbol: string;
  readonly side: 'buy' | 'sell';
  readonly type: 'market' | 'limit';
  readonly quantity: string | null;
  readonly quoteQuantity: string | null;
  readonly price: string | null;
  readonly clientOrderId: string | null;
}

/** What a venue answers with. */
export interface Desk {
  readonly account: Account;
  /** Milliseconds since 1970. */
  readonly now: number;
  book(symbol: string): Book;
}

/** A WebSocket as an exchange sees it. */
export interface StreamPeer {
  readonly path: string;
  readonly credentials: readonly Credential[];
  readonly account: Account;
  send(text: string): void;
  close(code: number): void;
}

/** What an exchange does on one WebSocket. */
export interface StreamSession {
  message(text: string): void;
  /** An order of the account changed. */
  changed(order: AccountOrder, trade: AccountTrade | null): void;
}

/** Private streams of an exchange. */
export interface StreamVenue {
  /** As in an address, with the port. */
  readonly hosts: readonly string[];
  open(peer: StreamPeer): StreamSession;
}

/** One exchange. */
export interface Venue {
  readonly exchange: ExchangeId;
  readonly algorithms: readonly KeyAlgorithm[];
  /** Hosts that a client of the exchange talks to. */
  readonly hosts: readonly string[];
  /** The market that tests trade, in the exchange's words and in ccxt's. */
  readonly symbol: string;
  readonly unified: string;
  /** Where the best prices of a market are told. */
  readonly bookPath: string;
  /** Settings that a client of ccxt needs to talk to the API alone. */
  readonly clientOptions?: Readonly<Record<string, unknown>>;
  /** False where ccxt places no market orders, since the exchange has none. */
  readonly marketOrders?: false;
  makeCredential(algorithm: KeyAlgorithm): Credential;
  /** Whether the signature is the credential's; null when there is none. */
  verify(wire: Wire, credential: Credential): boolean | null;
  isPublic(path: string): boolean;
  /** Whether the request places or cancels orders. */
  isOrder(wire: Wire): boolean;
  /** The orders that the request places; null where this reader doesn't know the endpoint. */
  ordersOf(wire: Wire): readonly WireOrder[] | null;
  /**
   * ccxt's classes, where exchanges have different ones for the same: too many requests, a key that was stopped, a request that
   * is too old or was seen before (InvalidNonce when left out), an exchange that is away (ExchangeNotAvailable when left out),
   * an order that is not allowed (InvalidOrder when left out).
   */
  readonly raises: {
    readonly rate: string;
    readonly stopped: string;
    readonly stale?: string;
    readonly away?: string;
    readonly order?: string;
  };
  /** Clients sign with whole seconds, so that two like orders of one second need ids of their own to be two. */
  readonly wholeSeconds?: true;
  /** What an operator must accept to add a key of it, since the exchange doesn't tell; nothing when left out. */
  readonly acceptRisks?: string;
  /** How an exchange refuses what isn't signed well. */
  readonly badSignature: FakeAnswer;
  /** Its private streams, where the gateway has them. */
  readonly streams?: StreamVenue;
  /** The answer to a request that was verified; null for an endpoint that no test looks at. */
  answer(wire: Wire, desk: Desk): FakeAnswer | null;
}

/** One header's value; the empty text when it is missing or there twice. */
export function headerOf({ headers }: Wire, name: string): string {
  const value = headers[name];
  return typeof value === 'string' ? value : '';
}

/** Fields of a JSON body; empty for anything else. */
export function jsonOf(wire: Wire): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(wire.body);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

/** A JSON field as text, numbers included; null when it is missing or empty. */
export function textOf(value: unknown): string | null {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? value : null;
}

export const ok = (body: unknown): FakeAnswer => ({ status: 200, body });

let placed = 0;

/** Parameters that make an order one of its own, where like orders of one second would be one request. */
export function ownOrder({ wholeSeconds }: Venue): { readonly clientOrderId?: string } {
  return wholeSeconds === true ? { clientOrderId: `own${++placed}` } : {};
}
