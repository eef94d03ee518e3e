import type { StreamPlace } from '../../../dialect/stream-dialect.ts';

const DOCS = 'https://bybit-exchange.github.io/docs/v5/ws/connect';

/** Each site's host of streams, and its REST host. */
const HOSTS: readonly (readonly [host: string, restHost: string])[] = [
  ['stream.bybit.com', 'api.bybit.com'],
  ['stream.bybit-tr.com', 'api.bybit-tr.com'],
  ['stream.bybit.kz', 'api.bybit.kz'],
  ['stream.bybitgeorgia.ge', 'api.bybitgeorgia.ge'],
  ['stream.bybit.eu', 'api.bybit.eu'],
];

const TRADE_PATH = '/v5/trade';

/** Where private streams of Bybit are: channels on one path, orders on another. */
export const bybitPlaces: readonly StreamPlace[] = HOSTS.flatMap(([host, restHost]) => [
  { host, path: '/v5/private', restHost, channels: true, docs: DOCS },
  { host, path: TRADE_PATH, restHost, channels: false, docs: DOCS },
]);

/** Whether frames trade there, and answers have the form of requests. */
export function isTradePlace({ path }: StreamPlace): boolean {
  return path === TRADE_PATH;
}
