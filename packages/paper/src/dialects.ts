import { randomBytes } from 'node:crypto';
import type { Server } from 'node:http';
import { BINANCE_FEES } from './binance/fees.ts';
import { createBinanceServer } from './binance/server.ts';
import type { PaperFees } from './exchange/fee.ts';
import type { FaultPlan } from './faults/fault-plan.ts';
import type { PaperHost } from './host/paper-host.ts';
import { planByOwnNames } from './kraken/fault-names.ts';
import { KRAKEN_FEES, USD_MARKETS } from './kraken/kraken-markets.ts';
import { createKrakenServer } from './kraken/server.ts';
import type { SnapshotMarkets } from './market/snapshot-markets.ts';
import { type MarketRules, USDT_MARKETS } from './market/symbol.ts';

/** What an exchange's dialect brings beside the exchange that all have in common. */
export interface DialectChoice {
  readonly markets: MarketRules;
  readonly fees: PaperFees;
  /** @param wall milliseconds since 1970 @param token of whoever started the exchange */
  readonly createServer: (
    host: PaperHost,
    markets: SnapshotMarkets,
    wall: () => number,
    token: string,
    plan?: FaultPlan,
  ) => Server;
  /** A new key for HMAC signatures, in the form of the exchange's. */
  readonly issueKey: () => { readonly apiKey: string; readonly secret: string };
  /** A fault plan by the names that the exchange's markets have inside. */
  readonly planNamed: (plan: FaultPlan, markets: SnapshotMarkets) => FaultPlan;
}

/** The dialects that a paper exchange speaks. */
export const DIALECTS: Readonly<Record<'binance' | 'kraken', DialectChoice>> = {
  binance: {
    markets: USDT_MARKETS,
    fees: BINANCE_FEES,
    createServer: createBinanceServer,
    issueKey: () => ({ apiKey: randomBytes(32).toString('hex'), secret: randomBytes(32).toString('hex') }),
    planNamed: (plan) => plan,
  },
  kraken: {
    markets: USD_MARKETS,
    fees: KRAKEN_FEES,
    createServer: createKrakenServer,
    issueKey: () => ({
      apiKey: randomBytes(42).toString('base64'),
      secret: randomBytes(64).toString('base64'),
    }),
    planNamed: planByOwnNames,
  },
};
