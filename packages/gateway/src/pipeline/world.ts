import type { ExchangeId } from '../dialect/dialect.ts';
import type { LoadedVirtualKey } from '../keys/key-ring.ts';
import type { JudgeRequest } from '../policy/judge-request.ts';

/** What the gateway knows of the world when it judges. */
export type WorldFacts = Pick<JudgeRequest, 'prices' | 'markets' | 'openOrders' | 'ownOrder' | 'freshness'>;

/** Prices, markets and orders, as far as they are known; what is missing refuses what would need it. */
export interface World {
  facts(exchange: ExchangeId, key: LoadedVirtualKey, symbols: ReadonlySet<string>): Promise<WorldFacts>;
}
