import { compare, type Decimal, formatDecimal, parseDecimal } from '@holdfast/decimal';
import type { Hints } from '@holdfast/document';
import { z } from 'zod';
import { type IpRange, parseIpRange } from './ip-rules.ts';
import type { HourWindow } from './policy.ts';

type Meta = Hints & { format?: string; pattern?: string };

/** Bounds of a decimal in a policy. */
interface DecimalRange {
  /** Whether zero is allowed. */
  readonly zero: boolean;
  readonly most: string;
  /** Decimals. */
  readonly scale: number;
}

/** An exact number, written as a YAML number or a text; no float in between. */
export function decimalField({ zero, most, scale }: DecimalRange) {
  const limit = parseDecimal(most)!;
  const allowed = `a plain number ${zero ? 'from 0' : 'above 0'} to ${most} with at most ${scale} decimals, such as 25 or 0.5`;
  return z
    .string()
    .meta({ format: 'decimal', allowed } satisfies Meta)
    .transform((text, context): Decimal => {
      const number = parseDecimal(text);
      const fits =
        number !== null &&
        (zero || number.units > 0n) &&
        compare(number, limit) <= 0 &&
        decimalsOf(number) <= scale;
      if (fits) return number;
      context.addIssue({ code: 'custom', input: text, message: `must be ${allowed}` });
      return z.NEVER;
    });
}

/** An address or a block of addresses. */
export const ipRangeField = z
  .string()
  .meta({
    allowed: 'addresses and CIDR blocks, such as 203.0.113.7, 10.0.0.0/8 or 2001:db8::/32',
  } satisfies Meta)
  .transform((text, context): IpRange => {
    const range = parseIpRange(text);
    if ('version' in range) return range;
    context.addIssue({ code: 'custom', input: text, message: range.problem });
    return z.NEVER;
  });

/** `HH:MM-HH:MM`, in UTC, which has no summer time. */
export const hourWindowField = z
  .string()
  .meta({
    allowed: 'spans of the day in UTC, such as 08:00-17:30 or 22:00-06:00',
    pattern: '^[0-2][0-9]:[0-5][0-9]-[0-2][0-9]:[0-5][0-9]$',
  } satisfies Meta)
  .transform((text, context): HourWindow => {
    const match = /^(\d\d):([0-5]\d)-(\d\d):([0-5]\d)$/.exec(text);
    if (match !== null) {
      const [fromHour, fromMinute, toHour, toMinute] = match.slice(1).map(Number);
      const from = fromHour * 60 + fromMinute;
      const to = toHour * 60 + toMinute;
      if (from < 1440 && to <= 1440 && from !== to) return { from, to };
    }
    context.addIssue({
      code: 'custom',
      input: text,
      message:
        'must be two times of the day in UTC that differ, such as 08:00-17:30; the second may be 24:00, or before the first to go over midnight',
    });
    return z.NEVER;
  });

/** A date, which ends a key as it begins in UTC, or a moment in UTC. */
export const expiryField = z
  .string()
  .meta({
    allowed: 'a date such as 2027-01-01, or a moment such as 2027-01-01T12:00:00Z',
    pattern: '^\\d{4}-\\d{2}-\\d{2}(T\\d{2}:\\d{2}:\\d{2}Z)?$',
  } satisfies Meta)
  .transform((text, context): number => {
    const full = /^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00:00Z` : text;
    if (/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/.test(full)) {
      const time = Date.parse(full);
      // Date.parse rolls 30 February over to March.
      if (!Number.isNaN(time) && formatExpiry(time) === full) return time;
    }
    context.addIssue({
      code: 'custom',
      input: text,
      message: 'must be a date such as 2027-01-01, or a moment in UTC such as 2027-01-01T12:00:00Z',
    });
    return z.NEVER;
  });

/** A moment as `expiryField` reads it. */
export function formatExpiry(time: number): string {
  return new Date(time).toISOString().replace('.000Z', 'Z');
}

/** A span as `hourWindowField` reads it. */
export function formatHourWindow({ from, to }: HourWindow): string {
  return `${formatMinutes(from)}-${formatMinutes(to)}`;
}

/** Minutes after midnight as a time of the day. */
export function formatMinutes(minutes: number): string {
  const two = (number: number) => String(number).padStart(2, '0');
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

/** Decimals without needless zeros. */
function decimalsOf(number: Decimal): number {
  const text = formatDecimal(number);
  return text.includes('.') ? text.length - text.indexOf('.') - 1 : 0;
}
