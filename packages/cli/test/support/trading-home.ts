import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { importDemo } from '@holdfast/market';
import { type DataHome, dataHome, type Launched } from './data-home.ts';
import { type Running, startHoldfast } from './process.ts';

/** A data home with a paper exchange whose clock is stepped, a gateway before it, and an account "main" with a virtual key. */
export interface TradingHome extends DataHome {
  readonly gateway: Launched;
  /** Moves the exchange's clock on: `7d`. */
  advance(span: string): Promise<void>;
  close(): Promise<void>;
}

const POLICY = `allow: [read, trade]
order_types: [limit, post-only]
price_band_pct: 5
max_order_usd: 20000
max_daily_usd: 200000
own_orders_only: true
rate: {per_second: 200, burst: 1000}
ips: [127.0.0.1]
`;

/** @param clock what gateway.yaml says of the exchange's clock */
export async function tradingHome(clock = ', clock: paper'): Promise<TradingHome> {
  const data = await dataHome();
  await importDemo(data.home);
  const paper: Running = startHoldfast({ folder: data.home, home: data.home } as never, [
    ...['paper', '--snapshot', 'demo', '--speed', 'step', '--port', '0', '--json'],
  ]);
  await paper.until('"address"');
  const account = JSON.parse(readFileSync(join(data.home, 'paper', 'account.json'), 'utf8'));
  const { address } = account;
  const { apiKey, secret } = account.binance ?? account;
  writeFileSync(
    join(data.home, 'gateway.yaml'),
    `listen: 127.0.0.1:0
vault: {provider: file, file: ${join(data.keys, 'kek')}}
upstreams: {api.binance.com: {url: "${address}"${clock}}}
public: {per_second: 1000, burst: 2000}
`,
  );
  const info = (await (await fetch(`${address}/api/v3/exchangeInfo`)).json()) as {
    symbols: { symbol: string }[];
  };
  const policy = join(data.home, 'policy.yaml');
  writeFileSync(policy, `${POLICY}symbols: [${info.symbols.map(({ symbol }) => symbol).join(', ')}]\n`);
  await data.json(['vault', 'init', '--no-operator']);
  await data.json(
    ['key', 'add', 'paper', '--exchange', 'binance', '--stdin'],
    JSON.stringify({ apiKey, secret }),
  );
  const issued = await data.json(['vkey', 'issue', 'bot', '--key', 'paper', '--policy', policy]);
  const gateway = await data.launch();
  writeFileSync(join(data.home, 'vkey.json'), JSON.stringify(issued));
  const vkey = join(data.home, 'vkey.json');
  await data.json(['account', 'add', 'main', '--vkey', vkey, '--gateway', gateway.address]);
  return {
    ...data,
    gateway,
    advance: async (span) => {
      await data.json(['paper', 'advance', span]);
    },
    close: async () => {
      paper.child.kill('SIGINT');
      await paper.finished;
      await data.close();
    },
  };
}
