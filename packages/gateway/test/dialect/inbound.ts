import { Buffer } from 'node:buffer';
import type { ExchangeId } from '../../src/dialect/exchange-id.ts';
import type { HeaderLine, InboundRequest } from '../../src/http/inbound.ts';
import type { OutboundRequest } from '../../src/http/outbound.ts';
import { parseRequestTarget } from '../../src/http/request-target.ts';
import { type CapturedRequest, GATEWAY_ORIGIN } from './ccxt-client.ts';

/**
 * A captured request as the gateway would see it. Its address is the gateway's already (`throughGateway`), or is
 * changed here by the one rule: `https://` becomes `http://127.0.0.1:8080/<exchange>/`.
 */
export function inboundOf(
  captured: CapturedRequest,
  dialect: { readonly exchange: ExchangeId; readonly hosts: readonly string[] },
  receivedAt: number,
): InboundRequest {
  const url = captured.url.replace('https://', `${GATEWAY_ORIGIN}/${dialect.exchange}/`);
  if (!url.startsWith(`${GATEWAY_ORIGIN}/`)) throw new Error(`no address of the gateway: ${url}`);
  const { host, path, rawQuery } = parseRequestTarget(
    url.slice(GATEWAY_ORIGIN.length),
    new Map([[dialect.exchange, dialect.hosts]]),
  );
  const body = Buffer.from(captured.body, 'utf8');
  const authority = GATEWAY_ORIGIN.slice('http://'.length);
  return {
    method: captured.method,
    host,
    path,
    rawQuery,
    headers: [
      ['Host', authority],
      ...Object.entries(captured.headers).map(([name, value]): HeaderLine => [name, String(value)]),
      ...(body.length > 0 ? [['Content-Length', String(body.length)] as const] : []),
    ],
    body,
    gatewayPrefix: `${authority}/${dialect.exchange}/${host}`,
    receivedAt,
  };
}

/** What the gateway sends, as if somebody sent it to a gateway: to parse and verify it once more. */
export function inboundOfOutbound(
  outbound: OutboundRequest,
  exchange: ExchangeId,
  receivedAt: number,
): InboundRequest {
  const mark = outbound.target.indexOf('?');
  const authority = GATEWAY_ORIGIN.slice('http://'.length);
  return {
    method: outbound.method,
    host: outbound.host,
    path: mark < 0 ? outbound.target : outbound.target.slice(0, mark),
    rawQuery: mark < 0 ? '' : outbound.target.slice(mark + 1),
    headers: [['Host', authority], ...outbound.headers],
    body: outbound.body,
    gatewayPrefix: `${authority}/${exchange}/${outbound.host}`,
    receivedAt,
  };
}

/** A request with some of its parts changed. */
export function altered(inbound: InboundRequest, parts: Partial<InboundRequest>): InboundRequest {
  return { ...inbound, ...parts };
}

/** A request with one header changed (all lines of that name), or left out. */
export function withHeader(inbound: InboundRequest, name: string, value: string | null): InboundRequest {
  const headers = inbound.headers.flatMap(([given, old]): HeaderLine[] =>
    given.toLowerCase() !== name.toLowerCase() ? [[given, old]] : value === null ? [] : [[given, value]],
  );
  return { ...inbound, headers };
}
