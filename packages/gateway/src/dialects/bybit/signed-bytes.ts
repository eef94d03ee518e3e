import { Buffer } from 'node:buffer';

/**
 * What Bybit's signature is made over: timestamp, key id, window and then the query of a GET request or the body of a
 * POST request, with nothing between them.
 *
 * Source: https://bybit-exchange.github.io/docs/v5/guide, "Create A Request"
 */
export function signedBytes(timestamp: string, keyId: string, window: string, payload: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`${timestamp}${keyId}${window}`, 'latin1'), payload]);
}
