import type { EndpointClass, ExchangeId, OrderType, Product } from '../dialect/dialect.ts';
import type { RefusalReason } from '../refusal.ts';
import {
  address,
  amount,
  count,
  exchange,
  type Fields,
  hash,
  list,
  method,
  nullable,
  oneOf,
  readFields,
  text,
  time,
  token,
  writeFields,
} from './codec.ts';
import type { AuditCancel, AuditEntry, AuditKind, AuditOrder, UnauthenticatedEntry } from './entry.ts';
import { entryInvalid } from './invalid.ts';

/** The most bytes of one entry; also the most that C2SP's tlog-tiles can hold. */
export const MOST_ENTRY_BYTES = 65_535;

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
const failures: Fields<UnauthenticatedEntry['reasons'][number]> = { reason: refusalReason, count };
const common = { id: token, time, replica: token };

/** Every kind's fields, in the order of their bytes. */
const FIELDS: { readonly [K in AuditKind]: Fields<Omit<Extract<AuditEntry, { kind: K }>, 'kind'>> } = {
  request: {
    ...common,
    exchange: anExchange,
    virtualKey: token,
    revision: count,
    address,
    method,
    host: text(TEXT_LIMITS.host),
    path: text(TEXT_LIMITS.path),
    class: nullable(endpointClass),
    product: nullable(product),
    orders: list(order, MOST_ORDERS),
    cancels: list(cancel, MOST_ORDERS),
    decision: oneOf({ allowed: true, refused: true }),
    reason: nullable(refusalReason),
    rule: nullable(id),
    reservedUsd: nullable(amount),
    epoch: count,
  },
  outcome: {
    ...common,
    request: token,
    outcome: oneOf({ answered: true, rejected: true, unknown: true, 'not-sent': true }),
    status: nullable(count),
    latencyMs: count,
    releasedUsd: nullable(amount),
    detail: nullable(id),
  },
  unauthenticated: { ...common, address: nullable(address), reasons: list(failures, 16) },
  administration: {
    ...common,
    operator: word,
    action: token,
    subject: nullable(id),
    reason: nullable(reason),
    detail: nullable(reason),
  },
  'virtual-key': {
    ...common,
    virtualKey: token,
    exchange: anExchange,
    revision: count,
    state: oneOf({ active: true, frozen: true, revoked: true, expired: true }),
    row: hash,
    operator: word,
    reason: nullable(reason),
  },
  freeze: {
    ...common,
    change: oneOf({ freeze: true, thaw: true }),
    scope: oneOf({ everything: true, exchange: true, key: true, 'virtual-key': true }),
    subject: nullable(token),
    epoch: count,
    operator: word,
    reason: nullable(reason),
  },
  checkpoint: {
    ...common,
    sink: id,
    change: oneOf({ failed: true, recovered: true }),
    size: count,
    root: hash,
  },
  'rollback-accepted': {
    ...common,
    abandonedSize: count,
    abandonedRoot: hash,
    size: count,
    operator: word,
    reason,
  },
  lifecycle: { ...common, change: oneOf({ start: true, stop: true }), version: word },
};

/** How the bytes of an entry of a kind begin. */
export function entryPrefix(kind: AuditKind): string {
  return `{"v":"1","kind":"${kind}",`;
}

/**
 * The canonical bytes of an entry: what is stored, hashed and exported. JSON in ASCII without blanks, `v` and `kind`
 * first, then the kind's fields in a fixed order; every value is a string without escapes, null, or a list of such
 * objects. An equal entry has equal bytes, on every machine and in every version.
 *
 * @throws HoldfastError AUDIT_ENTRY_INVALID when a value isn't what its field may hold, or the entry is too long
 * @example
 * encodeEntry({ kind: 'lifecycle', id: 'a1', time: 0, replica: 'one', change: 'start', version: safeText('0.1', 64) });
 * // {"v":"1","kind":"lifecycle","id":"a1","time":"1970-01-01T00:00:00.000Z","replica":"one",…}
 */
export function encodeEntry(entry: AuditEntry): Buffer {
  const fields = fieldsOf(entry.kind) as Fields<AuditEntry>;
  const bytes = Buffer.from(`${entryPrefix(entry.kind)}${writeFields(fields, entry)}}`, 'latin1');
  if (bytes.length > MOST_ENTRY_BYTES) entryInvalid('entry', `is longer than ${MOST_ENTRY_BYTES} bytes`);
  return bytes;
}

/**
 * Reads an entry; only the very bytes that `encodeEntry` writes are accepted.
 *
 * @throws HoldfastError AUDIT_ENTRY_INVALID
 * @example
 * parseEntry(encodeEntry(entry)); // equals entry
 */
export function parseEntry(bytes: Uint8Array): AuditEntry {
  if (bytes.length > MOST_ENTRY_BYTES) entryInvalid('entry', `is longer than ${MOST_ENTRY_BYTES} bytes`);
  const given = Buffer.from(bytes);
  let json: unknown;
  try {
    json = JSON.parse(given.toString('latin1'));
  } catch {
    return entryInvalid('entry', 'is no JSON');
  }
  const kind = typeof json === 'object' && json !== null && 'kind' in json ? json.kind : null;
  const fields = fieldsOf(kind) as Fields<AuditEntry>;
  const entry = { ...readFields(fields, json), kind } as AuditEntry;
  if (!encodeEntry(entry).equals(given)) entryInvalid('entry', 'is not in its canonical form');
  return entry;
}

function fieldsOf(kind: unknown): (typeof FIELDS)[AuditKind] {
  if (typeof kind !== 'string' || !Object.hasOwn(FIELDS, kind)) return entryInvalid('kind', 'is unknown');
  return FIELDS[kind as AuditKind];
}
