import { Buffer } from 'node:buffer';
import { clientAddresses } from '../../dialect/client-address.ts';
import type { ParsedRequest, VirtualSecret } from '../../dialect/dialect.ts';
import { optionalHeader } from '../../dialect/headers.ts';
import { sameBytes } from '../../dialect/same-bytes.ts';
import { bitstampSignature } from './signature.ts';

/**
 * Whether the signature is the secret's, for this address as the client knows it: a client whose host was changed to the
 * gateway's signs the gateway's. It is written in hex, all lower case as clients do, or all upper case as an example of the
 * documentation does.
 */
export function verifyBitstamp({ inbound, signature }: ParsedRequest, { key }: VirtualSecret): boolean {
  const { method, body } = inbound;
  const claimed = signature ?? { keyId: '', nonce: '', timestamp: 0 };
  const signed = clientAddresses(inbound, 'bitstamp').map((address) =>
    bitstampSignature(key, {
      keyId: claimed.keyId,
      method,
      address,
      nonce: claimed.nonce ?? '',
      timestamp: String(claimed.timestamp),
      body,
    }),
  );
  const text = optionalHeader(inbound, 'x-auth-signature') ?? '';
  const given = /^(?:[0-9a-f]{64}|[0-9A-F]{64})$/.test(text) ? Buffer.from(text, 'hex') : Buffer.alloc(32);
  const same = signed.map((one) => sameBytes(one, given));
  return signature !== null && same.includes(true);
}
