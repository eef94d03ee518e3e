import { setTimeout as sleep } from 'node:timers/promises';
import { asDatabaseError, connect, type Database } from '@holdfast/database';
import { createLibrary, parseDefinition } from '@holdfast/engine';
import {
  type Account,
  openVenue,
  type Portfolio,
  type StoredDefinition,
  traderDatabase,
  type Venue,
} from '@holdfast/trader';
import { loadConfig } from '../gateway/config-file.ts';
import { openDatabase } from '../gateway/open-database.ts';
import { namesOf } from '../report/index-report.ts';
import { loadMarket, type Market } from '../snapshot-choice.ts';
import type { Terminal } from '../terminal.ts';
import { assetTickers } from './asset-tickers.ts';
import { paperTimeOf } from './paper-time.ts';
import { SnapshotIndex } from './snapshot-index.ts';

/** What commands about portfolios work with. */
export interface Trader {
  readonly db: ReturnType<typeof traderDatabase>;
  /** The same connections, for the queue. */
  readonly pool: Database['pool'];
  /** Base URL of this data home's gateway. */
  readonly gateway: string;
  venueOf(account: Account): Venue;
  indexOf(portfolio: Portfolio): Promise<SnapshotIndex>;
  wall(): number;
  sleep(milliseconds: number): Promise<void>;
  close(): Promise<void>;
}

export interface TraderOptions {
  readonly config?: string;
}

/** Connections of one command. */
const CONNECTIONS = 8;

/** Opens the trader's database as the role that can read no exchange key. */
export async function openTrader({ config }: TraderOptions, terminal: Terminal): Promise<Trader> {
  const loaded = await loadConfig(config, terminal);
  const opened = await openDatabase(loaded);
  const { listen, tls } = loaded.config;
  const gateway = `${tls === null ? 'http' : 'https'}://${listen}`;
  const server = connect({
    address: opened.address,
    user: 'holdfast_server',
    password: opened.passwords.holdfast_server,
    connections: CONNECTIONS,
  });
  const venues = new Map<number, Venue>();
  const markets = new Map<string, Promise<Market>>();
  const indices = new Map<string, Promise<SnapshotIndex>>();
  return {
    db: traderDatabase(server.pool),
    pool: server.pool,
    gateway,
    venueOf(account) {
      const known = venues.get(account.number);
      if (known !== undefined) return known;
      const { virtual_key, exchange, live } = account;
      const venue = openVenue(
        { exchange, gateway: account.gateway, live, ...virtual_key },
        paperTimeOf(terminal),
      );
      venues.set(account.number, venue);
      return venue;
    },
    indexOf({ definition }) {
      const key = JSON.stringify(definition);
      const known = indices.get(key) ?? makeIndex(definition, markets, terminal);
      indices.set(key, known);
      return known;
    },
    wall: Date.now,
    sleep: (milliseconds) => sleep(milliseconds),
    close: async () => {
      await server.close();
      await opened.close();
    },
  };
}

async function makeIndex(
  { id, text, library, snapshot }: StoredDefinition,
  markets: Map<string, Promise<Market>>,
  terminal: Terminal,
): Promise<SnapshotIndex> {
  const loading = markets.get(snapshot) ?? loadMarket(snapshot, terminal);
  markets.set(snapshot, loading);
  const market = await loading;
  const named = createLibrary(
    Object.entries(library).map(([name, body]) => parseDefinition(body, `${name}.yaml`)),
  );
  const tickers = assetTickers(market.panel, await namesOf(market, new Map()));
  return new SnapshotIndex(market.panel, parseDefinition(text, `${id}.yaml`), named, tickers);
}

/** Runs work with the trader's database, and closes it. */
export async function withTrader<T>(
  options: TraderOptions,
  terminal: Terminal,
  work: (trader: Trader) => Promise<T>,
): Promise<T> {
  const trader = await openTrader(options, terminal);
  try {
    return await work(trader);
  } catch (error) {
    throw asDatabaseError(error);
  } finally {
    await trader.close();
  }
}
