import { HoldfastError } from '@holdfast/errors';

const MOST_DAYS = 3650;

/** What `--rotate-every` takes. */
export const ROTATE_EVERY = [
  '--rotate-every <days>',
  'renew it at this age, such as 90d; never; or default, as gateway.yaml says',
] as const;

/**
 * A schedule as the administration takes it: days, 0 for never, null for as the configuration says.
 *
 * @throws HoldfastError COMMAND_INVALID
 * @example
 * rotateEvery('90d'); // 90
 */
export function rotateEvery(text: string): number | null {
  if (text === 'default') return null;
  if (text === 'never') return 0;
  const days = Number(/^([1-9][0-9]{0,3})d$/.exec(text)?.[1] ?? Number.NaN);
  if (days <= MOST_DAYS) return days;
  throw new HoldfastError(
    'COMMAND_INVALID',
    `--rotate-every "${text}" is no schedule. Write whole days up to ${MOST_DAYS}d, such as 90d, or never, or default.`,
    { value: text },
  );
}

/** A schedule for people. */
export function scheduleText(days: number | null): string {
  if (days === null) return 'as gateway.yaml says';
  return days === 0 ? 'never' : `every ${days} days`;
}
