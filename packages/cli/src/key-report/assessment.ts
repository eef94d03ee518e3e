import type { KeyFinding, KeyFindingLevel } from '@holdfast/report';

/** By what time keys are assessed. All in milliseconds; `now` since 1970. */
export interface AssessmentTimes {
  readonly now: number;
  /** Age from which an exchange key is due for rotation. */
  readonly rotateAfter: number;
  /** A key without use for so long is unused. */
  readonly unusedAfter: number;
}

const DAY_MS = 86_400_000;
const LONGEST_LEAD_MS = 14 * DAY_MS;

/** How long before its end something is about to end: a fifth of the whole span, 14 days at most. */
export function leadMs(span: number): number {
  return Math.min(LONGEST_LEAD_MS, Math.floor(span / 5));
}

const ORDER: readonly KeyFindingLevel[] = ['urgent', 'due', 'note'];

/** The worst first; findings of one level stay in their order. */
export function worstFirst(findings: readonly KeyFinding[]): KeyFinding[] {
  return ORDER.flatMap((level) => findings.filter((finding) => finding.level === level));
}

/** Keys with the worst findings first: by how many of the worst level they have, then of the next, then by name. */
export function byWorst(
  a: { readonly name: string; readonly findings: readonly KeyFinding[] },
  b: typeof a,
): number {
  for (const level of ORDER) {
    const [of, against] = [a, b].map(({ findings }) => findings.filter((one) => one.level === level).length);
    if (of !== against) return against - of;
  }
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
}

/** Whether a finding wants something done, and so decides the exit status. */
export function wantsAction({ level }: KeyFinding): boolean {
  return level !== 'note';
}

/** Whole days in a span. */
export function daysIn(span: number): number {
  return Math.max(0, Math.floor(span / DAY_MS));
}

/**
 * A span in words, in its largest whole unit.
 *
 * @example
 * spanText(100 * 86_400_000); // '100 days'
 */
export function spanText(span: number): string {
  const of = (count: number, unit: string) => `${count} ${unit}${count === 1 ? '' : 's'}`;
  if (span >= 2 * DAY_MS) return of(daysIn(span), 'day');
  if (span >= 3_600_000) return of(Math.floor(span / 3_600_000), 'hour');
  return of(Math.max(1, Math.floor(span / 60_000)), 'minute');
}

/** A moment in milliseconds since 1970 as ISO 8601; null stays null. */
export function iso(time: number): string;
export function iso(time: number | null): string | null;
export function iso(time: number | null): string | null {
  return time === null ? null : new Date(time).toISOString();
}
