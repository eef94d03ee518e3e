import type { Generated } from 'kysely';
import type { ExecutionShortfall } from '../executor/execute-plan.ts';
import type { OrderState } from '../executor/journal.ts';
import type { Plan } from '../planner/plan.ts';
import type { TimeInForce } from '../venue/venue.ts';

/** `bigint` and `numeric` columns come as strings: exact, whatever their size. */
type Exact = string;

/** How a portfolio is run: not at all, after a person's yes, or by itself. */
export type PortfolioMode = 'off' | 'approve' | 'auto';

/** Why a plan was made. */
export type RebalanceCause = 'start' | 'schedule' | 'deposit' | 'retry' | 'manual' | 'replan';

/** What became of a plan. `partly`: done, but for some shortfalls. */
export type RebalanceState = 'waiting' | 'running' | 'done' | 'partly' | 'stopped' | 'expired' | 'superseded';

/** An index as it was given: the file's text, and those of the definitions it names, by id. */
export interface StoredDefinition {
  readonly id: string;
  readonly text: string;
  readonly library: Readonly<Record<string, string>>;
  /** Name of the snapshot that the index is computed on. */
  readonly snapshot: string;
}

/** A virtual key, as the gateway issued it. */
export interface StoredVirtualKey {
  readonly apiKey: string;
  readonly secret: string;
  readonly password?: string;
}

/** What a finished plan leaves to say. */
export interface RebalanceOutcome {
  readonly reason: string | null;
  readonly shortfalls: readonly ExecutionShortfall[];
}

/** Tables of migration 0015; what each is for is said there. */
export interface TraderTables {
  trading_accounts: {
    number: Generated<number>;
    name: string;
    exchange: string;
    gateway: string;
    virtual_key: StoredVirtualKey;
    live: boolean;
    added_at: Generated<Date>;
  };
  portfolios: {
    number: Generated<number>;
    name: string;
    definition: StoredDefinition;
    settings: unknown;
    mode: PortfolioMode;
    amount_usd: Exact | null;
    paused_reason: string | null;
    paused_at: Date | null;
    created_at: Date;
    began_at: Date | null;
    closed_at: Date | null;
  };
  portfolio_accounts: { portfolio: number; account: number };
  portfolio_holdings: { portfolio: number; account: number; asset: string; amount: Exact };
  portfolio_flows: {
    id: Generated<Exact>;
    portfolio: number;
    account: number;
    asset: string;
    amount: Exact;
    usd: Exact;
    at: Date;
  };
  rebalances: {
    id: Generated<Exact>;
    portfolio: number;
    cause: RebalanceCause;
    index_date: string;
    state: RebalanceState;
    targets: Record<string, string>;
    plan: Plan;
    prices: Record<string, number>;
    value_usd: number;
    planned_at: Date;
    expires_at: Date | null;
    approved_at: Date | null;
    approved_by: string | null;
    finished_at: Date | null;
    outcome: RebalanceOutcome | null;
  };
  rebalance_orders: {
    client_order_id: string;
    rebalance: Exact;
    step: number;
    attempt: number;
    account: number;
    symbol: string;
    side: 'buy' | 'sell';
    amount: Exact;
    price: Exact;
    time_in_force: TimeInForce;
    mid: number;
    state: OrderState;
    filled: Exact;
    exchange_order_id: string | null;
    refusal: string | null;
    placed_at: Date;
    sent_at: Date;
    dead_at: Date;
  };
  fills: {
    account: number;
    symbol: string;
    trade_id: string;
    client_order_id: string;
    amount: Exact;
    price: Exact;
    fee: Exact;
    fee_asset: string | null;
    fee_usd: number;
    at: Date;
  };
  portfolio_marks: {
    portfolio: number;
    at: Date;
    value_usd: number;
    index_level: number | null;
    holdings: Record<string, string>;
    prices: Record<string, number>;
    targets: Record<string, number>;
    causes: Record<string, string>;
  };
  portfolio_events: { id: Generated<Exact>; portfolio: number; at: Date; kind: string; message: string };
}
