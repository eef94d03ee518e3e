import type { ExchangeId } from '../dialect/exchange-id.ts';
import type { JudgeRequest } from '../policy/judge-request.ts';

/** What the gateway knows of the markets when it judges. */
export type WorldFacts = Pick<JudgeRequest, 'prices' | 'markets' | 'freshness' | 'simulatedAt'>;

/** The markets that a request is about. */
export interface MarketQuestion {
  readonly exchange: ExchangeId;
  /** The host that the request is for. */
  readonly host: string;
  readonly symbols: ReadonlySet<string>;
  /** Whether the policy limits the share of the volume. */
  readonly volume: boolean;
}

/** Prices and markets, as far as they are known; what is missing refuses what would need it. */
export interface World {
  /** @throws Refusal unavailable, when a paper exchange does not tell its time */
  facts(question: MarketQuestion): WorldFacts | Promise<WorldFacts>;
}
