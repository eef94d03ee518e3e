import type { Kysely } from 'kysely';
import type { ExecutionShortfall } from '../executor/execution.ts';
import type { TraderTables } from '../store/tables.ts';
import type { Venue } from '../venue/venue.ts';
import type { IndexSource } from './index-view.ts';

/** What running a portfolio needs from outside. */
export interface RunParts {
  /** The one connection that holds the accounts' locks. */
  readonly db: Kysely<TraderTables>;
  readonly index: IndexSource;
  venueOf(account: string): Venue;
  /** Milliseconds since 1970 of the wall's clock. */
  wall(): number;
  sleep(milliseconds: number): Promise<void>;
  readonly signal?: AbortSignal;
  onProgress?(done: number, of: number): void;
}

/** What a run came to. */
export type RunResult =
  /** Nothing is to be done; or the mode is off. */
  | { readonly kind: 'idle' }
  | { readonly kind: 'paused'; readonly reason: string }
  /** A plan waits for a person's yes. */
  | { readonly kind: 'waiting'; readonly rebalance: string }
  | {
      readonly kind: 'rebalanced';
      readonly rebalance: string;
      readonly orders: number;
      readonly shortfalls: readonly ExecutionShortfall[];
    }
  | { readonly kind: 'stopped'; readonly rebalance: string; readonly reason: string }
  /** Told to end; it goes on where it was the next time. */
  | { readonly kind: 'interrupted' };
