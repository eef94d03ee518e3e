import { existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { addAccount, findAccount, listAccounts, setGateway } from '@holdfast/trader';
import { writeWhole } from '../files.ts';
import { openTrader, type Trader } from '../portfolio/open-trader.ts';
import type { Terminal } from '../terminal.ts';
import { ChildCommand } from './child-command.ts';

/** What runs in the demo beside this process. */
export interface DemoFleet {
  readonly trader: Trader;
  readonly gateway: string;
  /** The demo's own data home. */
  readonly home: string;
  stop(): Promise<void>;
}

export const DEMO_ACCOUNT = 'demo';
/** USDT, beside the 10,000 that a paper exchange begins with. */
const MORE_TOY_MONEY = '20000';
const HOST = 'api.binance.com';

/**
 * Brings up a paper exchange whose clock is moved by steps, a vault with a key file, the gateway with its PostgreSQL, and a
 * virtual key for the trader; or goes on with those of the last time. All of it lies in a data home of its own.
 *
 * @param say told what is being done
 */
export async function startFleet(
  home: string,
  terminal: Terminal,
  say: (text: string) => void,
): Promise<DemoFleet> {
  await mkdir(home, { recursive: true, mode: 0o700 });
  const environment = demoEnvironment(terminal, home);
  const own: Terminal = { ...terminal, environment };
  const children: ChildCommand[] = [];
  const stop = async () => {
    // The gateway first: nothing is sent any more.
    for (const child of children.toReversed()) await child.stop();
  };
  try {
    say('Starting the paper exchange');
    const paper = new ChildCommand(
      ['paper', '--snapshot', 'demo', '--speed', 'step', '--port', '0', '--json'],
      environment,
      null,
    );
    children.push(paper);
    const exchange = await paper.ready<{ address: string; credentials: string }>();
    await writeConfig(home, exchange.address);
    const first = !existsSync(join(home, 'ready'));
    if (first) {
      say('Making the vault; its key lies in a file, which is for the demo only');
      if (!existsSync(keyFile(home))) {
        await new ChildCommand(['vault', 'init', '--no-operator'], environment).done();
      }
    }
    say('Starting the gateway');
    const gateway = new ChildCommand(['gateway', '--json'], environment, null);
    children.push(gateway);
    const { address } = await gateway.ready<{ address: string }>();
    if (first) {
      say('Giving the trader a virtual key');
      await issueKey(home, environment, exchange);
      await new ChildCommand(['paper', 'deposit', 'USDT', MORE_TOY_MONEY], environment).done();
      await writeWhole(join(home, 'ready'), '');
    }
    const trader = await openTrader({}, own);
    try {
      await keepAccount(trader, home, address);
    } catch (error) {
      await trader.close();
      throw error;
    }
    return {
      trader,
      gateway: address,
      home,
      stop: async () => {
        await trader.close();
        await stop();
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The demo's own data home, whatever this person has set for theirs. */
export function demoEnvironment({ environment }: Terminal, home: string): Record<string, string | undefined> {
  const { DATABASE_URL: _, HOLDFAST_CONFIG: __, ...rest } = environment;
  return { ...rest, HOLDFAST_HOME: home };
}

/** Beside the data home: whoever copies that should not have the key with it. */
function keyFile(home: string): string {
  return `${home}-key`;
}

/** Ports are free ones of this start, so the file is written each time. */
async function writeConfig(home: string, paper: string): Promise<void> {
  const config = `# Written by "holdfast demo" at each start.
listen: 127.0.0.1:0
vault: {provider: file, file: ${JSON.stringify(keyFile(home))}}
upstreams: {${HOST}: {url: ${JSON.stringify(paper)}, clock: paper}}
public: {per_second: 1000, burst: 2000}
`;
  await writeWhole(join(home, 'gateway.yaml'), config, 0o600);
}

/**
 * What the demo's virtual key may do: read, and trade spot on what the exchange lists, by limit orders near the price, and no more
 * than it ever needs.
 */
function policyOf(symbols: readonly string[]): string {
  return `# The demo's trader. Amounts are toy money.
allow: [read, trade]
symbols: [${symbols.join(', ')}]
order_types: [limit, post-only]
price_band_pct: 3
max_order_usd: 5000
max_daily_usd: 100000
max_daily_slippage_usd: 1000
own_orders_only: true
rate: {per_second: 200, burst: 1000}
ips: [127.0.0.1]
`;
}

async function issueKey(
  home: string,
  environment: NodeJS.ProcessEnv,
  { address, credentials }: { readonly address: string; readonly credentials: string },
): Promise<void> {
  const { apiKey, secret } = JSON.parse(await readFile(credentials, 'utf8')) as Record<string, string>;
  const answer = await fetch(`${address}/api/v3/exchangeInfo`);
  const { symbols } = (await answer.json()) as { symbols: readonly { readonly symbol: string }[] };
  const policy = join(home, 'policy.yaml');
  await writeWhole(policy, policyOf(symbols.map(({ symbol }) => symbol)));
  const listed = await new ChildCommand(['key', 'list', '--json'], environment).done();
  if (!listed.includes('"paper"')) {
    await new ChildCommand(
      ['key', 'add', 'paper', '--exchange', 'binance', '--stdin'],
      environment,
      JSON.stringify({ apiKey, secret }),
    ).done();
  }
  if (existsSync(join(home, 'virtual-key.json'))) return;
  const issued = await new ChildCommand(
    ['vkey', 'issue', 'demo-trader', '--key', 'paper', '--policy', policy, '--json'],
    environment,
  ).done();
  await writeWhole(join(home, 'virtual-key.json'), issued, 0o600);
}

/** The account with the virtual key; the gateway's port is another one each time. */
async function keepAccount({ db }: Trader, home: string, gateway: string): Promise<void> {
  const known = (await listAccounts(db)).some(({ name }) => name === DEMO_ACCOUNT);
  if (!known) {
    const key = JSON.parse(await readFile(join(home, 'virtual-key.json'), 'utf8')) as Record<string, string>;
    const virtual_key = { apiKey: key.apiKey, secret: key.secret };
    await addAccount(db, { name: DEMO_ACCOUNT, exchange: 'binance', gateway, virtual_key, live: false });
  }
  await setGateway(db, await findAccount(db, DEMO_ACCOUNT), gateway);
}
