import { setTimeout as sleep } from 'node:timers/promises';
import { asDatabaseError, connect, type Database } from '@holdfast/database';
import { type Account, type Portfolio, traderDatabase, type Venue } from '@holdfast/trader';
import { loadConfig } from '../gateway/config-file.ts';
import { openDatabase } from '../gateway/open-database.ts';
import type { Terminal } from '../terminal.ts';
import { paperTimeOf } from './paper-time.ts';
import type { SnapshotIndex } from './snapshot-index.ts';
import { SnapshotIndices } from './snapshot-indices.ts';
import { Venues } from './venues.ts';

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
  const venues = new Venues(paperTimeOf(terminal));
  const indices = new SnapshotIndices(terminal);
  return {
    db: traderDatabase(server.pool),
    pool: server.pool,
    gateway,
    venueOf: (account) => venues.of(account),
    indexOf: ({ definition }) => indices.of(definition),
    wall: Date.now,
    sleep: (milliseconds) => sleep(milliseconds),
    close: async () => {
      await server.close();
      await opened.close();
    },
  };
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
