import type { JsonValue } from '../http/strict-json.ts';
import type { UnsignedRequest } from './dialect.ts';

/** Ids of the accounts that trade spot; null: not known. */
export type SpotAccountIds = ReadonlySet<string> | null;

/**
 * How an exchange tells which of a user's accounts trade spot, where an order names the one that it is placed on by a
 * number: the same order is one of spot or one on margin, and nothing in it says which.
 */
export interface SpotAccountsQuestion {
  /** Only reads; signed with the real key. */
  request(): UnsignedRequest;
  /** Null when the answer doesn't tell. */
  read(status: number, body: JsonValue): SpotAccountIds;
}
