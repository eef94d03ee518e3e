import { Buffer } from 'node:buffer';
import type { ParsedRequest, VirtualSecret } from '../../dialect/dialect.ts';
import { sameBytes } from '../../dialect/same-bytes.ts';
import type { InboundRequest } from '../../http/inbound.ts';
import { pairValue, parsePairs, without } from '../../http/pairs.ts';
import { htxSignature, type SignedPlace } from './signed-text.ts';

/** Compares with each place that the client may have signed for, always all of them. */
export function verifyHtx({ inbound, signature }: ParsedRequest, secret: VirtualSecret): boolean {
  const pairs = parsePairs(inbound.rawQuery);
  const given = Buffer.from(pairValue(pairs, 'Signature') ?? '', 'utf8');
  const signed = without(pairs, ['Signature']);
  const matches = placesOf(inbound).map((place) =>
    sameBytes(given, Buffer.from(htxSignature(secret.key, place, signed), 'latin1')),
  );
  return matches.includes(true) && signature !== null;
}

/**
 * Clients sign a host and a path: ccxt the exchange's own, whatever its address was changed to; others those of the address
 * that they send to, which is the gateway's, with its port or without. Either way the exchange's host is signed.
 */
function placesOf({ method, host, path, gatewayPrefix }: InboundRequest): SignedPlace[] {
  const own = { method, host, path };
  const match = /^([A-Za-z0-9.:[\]-]+)(\/htx\/[a-z0-9.-]+)$/.exec(gatewayPrefix);
  if (match === null) return [own, own, own];
  const [authority, prefix] = [match[1].toLowerCase(), match[2]];
  const behind = `${prefix}${path}`;
  return [
    own,
    { method, host: authority, path: behind },
    { method, host: authority.replace(/:[0-9]+$/, ''), path: behind },
  ];
}
