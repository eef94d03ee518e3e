import type { GatewayConfig } from '@holdfast/gateway';

/** Where an exchange's clients reach the gateway. */
export function urlOf({ tls, listen }: Pick<GatewayConfig, 'tls' | 'listen'>, exchange: unknown): string {
  return `${tls === null ? 'http' : 'https'}://${listen}/${exchange}/`;
}
