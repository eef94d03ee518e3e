import type { Decimal } from '@holdfast/decimal';
import type { EndpointClass, OrderType, Product } from '../dialect/dialect.ts';
import type { ExchangeId } from '../dialect/exchange-id.ts';
import type { RefusalReason } from '../refusal.ts';
import type { SafeText } from './text.ts';

/** An order as it was judged; see `OrderIntent`. */
export interface AuditOrder {
  readonly action: 'create' | 'test' | 'amend';
  /** Null when an amendment doesn't say. */
  readonly symbol: SafeText | null;
  readonly side: 'buy' | 'sell' | null;
  readonly type: OrderType | null;
  readonly quantity: Decimal | null;
  readonly quoteQuantity: Decimal | null;
  readonly price: Decimal | null;
  readonly trigger: Decimal | null;
  readonly timeInForce: SafeText | null;
  readonly product: Product;
  readonly clientOrderId: SafeText | null;
  readonly amends: SafeText | null;
}

/** A cancellation as it was judged; see `CancelIntent`. */
export interface AuditCancel {
  readonly symbol: SafeText | null;
  readonly orderId: SafeText | null;
}

/** An authenticated request, written before anything is sent; the database adds what it decided. */
export interface RequestContent {
  readonly kind: 'request';
  readonly exchange: ExchangeId;
  /** Of the virtual key's row that it was judged by. */
  readonly revision: number;
  readonly address: string;
  readonly method: string;
  readonly host: SafeText;
  readonly path: SafeText;
  /** Null for an endpoint that is in no table. */
  readonly class: EndpointClass | null;
  readonly product: Product | null;
  readonly orders: readonly AuditOrder[];
  readonly cancels: readonly AuditCancel[];
  /** Why the gateway refuses it already; null when that is left to the database. */
  readonly refused: { readonly reason: RefusalReason; readonly rule: SafeText } | null;
  /** USD to be charged to the daily limits. */
  readonly notionalUsd: Decimal;
  readonly slippageUsd: Decimal;
}

/** What became of an accepted request; the database adds which one, and whether its reservation was given back. */
export interface OutcomeContent {
  readonly kind: 'outcome';
  /** The exchange's HTTP status. */
  readonly status: number | null;
  /** Milliseconds from the first byte out to the last byte in. */
  readonly latencyMs: number;
  /** The name of what went wrong, such as ETIMEDOUT. */
  readonly detail: SafeText | null;
}

/** Requests of one address in one second that failed before their sender was known. */
export interface UnauthenticatedContent {
  readonly kind: 'unauthenticated';
  /** Null: all addresses beyond those that got an entry of their own in this second. */
  readonly address: string | null;
  readonly reasons: readonly { readonly reason: RefusalReason; readonly count: number }[];
}

/** A change by an operator that has no kind of its own: key added, vault unsealed, policy replaced, … */
export interface AdministrationContent {
  readonly kind: 'administration';
  readonly operator: SafeText;
  /** `key.add`, `vault.unseal`, … */
  readonly action: string;
  readonly subject: SafeText | null;
  readonly reason: SafeText | null;
  readonly detail: SafeText | null;
}

/** A new revision of a virtual key's row. */
export interface VirtualKeyContent {
  readonly kind: 'virtual-key';
  readonly virtualKey: string;
  readonly exchange: ExchangeId;
  readonly revision: number;
  readonly state: 'active' | 'frozen' | 'revoked' | 'expired';
  /** SHA-256 of the row as its MAC covers it, in hex. */
  readonly row: string;
  readonly operator: SafeText;
  readonly reason: SafeText | null;
}

/** A new revision of a version of an exchange key. */
export interface ExchangeKeyContent {
  readonly kind: 'exchange-key';
  /** Its name; names never change. */
  readonly key: string;
  readonly version: number;
  readonly exchange: ExchangeId;
  readonly revision: number;
  readonly state: 'active' | 'retiring' | 'deleting' | 'retired';
  readonly change:
    | 'add'
    | 'rotate'
    | 'check'
    | 'accept'
    | 'nonce-floor'
    | 'schedule'
    | 'retire'
    | 'delete'
    | 'undelete'
    | 'purge';
  /** SHA-256 of the row as its MAC covers it, in hex. */
  readonly row: string;
  readonly operator: SafeText;
  readonly reason: SafeText | null;
  readonly detail: SafeText | null;
}

/** A new revision of an operator's row. */
export interface OperatorContent {
  readonly kind: 'operator';
  /** Whose row it is. */
  readonly name: string;
  readonly revision: number;
  readonly state: 'active' | 'removed';
  /** SHA-256 of the row as its MAC covers it, in hex. */
  readonly row: string;
  readonly operator: SafeText;
  readonly reason: SafeText | null;
}

/** A freeze or its end. */
export interface FreezeContent {
  readonly kind: 'freeze';
  readonly change: 'freeze' | 'thaw';
  readonly scope: 'everything' | 'exchange' | 'key' | 'virtual-key';
  /** Null for everything. */
  readonly subject: string | null;
  readonly epoch: number;
  readonly operator: SafeText;
  readonly reason: SafeText | null;
}

/** A place that checkpoints go to stopped or began again to take them. Checkpoints themselves are no entries. */
export interface CheckpointContent {
  readonly kind: 'checkpoint';
  readonly sink: SafeText;
  readonly change: 'failed' | 'recovered';
  readonly size: number;
  /** The root hash in hex. */
  readonly root: string;
}

/** An operator accepted a database that does not extend the newest checkpoint kept locally. */
export interface RollbackAcceptedContent {
  readonly kind: 'rollback-accepted';
  /** The checkpoint that is given up. */
  readonly abandonedSize: number;
  readonly abandonedRoot: string;
  /** How many entries the database had. */
  readonly size: number;
  readonly operator: SafeText;
  readonly reason: SafeText;
}

/** A gateway started or stopped. */
export interface LifecycleContent {
  readonly kind: 'lifecycle';
  readonly change: 'start' | 'stop';
  readonly version: SafeText;
}

/**
 * What the gateway says in an entry. There is no field for a secret, a signature, a header or a body, and none for free
 * JSON. Time, replica, number and verdict are the database's to say; see `AuditRecord`.
 */
export type AuditContent =
  | RequestContent
  | OutcomeContent
  | UnauthenticatedContent
  | AdministrationContent
  | VirtualKeyContent
  | OperatorContent
  | ExchangeKeyContent
  | FreezeContent
  | CheckpointContent
  | RollbackAcceptedContent
  | LifecycleContent;

export type AuditKind = AuditContent['kind'];
