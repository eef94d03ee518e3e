/**
 * What happens to a plan: nothing, because none is made (`off`); it waits for a person's yes (`approve`); it is carried
 * out by itself (`auto`).
 */
export type PortfolioMode = 'off' | 'approve' | 'auto';

/** An account that the portfolio trades on. */
export interface PortfolioAccount {
  readonly name: string;
  readonly exchange: string;
  /** True: a simulated exchange with made-up money. */
  readonly paper: boolean;
}

/**
 * The portfolio at a moment. One mark a day, and one at each deposit and withdrawal before it is invested: only then is the
 * return that of the portfolio and not of the one who puts money in.
 */
export interface PortfolioMark {
  /** ISO 8601, UTC; marks ascend. */
  readonly time: string;
  /** With `flowUsd` in it. */
  readonly valueUsd: number;
  /** What came in (above zero) or was taken out at this moment; at the first mark: what the portfolio began with. */
  readonly flowUsd: number;
  /** Any scale, the same at every mark; null where there is none. */
  readonly indexLevel: number | null;
  readonly bitcoinUsd: number | null;
}

/** Where a difference between the portfolio and its index can come from: the causes that tracking splits it into. */
export type DifferencePart =
  | 'fees'
  | 'spread'
  | 'cash'
  | 'timing'
  | 'untradable'
  | 'notWorthIt'
  | 'minimum'
  | 'indexPricing'
  | 'unexplained';

/** An asset that is held or should be. */
export interface PortfolioHolding {
  /** "BTC". */
  readonly asset: string;
  /** "Bitcoin"; null when unknown. */
  readonly name: string | null;
  /** A decimal number, exact. */
  readonly amount: string;
  /** Null when there is no price. */
  readonly valueUsd: number | null;
  /** Parts of the portfolio's value. */
  readonly weight: number;
  readonly target: number;
  /** A currency that is held as cash. */
  readonly cash: boolean;
  /** Why it is kept away from its target, in a sentence; null: it isn't, or nobody knows. */
  readonly reason: string | null;
}

/** An order that filled, wholly or in part. */
export interface PortfolioTrade {
  /** ISO 8601, UTC, of its last fill. */
  readonly time: string;
  readonly account: string;
  readonly side: 'buy' | 'sell';
  /** "BTC/USDT". */
  readonly symbol: string;
  /** Of the symbol's base, as filled; a decimal number, exact. */
  readonly amount: string;
  /** Average of its fills, in the symbol's quote; a decimal number. */
  readonly price: string;
  readonly valueUsd: number;
  readonly feeUsd: number;
  /** How much worse than the plan's price, as a fraction of it: above 0 is worse on either side. Null when there was no plan. */
  readonly slippage: number | null;
  /** Why it was done, in a sentence. */
  readonly reason: string;
}

/** An order that a plan would place. */
export interface PlannedTrade {
  readonly account: string;
  readonly side: 'buy' | 'sell';
  readonly symbol: string;
  readonly amount: string;
  readonly price: string;
  readonly valueUsd: number;
  readonly reason: string;
}

/** A part of a plan that was not carried out. */
export interface RunShortfall {
  readonly symbol: string;
  readonly side: 'buy' | 'sell';
  /** Of the symbol's base; a decimal number, exact. */
  readonly missing: string;
  readonly reason: string;
  /** Whether it is tried again. */
  readonly again: boolean;
}

/** An asset that the plan could not bring to its target at all. */
export interface UnreachableTarget {
  readonly asset: string;
  readonly reason: string;
}

/** How a run stands. */
export type RunOutcome =
  | { readonly status: 'running' }
  /** Every goal was reached, or nothing was worth its cost. */
  | { readonly status: 'done' }
  /** Ended with shortfalls. */
  | { readonly status: 'partly' }
  | {
      readonly status: 'waiting';
      readonly planned: readonly PlannedTrade[];
      /** ISO 8601; null: it doesn't. */
      readonly expires: string | null;
      /** The command that approves it. */
      readonly command: string;
    }
  | { readonly status: 'expired' }
  /** The market moved, and another plan took its place. */
  | { readonly status: 'superseded'; readonly reason: string | null }
  | { readonly status: 'stopped'; readonly reason: string; readonly whatToDo: string | null };

/** One rebalance: a plan and what became of it. */
export interface PortfolioRun {
  /** ISO 8601, UTC, of its plan. */
  readonly time: string;
  /** Why it was made: "weekly schedule", "deposit of 500 USDT". */
  readonly cause: string;
  readonly outcome: RunOutcome;
  /** In the order of time. */
  readonly trades: readonly PortfolioTrade[];
  readonly shortfalls: readonly RunShortfall[];
  readonly unreachable: readonly UnreachableTarget[];
}

/** Money that came into an account of the portfolio or left it. */
export interface PortfolioTransfer {
  readonly time: string;
  readonly kind: 'deposit' | 'withdrawal';
  readonly account: string;
  readonly asset: string;
  /** A decimal number, exact. */
  readonly amount: string;
  readonly valueUsd: number | null;
}

/** Why a portfolio does not run although its mode says so. */
export interface PortfolioInterruption {
  readonly kind: 'paused' | 'failed';
  readonly since: string;
  readonly reason: string;
  /** Null when the reason says it. */
  readonly whatToDo: string | null;
}

/** Something its owner should know. */
export interface PortfolioNote {
  readonly time: string | null;
  readonly warning: boolean;
  readonly text: string;
}

/** Everything a portfolio's page shows. Times are ISO 8601 in UTC, rates are fractions, texts may hold anything. */
export interface PortfolioReportInput {
  readonly name: string;
  /** The index it follows. */
  readonly index: {
    readonly name: string;
    /** Its report, relative to the page; null when there is none. */
    readonly href: string | null;
  };
  readonly accounts: readonly PortfolioAccount[];
  readonly mode: PortfolioMode;
  readonly interruption: PortfolioInterruption | null;
  /** When this was read. */
  readonly asOf: string;
  readonly marks: readonly PortfolioMark[];
  /** Since it began. */
  readonly feesUsd: number;
  /** Since it began, runs that are left out of `runs` included. */
  readonly tradeCount: number;
  /** Parts of the return less the index's; what they leave of it is shown as not explained. Null: not computed. */
  readonly difference: Readonly<Record<DifferencePart, number>> | null;
  /** Deviation of the difference for a year; null when there is too little of it. */
  readonly trackingError: number | null;
  readonly holdings: readonly PortfolioHolding[];
  /** Latest first. An overview needs only the newest. */
  readonly runs: readonly PortfolioRun[];
  /** Older runs that are not in `runs`. */
  readonly earlierRuns: number;
  /** Latest first. */
  readonly transfers: readonly PortfolioTransfer[];
  readonly notes: readonly PortfolioNote[];
  /** Where the overview lies, relative to the page; null when there is none. */
  readonly overviewHref: string | null;
}
