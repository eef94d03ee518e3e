import { verify as verifySignature } from 'node:crypto';
import { clientAddresses } from '../../dialect/client-address.ts';
import type { ParsedRequest, VirtualSecret } from '../../dialect/dialect.ts';
import type { InboundRequest } from '../../http/inbound.ts';
import { readToken, type Token } from './token.ts';

/**
 * Whether the JWT is signed by the key, with the key's own algorithm, for this method, host and path. The signature is
 * checked whatever else is wrong, so that the work is the same.
 *
 * An ECDSA signature has two spellings, (r, s) and (r, n − s), and clients send either: so a replay is told by the
 * token's nonce, never by its signature.
 */
export function verifyCoinbase({ inbound, signature }: ParsedRequest, secret: VirtualSecret): boolean {
  const token = readToken(inbound);
  if (token === null || signature === null) return false;
  const signed = isSignedBy(secret, token);
  return signed && token.algorithm === secret.algorithm && urisOf(inbound).includes(token.uri);
}

function isSignedBy({ algorithm, key }: VirtualSecret, { signed, signature }: Token): boolean {
  if (key.type !== 'public') return false;
  if (algorithm === 'es256' && key.asymmetricKeyDetails?.namedCurve === 'prime256v1')
    return verifySignature('sha256', signed, { key, dsaEncoding: 'ieee-p1363' }, signature);
  return (
    algorithm === 'ed25519' &&
    key.asymmetricKeyType === 'ed25519' &&
    verifySignature(null, signed, key, signature)
  );
}

/** What the token may be for: the method, a blank, and an address. */
function urisOf(inbound: InboundRequest): string[] {
  return clientAddresses(inbound, 'coinbase').map((address) => `${inbound.method} ${address}`);
}
