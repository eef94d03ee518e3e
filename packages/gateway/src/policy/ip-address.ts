/** An address as a number. IPv6 addresses that stand for an IPv4 one (`::ffff:1.2.3.4`) are that IPv4 address. */
export interface IpAddress {
  readonly version: 4 | 6;
  /** 32 or 128 bits. */
  readonly bits: bigint;
}

/** The upper 96 bits of `::ffff:0:0/96`, where IPv4 addresses live inside IPv6 (RFC 4291, 2.5.5.2). */
const MAPPED = 0xffffn;
const LONGEST = 45;

/**
 * Reads an address in its one plain form: IPv4 as four decimal numbers without leading zeros, IPv6 as hexadecimal
 * groups with at most one `::`, the last two groups perhaps as an IPv4 address. Null for anything else: octal, hex or
 * short IPv4 forms, zones (`%eth0`), brackets, ports, blanks, prefixes. Programs differ in how they read those.
 *
 * @example
 * parseIpAddress('::ffff:10.0.0.1'); // { version: 4, bits: 0x0a000001n }
 */
export function parseIpAddress(text: string): IpAddress | null {
  if (text.length > LONGEST) return null;
  if (!text.includes(':')) {
    const bits = parseIpv4(text);
    return bits === null ? null : { version: 4, bits };
  }
  const bits = parseIpv6(text);
  if (bits === null) return null;
  return bits >> 32n === MAPPED ? { version: 4, bits: bits & 0xffffffffn } : { version: 6, bits };
}

/** The address in its canonical form (RFC 5952): lower case, the longest run of zero groups as `::`. */
export function formatIpAddress({ version, bits }: IpAddress): string {
  if (version === 4) return [24n, 16n, 8n, 0n].map((shift) => (bits >> shift) & 0xffn).join('.');
  const groups = Array.from({ length: 8 }, (_, i) => ((bits >> BigInt(112 - 16 * i)) & 0xffffn).toString(16));
  let [start, length] = [0, 1];
  for (let from = 0; from < 8; from++) {
    let to = from;
    while (to < 8 && groups[to] === '0') to++;
    if (to - from > length) [start, length] = [from, to - from];
  }
  if (length < 2) return groups.join(':');
  return `${groups.slice(0, start).join(':')}::${groups.slice(start + length).join(':')}`;
}

function parseIpv4(text: string): bigint | null {
  const parts = text.split('.');
  if (parts.length !== 4) return null;
  let bits = 0n;
  for (const part of parts) {
    if (!/^(?:0|[1-9][0-9]{0,2})$/.test(part) || Number(part) > 255) return null;
    bits = (bits << 8n) | BigInt(part);
  }
  return bits;
}

function parseIpv6(text: string): bigint | null {
  const halves = text.split('::');
  if (halves.length > 2) return null;
  const head = groupsOf(halves[0], halves.length === 1);
  const tail = halves.length === 2 ? groupsOf(halves[1], true) : [];
  if (head === null || tail === null) return null;
  const missing = 8 - head.length - tail.length;
  if (halves.length === 1 ? missing !== 0 : missing < 1) return null;
  return [...head, ...Array<bigint>(missing).fill(0n), ...tail].reduce(
    (bits, group) => (bits << 16n) | group,
    0n,
  );
}

/** Groups of 16 bits; `last`: whether the address ends here, so that an IPv4 address may stand at the end. */
function groupsOf(text: string, last: boolean): bigint[] | null {
  if (text === '') return [];
  const parts = text.split(':');
  const groups: bigint[] = [];
  for (const [i, part] of parts.entries()) {
    if (last && i === parts.length - 1 && part.includes('.')) {
      const bits = parseIpv4(part);
      if (bits === null) return null;
      groups.push(bits >> 16n, bits & 0xffffn);
    } else {
      if (!/^[0-9a-fA-F]{1,4}$/.test(part)) return null;
      groups.push(BigInt(`0x${part}`));
    }
  }
  return groups;
}

/** Whether an address is this machine's own. */
export function isLoopback({ version, bits }: IpAddress): boolean {
  return version === 4 ? bits >> 24n === 127n : bits === 1n;
}
