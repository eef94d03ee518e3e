import type { HeaderLine } from './inbound.ts';

/** A request as it leaves: rebuilt from what was parsed, signed with the real key. */
export interface OutboundRequest {
  readonly method: string;
  readonly host: string;
  /** Path and, behind `?`, the query. */
  readonly target: string;
  readonly headers: readonly HeaderLine[];
  readonly body: Buffer;
}
