import { Buffer } from 'node:buffer';
import type { ParsedRequest, UnsignedRequest } from './dialect.ts';

/** A request of the gateway's own as the dialect's tables take it: as if a client had sent it without a key. */
export function parsedOf({ method, host, path, query, body }: UnsignedRequest): ParsedRequest {
  return {
    inbound: {
      method,
      host,
      path,
      rawQuery: '',
      headers: [],
      body: Buffer.alloc(0),
      gatewayPrefix: '',
      receivedAt: 0,
    },
    signature: null,
    query,
    body,
  };
}
