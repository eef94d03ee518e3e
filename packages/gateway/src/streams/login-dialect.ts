import type { Classification, Dialect, Endpoint, ParsedRequest } from '../dialect/dialect.ts';
import type { StreamDialect, StreamLogin, StreamPlace } from '../dialect/stream-dialect.ts';
import type { HeaderLine } from '../http/inbound.ts';
import type { Refusal } from '../refusal.ts';

/** What a login is made of besides its signature. */
export interface LoginCircumstances {
  readonly place: StreamPlace;
  /** Of the handshake. */
  readonly headers: readonly HeaderLine[];
  /** Milliseconds since 1970. */
  readonly receivedAt: number;
}

/** A frame as the request that the pipeline knows: of the place it came to, with nothing in it. */
export function requestAt(
  { place, headers, receivedAt }: LoginCircumstances,
  signature: NonNullable<ParsedRequest['signature']>,
): ParsedRequest {
  const { host, path } = place;
  const inbound = {
    method: 'GET',
    host,
    path,
    rawQuery: '',
    headers,
    body: Buffer.alloc(0),
    gatewayPrefix: '',
    receivedAt,
  };
  return { inbound, signature, query: [], body: { kind: 'none' } };
}

/**
 * A dialect to which every request is a login at a place: it reads, and costs a connection. A login's signature covers little
 * more than its time, so a replay is told by key, path and time.
 */
export function loginDialect(
  dialect: Dialect,
  { connects }: StreamDialect,
  place: StreamPlace,
  login: StreamLogin,
  address: string,
): Dialect {
  const cost = place.channels ? [{ limit: connects, weight: 1 }] : [];
  return {
    ...dialect,
    uncovered: ['method', 'host', 'query', 'body'],
    window: {
      default: dialect.window.default,
      longest: Math.max(dialect.window.longest, login.signature.windowMs ?? 0),
    },
    verify: (_request, secret) => login.verify(secret, address),
    classify: () => classificationOf(place),
    describe: () => ({ orders: [], cancels: [] }),
    costs: () => cost,
  };
}

/** A dialect to which a request for a token is one that reads; the answer is the gateway's own. */
export function tokenDialect(dialect: Dialect): Dialect {
  return {
    ...dialect,
    classify: (request) => {
      const found = dialect.classify(request);
      return { ...found, endpoint: { ...found.endpoint, class: 'read' }, class: 'read' };
    },
    costs: () => [],
  };
}

/** A dialect that refuses every request, so that the refusal of a frame is recorded like that of a request. */
export function refusingDialect(dialect: Dialect, refusal: Refusal): Dialect {
  return {
    ...dialect,
    classify: () => {
      throw refusal;
    },
  };
}

function classificationOf({ path, docs }: StreamPlace): Classification {
  const endpoint: Endpoint = { method: 'GET', path, class: 'read', docs };
  return { endpoint, class: 'read', product: 'spot' };
}
