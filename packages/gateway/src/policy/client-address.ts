import { Refusal } from '../refusal.ts';
import { type IpAddress, parseIpAddress } from './ip-address.ts';
import { type IpRange, isInRanges } from './ip-rules.ts';

/** More proxies than this in a row are no real setup. */
const MOST_HOPS = 32;

/**
 * The address a request comes from. `X-Forwarded-For` is only believed as far as trusted proxies wrote it: read from
 * the right, the first address that is no trusted proxy is the client. What stands left of it was written by the client
 * and is not even looked at.
 *
 * @param socketAddress the connection's other end, as Node gives it
 * @param forwardedFor the values of all `X-Forwarded-For` lines, as received, in order
 * @throws Refusal address, when an address that had to be read is malformed: a proxy that writes ports, names or
 * `unknown` needs another setting
 * @example
 * clientAddress('10.0.0.2', ['6.6.6.6, 203.0.113.7'], [proxies]); // 203.0.113.7, when 10.0.0.2 is in proxies
 */
export function clientAddress(
  socketAddress: string | undefined,
  forwardedFor: readonly string[],
  trustedProxies: readonly IpRange[],
): IpAddress {
  let client = readAddress(socketAddress ?? '');
  if (!isInRanges(client, trustedProxies)) return client;
  const hops = forwardedFor.flatMap((line) => line.split(','));
  for (let i = hops.length - 1; i >= 0 && isInRanges(client, trustedProxies); i--) {
    if (hops.length - i > MOST_HOPS) throw refused(`names more than ${MOST_HOPS} proxies`);
    client = readAddress(hops[i].replace(/^[ \t]+|[ \t]+$/g, ''));
  }
  return client;
}

function readAddress(text: string): IpAddress {
  const address = parseIpAddress(text);
  if (address === null) throw refused('holds what is no plain IP address');
  return address;
}

function refused(why: string): Refusal {
  return new Refusal('address', 'client address', `The address of the client ${why}.`);
}
