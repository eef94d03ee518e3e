import type { PlanOrder } from '../planner/plan.ts';
import type { Venue } from '../venue/venue.ts';
import type { ExecutionSettings } from './execution-settings.ts';
import type { Journal } from './journal.ts';

/** A plan to be carried out: its orders, and the middle of each market that it was made with. */
export interface Execution {
  readonly portfolio: string;
  readonly plan: string;
  readonly steps: readonly PlanOrder[];
  /** By account and symbol, as `account symbol`. */
  readonly mids: Readonly<Record<string, number>>;
  readonly settings: ExecutionSettings;
}

/** What an execution works with. */
export interface ExecutionParts {
  readonly journal: Journal;
  venueOf(account: string): Venue;
  /** Milliseconds since 1970 of the wall's clock. */
  wall(): number;
  /** Waits on the wall's clock. */
  sleep(milliseconds: number): Promise<void>;
  /** Told in each round, for a person who watches. */
  onProgress?(done: number, of: number): void;
  /** Asked in each round, and in long waits, whether to end; what rests in the book is taken back first. */
  isStopping(): Promise<boolean>;
}

/** A part of a plan that was not carried out, and why. */
export interface ExecutionShortfall {
  readonly step: number;
  readonly symbol: string;
  readonly side: 'buy' | 'sell';
  /** Base units that are missing. */
  readonly missing: string;
  readonly reason: string;
  /** Whether trying again later may help. */
  readonly again: boolean;
}

export type ExecutionResult =
  | { readonly kind: 'finished'; readonly shortfalls: readonly ExecutionShortfall[] }
  /** The market is no longer what the plan was made for. */
  | { readonly kind: 'replan'; readonly reason: string }
  | { readonly kind: 'interrupted' };
