import type { StreamPlace } from '../../../dialect/stream-dialect.ts';

const DOCS = 'https://www.okx.com/docs-v5/en/#overview-production-trading-services';

/** Each region's host of streams, and its REST host. */
const HOSTS: readonly (readonly [host: string, restHost: string])[] = [
  ['ws.okx.com:8443', 'www.okx.com'],
  ['wsaws.okx.com:8443', 'aws.okx.com'],
  ['wseea.okx.com:8443', 'eea.okx.com'],
  ['wsus.okx.com:8443', 'us.okx.com'],
];

export const PRIVATE_PATH = '/ws/v5/private';
export const BUSINESS_PATH = '/ws/v5/business';

/** Where private streams of OKX are. */
export const okxPlaces: readonly StreamPlace[] = HOSTS.flatMap(([host, restHost]) =>
  [PRIVATE_PATH, BUSINESS_PATH].map((path) => ({ host, path, restHost, channels: true, docs: DOCS })),
);
