import type { Database } from '@holdfast/database';
import type { Kek } from '@holdfast/vault';
import { dialects } from '../../src/dialects/index.ts';
import { DEFAULT_MARKET_WATCH } from '../../src/market/market-watch.ts';
import { type IpRange, parseIpRange } from '../../src/policy/ip-rules.ts';
import { type RunningGateway, startGateway } from '../../src/process/running-gateway.ts';
import type { StreamLimits } from '../../src/streams/stream-limits.ts';
import type { RaisedLimits } from '../../src/upstream/upstream-budget.ts';
import { DEFAULT_LIMITS } from '../../src/upstream/upstream-client.ts';

/** What a gateway of these tests is started with. */
export interface WarmStart {
  readonly db: Database;
  readonly kek: Kek;
  /** Where each host's requests go. */
  readonly redirects: ReadonlyMap<string, { readonly url: URL }>;
  /** Markets that one exchange alone prices: `binance BTCUSDT`. */
  readonly waived: ReadonlySet<string>;
  readonly replica: string;
  /** The exchanges' limits as documented; other tests send more than an exchange would take. */
  readonly documentedLimits?: boolean;
  readonly streamLimits?: StreamLimits;
  readonly log: (message: string) => void;
  /** Moves the gateway's clock against the real one, in milliseconds. */
  readonly clock: { shiftMs: number };
}

/** As if every exchange had no limits worth the name. */
const MANY: RaisedLimits = { get: () => ({ limit: 1_000_000_000 }) };

/** Starts a gateway that has seen five minutes of order books, in a moment. */
export async function startWarm(start: WarmStart): Promise<RunningGateway> {
  const { clock } = start;
  clock.shiftMs = -360_000;
  const gateway = await startGateway({
    db: start.db,
    kek: start.kek,
    dialects,
    settings: {
      listen: { host: '127.0.0.1', port: 0 },
      tls: null,
      redirects: start.redirects,
      clockSkewMs: 1000,
      trustedProxies: [],
      public: { ips: [loopback()], rate: { perSecondMilli: 100_000, burst: 100 } },
      market: { ...DEFAULT_MARKET_WATCH, everyMs: 3_600_000, waived: start.waived },
      upstreamLimits: { ...DEFAULT_LIMITS, timeoutMs: 2000 },
      ...(start.streamLimits === undefined ? {} : { streamLimits: start.streamLimits }),
      ...(start.documentedLimits === true ? {} : { upstreamBudgets: MANY }),
      replica: start.replica,
      version: '0.1.0',
    },
    clock: () => Date.now() + clock.shiftMs,
    monotonic: () => performance.now(),
    log: start.log,
  });
  for (; clock.shiftMs <= 0; clock.shiftMs += 15_000) await gateway.refresh();
  clock.shiftMs = 0;
  await gateway.refresh();
  return gateway;
}

function loopback(): IpRange {
  const range = parseIpRange('127.0.0.1');
  if ('problem' in range) throw new Error(range.problem);
  return range;
}
