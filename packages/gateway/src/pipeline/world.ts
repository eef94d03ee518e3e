import type { ExchangeId } from '../dialect/dialect.ts';
import type { JudgeRequest } from '../policy/judge-request.ts';

/** What the gateway knows of the markets when it judges. */
export type WorldFacts = Pick<JudgeRequest, 'prices' | 'markets' | 'freshness'>;

/** Prices and markets, as far as they are known; what is missing refuses what would need it. */
export interface World {
  facts(exchange: ExchangeId, symbols: ReadonlySet<string>): WorldFacts;
}
