import { formatDecimal } from '@holdfast/decimal';
import type { Peak } from './daily-peak.ts';
import type { Sighting } from './seen-use.ts';

const MOST_NAMED = 12;

/** A count with its noun. */
export function times(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** What was seen with how often, the most frequent first. */
export function sightings(seen: ReadonlyMap<string, Sighting>): string {
  const sorted = [...seen].sort(([, a], [, b]) => b.count - a.count);
  return sorted.length === 0 ? 'none' : named(sorted.map(([what, { count }]) => `${what} ${count}`));
}

/** Names, of many only some. */
export function named(names: readonly string[]): string {
  const more = names.length > MOST_NAMED ? ` and ${names.length - MOST_NAMED} more` : '';
  return `${names.slice(0, MOST_NAMED).join(', ')}${more}`;
}

/** A time to the minute. */
export function moment(time: number): string {
  return `${new Date(time).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** The largest of something, and when that was. */
export function peakText(what: string, when: string, { amount, time }: Peak): string {
  return time === null ? `${what}: none.` : `${what}: ${formatDecimal(amount)} USD, ${when} ${moment(time)}.`;
}
