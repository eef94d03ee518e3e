import { HoldfastError } from '@holdfast/errors';

const UNITS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

/** A span of time in milliseconds. @throws HoldfastError COMMAND_INVALID */
export function spanMs(option: string, text: string): number {
  const [, count, unit] = /^([1-9][0-9]{0,4})([mhd])$/.exec(text) ?? [];
  if (count === undefined) {
    throw new HoldfastError(
      'COMMAND_INVALID',
      `${option} "${text}" is no span of time. Write one such as 90d, 12h or 30m.`,
      { value: text },
    );
  }
  return Number(count) * UNITS[unit];
}
