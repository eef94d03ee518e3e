import type { Classification, Description, Dialect, ParsedRequest } from '../dialect/dialect.ts';
import type { LoadedVirtualKey } from '../keys/key-ring.ts';
import type { KnownOrders } from '../orders/own-orders.ts';
import type { IpAddress } from '../policy/ip-address.ts';
import type { Accepted, OpenOrders } from '../policy/judge-request.ts';
import type { Refusal } from '../refusal.ts';
import type { Peer } from '../server/http-server.ts';
import type { Taken } from '../upstream/upstream-budget.ts';
import type { Validity } from './freshness.ts';

/** Time that a request waited for the exchange; everything else is the gateway's own. */
export interface Timing {
  upstreamMs: number;
}

/** A request of a known key, on its way. */
export interface Known {
  readonly timing: Timing;
  readonly dialect: Dialect;
  readonly request: ParsedRequest;
  readonly key: LoadedVirtualKey;
  readonly address: IpAddress;
  readonly peer: Peer;
  /** It passes once although it only reads: a login. */
  readonly once?: true;
}

/** What is known about a request when it is decided; parts are missing when it was refused before they were found. */
export interface Judged {
  readonly classification: Classification | null;
  readonly description: Description;
  readonly accepted: Accepted | null;
  readonly refusal: Refusal | null;
  readonly known: KnownOrders;
  /** Null: no limit asks for it, or it is not known. */
  readonly openOrders: OpenOrders | null;
  /** Null when the request was refused for where it came from, or when. */
  readonly validity: Validity | null;
  /** What it took of the exchange's limits; null when it was refused. */
  readonly taken: Taken | null;
}

/** A judged request that was accepted. */
export type Sendable = Judged & {
  readonly classification: Classification;
  readonly accepted: Accepted;
  readonly validity: Validity;
};
