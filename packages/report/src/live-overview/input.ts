import type { OverviewInput } from '../overview/input.ts';
import type { PortfolioReportInput } from '../portfolio/input.ts';

/** A portfolio with its page. */
export interface LiveOverviewPortfolio {
  /** Its page, relative to the overview: "growth.html". */
  readonly href: string;
  /** As its page gets it; the newest runs suffice. */
  readonly report: PortfolioReportInput;
}

/** An order as a request asked for it; null where it didn't say. */
export interface AuditedOrder {
  readonly action: 'create' | 'test' | 'amend';
  readonly side: 'buy' | 'sell' | null;
  readonly symbol: string | null;
  /** "limit", "market", … */
  readonly type: string | null;
  /** Of the base, a decimal number. */
  readonly quantity: string | null;
  /** Of the quote, when the order is sized in it. */
  readonly quoteQuantity: string | null;
  readonly price: string | null;
}

/** A request of a program, as the audit log has it. */
export interface AuditedRequest {
  readonly kind: 'request';
  /** Name of the virtual key. */
  readonly virtualKey: string;
  readonly method: string;
  readonly path: string;
  readonly orders: readonly AuditedOrder[];
  /** Symbols of its cancellations, one for each; null where it named none. */
  readonly cancels: readonly (string | null)[];
  /** USD that it was judged as; a decimal number. */
  readonly notionalUsd: string;
  readonly accepted: boolean;
  /** What refused it. */
  readonly rule: string | null;
  /** What the exchange made of it; null: not sent, or not known yet. */
  readonly outcome: 'accepted' | 'rejected' | 'partly' | 'unknown' | null;
}

/** Anything else in the log. */
export interface AuditedEvent {
  readonly kind: 'event';
  /** "vault unsealed", "key demo added". */
  readonly text: string;
  /** Who did it; null for the gateway itself. */
  readonly operator: string | null;
}

/** An entry of the gateway's audit log. */
export interface AuditLine {
  /** ISO 8601, UTC. */
  readonly time: string;
  /** Its index in the log, from 0; null: it has no place yet. */
  readonly position: number | null;
  readonly content: AuditedRequest | AuditedEvent;
}

/** What the gateway did, and how far its log is signed. */
export interface GatewayActivity {
  /** Orders, not requests. */
  readonly ordersAllowed: number;
  readonly ordersRefused: number;
  /** Entries with a place in the log. */
  readonly entries: number;
  /** The newest checkpoint: it vouches for the first `size` entries. Null: none yet. */
  readonly checkpoint: { readonly size: number; readonly time: string } | null;
  /** The last ones, latest first. */
  readonly lastEntries: readonly AuditLine[];
}

/** A replay of history that still runs. Dates are YYYY-MM-DD. */
export interface ReplayProgress {
  readonly from: string;
  readonly to: string;
  /** Where simulated time is. */
  readonly date: string;
}

/** Everything the first page shows. */
export interface LiveOverviewInput {
  readonly portfolios: readonly LiveOverviewPortfolio[];
  /** Null: no gateway is connected. */
  readonly gateway: GatewayActivity | null;
  /** Null: none runs. While one does, the page loads itself anew. */
  readonly replay: ReplayProgress | null;
  /** What anybody who opens it must know: "The vault's key lies in a file; that is for the demo only." */
  readonly notices: readonly string[];
  /** The indices below the portfolios. */
  readonly indices: OverviewInput;
}
