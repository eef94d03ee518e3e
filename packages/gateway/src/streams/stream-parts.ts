import type { KeyRing, KeyStanding } from '../keys/key-ring.ts';
import type { AskExchange } from '../orders/open-order-counts.ts';
import type { Gateway } from '../pipeline/gateway.ts';
import type { RateLimiter } from '../pipeline/rate-limiter.ts';
import type { UpstreamClient } from '../upstream/upstream-client.ts';
import type { InstrumentDirectory } from './instrument-directory.ts';
import type { StreamLimits } from './stream-limits.ts';
import type { StreamMetrics } from './stream-metrics.ts';

/** Everything that streams work with. */
export interface StreamParts {
  readonly gateway: Pick<Gateway, 'admit' | 'serveKnown' | 'countStranger' | 'addressOf'>;
  readonly upstream: Pick<UpstreamClient, 'openStream'>;
  readonly rates: Pick<RateLimiter, 'take'>;
  readonly instruments: Pick<InstrumentDirectory, 'names'>;
  /** Asks the exchange with a real key. @throws Refusal, UpstreamFailure, RangeError */
  readonly askExchange: AskExchange;
  /** Null while the vault is sealed. */
  keys(): KeyRing | null;
  readonly limits: StreamLimits;
  readonly metrics: StreamMetrics;
  /** Milliseconds since 1970, and of a clock that never goes back. */
  clock(): number;
  monotonic(): number;
  /** Says what an operator should know; never anything secret. */
  log(message: string): void;
}

/** Whether what a stream was opened with is still what the database has. */
export function isSameKey(now: KeyStanding | null, opened: KeyStanding): boolean {
  return (
    now !== null &&
    now.revision === opened.revision &&
    now.epoch === opened.epoch &&
    now.policyHash.equals(opened.policyHash) &&
    now.exchangeKey.number === opened.exchangeKey.number &&
    now.exchangeKey.version === opened.exchangeKey.version
  );
}
