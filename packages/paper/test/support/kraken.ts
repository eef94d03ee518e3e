import { createHash, createHmac, randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import ccxt, { type Exchange } from 'ccxt';
import { ONE } from '../../src/exchange/units.ts';
import { type FaultPlan, NO_FAULTS } from '../../src/faults/fault-plan.ts';
import { withFaults } from '../../src/faults/with-faults.ts';
import type { CommandLog } from '../../src/host/command-log.ts';
import { PaperHost } from '../../src/host/paper-host.ts';
import { SimulatedClock } from '../../src/host/simulated-clock.ts';
import { planByOwnNames } from '../../src/kraken/fault-names.ts';
import { KRAKEN_FEES, USD_MARKETS } from '../../src/kraken/kraken-markets.ts';
import { createKrakenServer } from '../../src/kraken/server.ts';
import { marketsOf } from '../../src/market/snapshot-markets.ts';
import { MemoryLog } from './memory-log.ts';
import { NAMES, TEST_TOKEN, testPanel } from './paper.ts';

/** A running paper exchange that speaks Kraken's dialect, with an account of 10,000 USD and 0.1 BTC. */
export interface TestKraken {
  readonly host: PaperHost;
  readonly log: CommandLog;
  readonly url: string;
  /** Milliseconds since 1970 on the exchange's wall clock. */
  wall(): number;
  /** Moves simulated time on, in milliseconds. */
  wait(ms: number): void;
  /** Moves the wall's clock on, in milliseconds: limits recover. */
  rest(ms: number): void;
  /** ccxt's class with a key of its own; `patient` ones rest a minute before each request. */
  client(options?: { readonly patient?: boolean }): Promise<Exchange>;
  /** Adds a key to the account. */
  key(account?: string): Promise<{ readonly apiKey: string; readonly secret: string }>;
  stop(): void;
}

export async function startKraken(
  options: { readonly log?: CommandLog; readonly plan?: FaultPlan } = {},
): Promise<TestKraken> {
  const { log = new MemoryLog(), plan: asked = NO_FAULTS } = options;
  const quiet = marketsOf(testPanel(), NAMES, USD_MARKETS);
  const plan = planByOwnNames(asked, quiet);
  const markets = withFaults(quiet, plan);
  let simulated = 0;
  let rested = 0;
  const wall = () => Date.now() + rested;
  const clock = new SimulatedClock(markets.start, markets.end, 1, () => simulated);
  const host = await PaperHost.open(markets, KRAKEN_FEES, clock, log, plan);
  if (host.keysOf('paper').length === 0) {
    for (const [asset, amount] of [
      ['USD', 10_000n * ONE],
      ['BTC', ONE / 10n],
    ] as const) {
      await host.execute((time) => ({ kind: 'deposit', time, account: 'paper', asset, amount }));
    }
  }
  const server = createKrakenServer(host, markets, wall, TEST_TOKEN, plan);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const key = async (account = 'paper') => {
    const [apiKey, secret] = [randomBytes(42), randomBytes(64)].map((bytes) => bytes.toString('base64'));
    await host.execute((time) => ({
      kind: 'key',
      time,
      account,
      key: { id: apiKey, algorithm: 'hmac', secret },
    }));
    return { apiKey, secret };
  };
  return {
    host,
    log,
    url,
    wall,
    wait: (ms) => {
      simulated += ms;
      host.now();
    },
    rest: (ms) => {
      rested += ms;
    },
    client: async ({ patient = true } = {}) => {
      const client = new ccxt.kraken({ ...(await key()), enableRateLimit: false });
      client.urls.api = JSON.parse(JSON.stringify(client.urls.api).replace(/https:\/\/[a-z0-9.]+/g, url));
      let last = 0;
      client.nonce = () => {
        if (patient) rested += 60_000;
        last = Math.max(last + 1, Date.now());
        return last;
      };
      return client;
    },
    key,
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** Asks a private endpoint without a client between. */
export async function ask(
  url: string,
  { apiKey, secret }: { readonly apiKey: string; readonly secret: string },
  name: string,
  parameters: Readonly<Record<string, string>>,
  change: (request: { path: string; headers: Record<string, string>; body: string }) => void = () =>
    undefined,
): Promise<{ readonly error: readonly string[]; readonly result?: Record<string, unknown> }> {
  const path = `/0/private/${name}`;
  const body = new URLSearchParams(parameters).toString();
  const hash = createHash('sha256')
    .update((parameters.nonce ?? '') + body)
    .digest();
  const sign = createHmac('sha512', Buffer.from(secret, 'base64')).update(path).update(hash).digest('base64');
  const request = {
    path,
    headers: {
      'api-key': apiKey,
      'api-sign': sign,
      'content-type': 'application/x-www-form-urlencoded',
    } as Record<string, string>,
    body,
  };
  change(request);
  const answer = await fetch(`${url}${request.path}`, {
    method: 'POST',
    headers: request.headers,
    body: request.body,
  });
  return (await answer.json()) as { error: string[]; result?: Record<string, unknown> };
}
