import { readFile } from 'node:fs/promises';
import type { Server } from 'node:http';
import { connect } from '@holdfast/database';
import { HoldfastError } from '@holdfast/errors';
import { importDemo, snapshotNames } from '@holdfast/market';
import {
  DIALECTS,
  type DialectChoice,
  type FaultPlan,
  historyName,
  marketsOf,
  NO_FAULTS,
  ONE,
  PaperHost,
  PostgresCommandLog,
  parseSpeed,
  readFaultPlan,
  SimulatedClock,
  WallClock,
  wallAnchor,
  withFaults,
} from '@holdfast/paper';
import { absolute } from '../files.ts';
import { databaseLost } from '../gateway/open-database.ts';
import { listen } from '../serve/listen.ts';
import { parsePort } from '../serve/serve-folder.ts';
import { homeOf, loadMarket, namesOfSnapshots } from '../snapshot-choice.ts';
import type { Terminal } from '../terminal.ts';
import { credentialsFile, keepCredentials, paperHome } from './credentials.ts';

export interface PaperOptions {
  readonly dialect: string;
  readonly snapshot?: string;
  readonly speed: string;
  readonly wall?: true;
  readonly port: string;
  readonly faults?: string;
  readonly json?: true;
}

const ACCOUNT = 'paper';
const FIRST_DEPOSIT = 10_000n * ONE;
/** How often the log hears of the time, so that a restart goes on where it stopped. */
const TIME_EVERY_MS = 1000;

/** Runs `holdfast paper` until Ctrl-C. */
export async function paperCommand(options: PaperOptions, terminal: Terminal): Promise<void> {
  const dialect = dialectOf(options.dialect);
  const speed = parseSpeed(options.speed);
  if (speed === null) {
    throw new HoldfastError(
      'COMMAND_INVALID',
      `--speed "${options.speed}" is no speed. Write simulated time a second, such as 1d/s, 6h/s or 10m/s, or "step".`,
      { speed: options.speed },
    );
  }
  if (options.wall && speed !== 1) {
    throw new HoldfastError('COMMAND_INVALID', '--wall goes by the clock’s own time: leave --speed out.', {
      speed: options.speed,
    });
  }
  const port = parsePort(options.port);
  if (options.snapshot === undefined && (await namesOfSnapshots(terminal)).length === 0) {
    terminal.stderr.write('There is no market data yet: importing the demo data.\n');
    await importDemo(homeOf(terminal));
  }
  const { snapshot, panel, identity } = await loadMarket(options.snapshot, terminal);
  const names = await snapshotNames(snapshot);
  const marketsAt = (anchor: number | null) => marketsOf(panel, names, dialect.markets, anchor);
  const quiet = marketsAt(options.wall ? Date.now() : null);
  const asked = options.faults === undefined ? NO_FAULTS : await readFaults(options.faults, terminal);
  const plan = dialect.planNamed(asked, quiet);
  const replayed = withFaults(quiet, plan);
  if (quiet.symbols.size === 0) {
    throw new HoldfastError(
      'COMMAND_INVALID',
      'The snapshot knows no symbols of its assets. Import it with --names FILE.',
    );
  }
  const { startEmbedded } = await import('@holdfast/database/embedded');
  const database = await startEmbedded({ home: paperHome(terminal) });
  const { pool, close } = connect({
    address: database.address,
    user: 'holdfast_admin',
    password: database.passwords.holdfast_admin,
    connections: 2,
  });
  try {
    const log = await PostgresCommandLog.open(
      pool,
      `${options.dialect} ${identity.sha256} ${historyName(plan)}${options.wall ? ' wall' : ''}`,
    );
    const anchor = options.wall ? await wallAnchor(log, Date.now()) : null;
    const markets = anchor === null ? replayed : withFaults(marketsAt(anchor), plan);
    const clock = options.wall
      ? new WallClock(markets.end, Date.now)
      : new SimulatedClock(markets.start, markets.end, speed, () => performance.now());
    const host = await PaperHost.open(markets, dialect.fees, clock, log, plan);
    await serve(dialect, host, markets, plan, port, options, terminal, database.ended);
  } finally {
    await close();
    await database.stop();
  }
}

async function serve(
  dialect: DialectChoice,
  host: PaperHost,
  markets: ReturnType<typeof marketsOf>,
  plan: FaultPlan,
  port: number,
  options: PaperOptions,
  terminal: Terminal,
  databaseEnded: Promise<void>,
): Promise<void> {
  const { dialect: name } = options;
  const credentials = await keepCredentials(terminal, name, dialect.issueKey, `http://127.0.0.1:${port}`);
  if (host.findKey(credentials.apiKey) === null) {
    const key = { id: credentials.apiKey, algorithm: 'hmac' as const, secret: credentials.secret };
    await host.execute((time) => ({ kind: 'key', time, account: ACCOUNT, key }));
  }
  // Once, also when a start was killed before it.
  if (host.transfers.length === 0) {
    const asset = dialect.markets.quote;
    await host.execute((time) => ({ kind: 'deposit', time, account: ACCOUNT, asset, amount: FIRST_DEPOSIT }));
  }
  const server: Server = dialect.createServer(host, markets, Date.now, credentials.token, plan);
  const taken = await listen(server, port);
  const address = `http://127.0.0.1:${taken}`;
  if (taken !== port) await keepCredentials(terminal, name, dialect.issueKey, address);
  // The log hears of the time well before the clock reaches what it has heard of.
  const timer = setInterval(
    () => void host.keepTime(3 * TIME_EVERY_MS).catch(() => undefined),
    TIME_EVERY_MS,
  );
  if (host.clock.speed === 'step') clearInterval(timer);
  else await host.keepTime(3 * TIME_EVERY_MS);
  await new Promise<void>((resolve, reject) => {
    const end = (then: () => void) => {
      release();
      clearInterval(timer);
      server.close(then);
      server.closeAllConnections();
    };
    const release = terminal.onInterrupt(() => end(resolve));
    // What is in memory may be ahead of what was written: only a new start knows which.
    void databaseEnded.then(() => end(() => reject(databaseLost('paper exchange'))));
    const file = credentialsFile(terminal);
    const day = new Date(host.now()).toISOString().slice(0, 10);
    terminal.stdout.write(
      options.json
        ? `${JSON.stringify({ address, credentials: file })}\n`
        : `Paper exchange (${options.dialect}) with ${markets.symbols.size} markets on ${address}, at ${day} (Ctrl-C ends)\nKey and secret of its account: ${file}\n`,
    );
  });
  await host.keepTime(0);
}

function dialectOf(name: string): DialectChoice {
  const found = Object.entries(DIALECTS).find(([known]) => known === name);
  if (found !== undefined) return found[1];
  const known = Object.keys(DIALECTS).join(', ');
  throw new HoldfastError('COMMAND_INVALID', `--dialect "${name}" is not spoken. Spoken are: ${known}.`, {
    dialect: name,
  });
}

async function readFaults(file: string, terminal: Terminal): Promise<FaultPlan> {
  return readFaultPlan(await readFile(absolute(file, terminal), 'utf8'), file);
}
