import type { EndpointClass, OrderType, Product } from '../dialect/dialect.ts';
import type { ExchangeId } from '../dialect/exchange-id.ts';
import type { RefusalReason } from '../refusal.ts';
import {
  address,
  amount,
  count,
  exchange,
  type Fields,
  hash,
  keyId,
  list,
  method,
  nullable,
  object,
  oneOf,
  readFields,
  text,
  token,
  writeFields,
} from './codec.ts';
import type {
  AuditCancel,
  AuditContent,
  AuditKind,
  AuditOrder,
  RequestContent,
  UnauthenticatedContent,
} from './content.ts';
import { entryInvalid } from './invalid.ts';

/** The most bytes of an entry's content. With what the database adds it stays below 65,536, tlog-tiles' limit. */
export const MOST_CONTENT_BYTES = 64_512;

/** The most bytes of the texts in an entry, to be given to `safeText`. */
export const TEXT_LIMITS = { symbol: 64, id: 128, word: 64, host: 128, path: 256, reason: 1024 } as const;

const MOST_ORDERS = 200;

const anExchange = exchange<ExchangeId>();
const endpointClass = oneOf<EndpointClass>({
  public: true,
  read: true,
  trade: true,
  transfer: true,
  withdraw: true,
  admin: true,
  credential: true,
});
const product = oneOf<Product>({
  spot: true,
  margin: true,
  derivative: true,
  earn: true,
  convert: true,
  lending: true,
  'sub-account': true,
  otc: true,
  other: true,
});
const orderType = oneOf<OrderType>({
  market: true,
  limit: true,
  'post-only': true,
  'stop-market': true,
  'stop-limit': true,
  'trailing-stop': true,
});
const refusalReason = oneOf<RefusalReason>({
  malformed: true,
  signature: true,
  stale: true,
  replay: true,
  address: true,
  forbidden: true,
  policy: true,
  rate: true,
  revoked: true,
  unavailable: true,
});
const symbol = text(TEXT_LIMITS.symbol);
const id = text(TEXT_LIMITS.id);
const word = text(TEXT_LIMITS.word);
const reason = text(TEXT_LIMITS.reason);

const order: Fields<AuditOrder> = {
  action: oneOf({ create: true, test: true, amend: true }),
  symbol: nullable(symbol),
  side: nullable(oneOf({ buy: true, sell: true })),
  type: nullable(orderType),
  quantity: nullable(amount),
  quoteQuantity: nullable(amount),
  price: nullable(amount),
  trigger: nullable(amount),
  timeInForce: nullable(word),
  product,
  clientOrderId: nullable(id),
  amends: nullable(id),
};
const cancel: Fields<AuditCancel> = { symbol: nullable(symbol), orderId: nullable(id) };
const failures: Fields<UnauthenticatedContent['reasons'][number]> = { reason: refusalReason, count };

const refusal: Fields<NonNullable<RequestContent['refused']>> = { reason: refusalReason, rule: id };

