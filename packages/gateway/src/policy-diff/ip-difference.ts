import { type IpRange, isInRanges } from '../policy/ip-rules.ts';

/**
 * The addresses of some blocks that are in none of some others, as the fewest, largest blocks.
 *
 * @example
 * ipDifference([tenSlash8], [tenZeroSlash16]); // 10.1.0.0/16, 10.2.0.0/15, 10.4.0.0/14, …, 10.128.0.0/9
 */
export function ipDifference(ranges: readonly IpRange[], without: readonly IpRange[]): IpRange[] {
  const widest = ranges.filter((range, i) => !ranges.some((other, j) => holds(other, range, i, j)));
  return widest.flatMap((range) =>
    rest(
      range,
      without.filter((other) => touches(range, other)),
    ),
  );
}

/** What is left of a block; `without`: blocks that lie in it or hold it. */
function rest(range: IpRange, without: readonly IpRange[]): IpRange[] {
  if (without.length === 0) return [range];
  if (without.some(({ prefix }) => prefix <= range.prefix)) return [];
  return halves(range).flatMap((half) =>
    rest(
      half,
      without.filter((other) => touches(half, other)),
    ),
  );
}

function halves({ version, bits, prefix }: IpRange): IpRange[] {
  const upper = 1n << BigInt((version === 4 ? 32 : 128) - prefix - 1);
  return [
    { version, bits, prefix: prefix + 1 },
    { version, bits: bits | upper, prefix: prefix + 1 },
  ];
}

/** Two blocks never overlap without one holding the other. */
function touches(a: IpRange, b: IpRange): boolean {
  return isInRanges(a, [b]) || isInRanges(b, [a]);
}

/** Whether another block of the list says the same: it is larger, or the same and stands before. */
function holds(other: IpRange, range: IpRange, i: number, j: number): boolean {
  if (i === j || !isInRanges(range, [other])) return false;
  return other.prefix < range.prefix || (other.prefix === range.prefix && j < i);
}
