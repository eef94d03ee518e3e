import { HoldfastError } from '@holdfast/errors';
import { formatIpRange, type IpRange, parseIpRange } from '../policy/ip-rules.ts';

/**
 * Reads PostgreSQL's text of a `cidr[]`, such as `{10.0.0.0/8,::1/128}`.
 *
 * @throws HoldfastError DATABASE_FAILED
 */
export function parseCidrArray(text: string): IpRange[] {
  const inner = /^\{(.*)\}$/.exec(text)?.[1];
  if (inner === undefined) throw unexpected();
  if (inner === '') return [];
  return inner.split(',').map((part) => {
    const range = parseIpRange(part);
    if ('problem' in range) throw unexpected();
    return range;
  });
}

/** The same text as PostgreSQL gives back for these blocks: every one with its prefix, in the given order. */
export function formatCidrArray(ranges: readonly IpRange[]): string {
  const texts = ranges.map((range) => {
    const text = formatIpRange(range);
    return text.includes('/') ? text : `${text}/${range.prefix}`;
  });
  return `{${texts.join(',')}}`;
}

function unexpected(): HoldfastError {
  return new HoldfastError(
    'DATABASE_FAILED',
    'The addresses of a stored virtual key can’t be read. The database was changed, or is of another version.',
  );
}