/** Every kind's fields, in the order of their bytes. */
const FIELDS: { readonly [K in AuditKind]: Fields<Omit<Extract<AuditContent, { kind: K }>, 'kind'>> } = {
  request: {
    exchange: anExchange,
    revision: count,
    address,
    method,
    host: text(TEXT_LIMITS.host),
    path: text(TEXT_LIMITS.path),
    class: nullable(endpointClass),
    product: nullable(product),
    orders: list(order, MOST_ORDERS),
    cancels: list(cancel, MOST_ORDERS),
    refused: nullable(object(refusal)),
    notionalUsd: amount,
    slippageUsd: amount,
  },
  outcome: {
    status: nullable(count),
    latencyMs: count,
    detail: nullable(id),
  },
  unauthenticated: { address: nullable(address), reasons: list(failures, 16) },
  administration: {
    operator: word,
    action: token,
    subject: nullable(id),
    reason: nullable(reason),
    detail: nullable(reason),
  },
  'virtual-key': {
    virtualKey: keyId,
    exchange: anExchange,
    revision: count,
    state: oneOf({ active: true, frozen: true, revoked: true, expired: true }),
    row: hash,
    operator: word,
    reason: nullable(reason),
  },
  'exchange-key': {
    key: token,
    version: count,
    exchange: anExchange,
    revision: count,
    state: oneOf({ active: true, retiring: true, deleting: true, retired: true }),
    change: oneOf({
      add: true,
      rotate: true,
      check: true,
      accept: true,
      'nonce-floor': true,
      schedule: true,
      retire: true,
      delete: true,
      undelete: true,
      purge: true,
    }),
    row: hash,
    operator: word,
    reason: nullable(reason),
    detail: nullable(reason),
  },
  operator: {
    name: token,
    revision: count,
    state: oneOf({ active: true, removed: true }),
    row: hash,
    operator: word,
    reason: nullable(reason),
  },
  freeze: {
    change: oneOf({ freeze: true, thaw: true }),
    scope: oneOf({ everything: true, exchange: true, key: true, 'virtual-key': true }),
    subject: nullable(token),
    epoch: count,
    operator: word,
    reason: nullable(reason),
  },
  checkpoint: {
    sink: id,
    change: oneOf({ failed: true, recovered: true }),
    size: count,
    root: hash,
  },
  'rollback-accepted': {
    abandonedSize: count,
    abandonedRoot: hash,
    size: count,
    operator: word,
    reason,
  },
  lifecycle: { change: oneOf({ start: true, stop: true }), version: word },
};

/** How the bytes of a content of a kind begin. */
export function contentPrefix(kind: AuditKind): string {
  return `{"v":"1","kind":"${kind}",`;
}

/**
 * The canonical bytes of an entry's content. JSON in ASCII without blanks, `v` and `kind` first, then the kind's fields
 * in a fixed order; every value is a string without escapes, null, an object or a list of objects. Equal contents have
 * equal bytes, on every machine.
 *
 * @throws HoldfastError AUDIT_ENTRY_INVALID when a value isn't what its field may hold, or the content is too long
 * @example
 * encodeContent({ kind: 'lifecycle', change: 'start', version: safeText('0.1.0', 64) });
 * // {"v":"1","kind":"lifecycle","change":"start","version":"0.1.0"}
 */
export function encodeContent(content: AuditContent): Buffer {
  const fields = fieldsOf(content.kind) as Fields<AuditContent>;
  const bytes = Buffer.from(`${contentPrefix(content.kind)}${writeFields(fields, content)}}`, 'latin1');
  if (bytes.length > MOST_CONTENT_BYTES)
    entryInvalid('content', `is longer than ${MOST_CONTENT_BYTES} bytes`);
  return bytes;
}

/**
 * Reads a content; only the very bytes that `encodeContent` writes are accepted.
 *
 * @throws HoldfastError AUDIT_ENTRY_INVALID
 * @example
 * parseContent(encodeContent(content)); // equals content
 */
export function parseContent(bytes: Uint8Array): AuditContent {
  if (bytes.length > MOST_CONTENT_BYTES)
    entryInvalid('content', `is longer than ${MOST_CONTENT_BYTES} bytes`);
  const given = Buffer.from(bytes);
  let json: unknown;
  try {
    json = JSON.parse(given.toString('latin1'));
  } catch {
    return entryInvalid('content', 'is no JSON');
  }
  const kind = typeof json === 'object' && json !== null && 'kind' in json ? json.kind : null;
  const fields = fieldsOf(kind) as Fields<AuditContent>;
  const content = { ...readFields(fields, json), kind } as AuditContent;
  if (!encodeContent(content).equals(given)) entryInvalid('content', 'is not in its canonical form');
  return content;
}

function fieldsOf(kind: unknown): (typeof FIELDS)[AuditKind] {
  if (typeof kind !== 'string' || !Object.hasOwn(FIELDS, kind)) return entryInvalid('kind', 'is unknown');
  return FIELDS[kind as AuditKind];
}
