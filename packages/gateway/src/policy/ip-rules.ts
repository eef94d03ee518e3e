import { formatIpAddress, type IpAddress, parseIpAddress } from './ip-address.ts';

/** A block of addresses: all that share the first `prefix` bits. */
export interface IpRange extends IpAddress {
  readonly prefix: number;
}

/** Why a text is no range, to go on after its name. */
export interface IpRangeProblem {
  readonly problem: string;
}

/**
 * Reads a CIDR block or a single address. The bits behind the prefix must be zero, because `10.1.2.3/8` may be meant
 * as one address or as sixteen million. `::ffff:10.0.0.0/104` is `10.0.0.0/8`.
 *
 * @example
 * parseIpRange('10.0.0.0/8'); // { version: 4, bits: 0x0a000000n, prefix: 8 }
 */
export function parseIpRange(text: string): IpRange | IpRangeProblem {
  const [addressText, prefixText, ...more] = text.split('/');
  const address = parseIpAddress(addressText);
  if (address === null || more.length > 0) {
    return { problem: 'is no address or block; write one like 203.0.113.7, 10.0.0.0/8 or 2001:db8::/32' };
  }
  const width = address.version === 4 ? 32 : 128;
  if (prefixText === undefined) return { ...address, prefix: width };
  if (!/^(?:0|[1-9][0-9]{0,2})$/.test(prefixText)) return { problem: 'has no whole number behind the /' };
  // A mapped address was written with the prefix of an IPv6 one.
  const mapped = address.version === 4 && addressText.includes(':');
  const prefix = Number(prefixText) - (mapped ? 96 : 0);
  if (prefix < 0) return { problem: 'mixes IPv4 and IPv6 addresses; write two blocks' };
  if (prefix > width) return { problem: `may have at most ${mapped ? 128 : width} behind the /` };
  const network = {
    ...address,
    bits: (address.bits >> BigInt(width - prefix)) << BigInt(width - prefix),
    prefix,
  };
  if (network.bits !== address.bits) {
    const block = formatIpRange(network);
    return {
      problem: `has an address inside a block; write ${block} for the block, or the address without /`,
    };
  }
  return network;
}

/** The block as `parseIpRange` reads it, in canonical form; a single address without prefix. */
export function formatIpRange(range: IpRange): string {
  const single = range.prefix === (range.version === 4 ? 32 : 128);
  return single ? formatIpAddress(range) : `${formatIpAddress(range)}/${range.prefix}`;
}

/** Whether an address lies in one of the blocks. An IPv6 block never holds an IPv4 address, `::/0` neither. */
export function isInRanges(address: IpAddress, ranges: readonly IpRange[]): boolean {
  return ranges.some((range) => {
    if (range.version !== address.version) return false;
    const behind = BigInt((range.version === 4 ? 32 : 128) - range.prefix);
    return range.bits >> behind === address.bits >> behind;
  });
}
