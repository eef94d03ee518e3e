import type { InboundRequest } from '../http/inbound.ts';

/**
 * The addresses that a client may have signed where the signature covers the host: the exchange's own, or the gateway's as
 * the client saw it. ccxt takes a leading `https://` away, and leaves `http://` there.
 *
 * @param exchange the first segment of paths on the gateway
 * @returns host and path, with nothing in front but the scheme
 * @example
 * clientAddresses(inbound, 'coinbase'); // ['api.coinbase.com/v2/user', '127.0.0.1:8080/coinbase/api.coinbase.com/v2/user', …]
 */
export function clientAddresses(
  { host, path, gatewayPrefix }: Pick<InboundRequest, 'host' | 'path' | 'gatewayPrefix'>,
  exchange: string,
): string[] {
  const own = `${host}${path}`;
  const [authority, ...rest] = gatewayPrefix.split('/');
  if (!/^[A-Za-z0-9.:[\]-]+$/.test(authority) || rest.join('/') !== `${exchange}/${host}`) return [own];
  return [own, ...['', 'http://', 'https://'].map((scheme) => `${scheme}${gatewayPrefix}${path}`)];
}
