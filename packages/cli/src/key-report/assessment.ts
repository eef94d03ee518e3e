import type { KeyFinding, KeyFindingLevel } from '@holdfast/report';

/** By what time keys are assessed. All in milliseconds; `now` since 1970. */
export interface AssessmentTimes {
  readonly now: number;
  /** Age from which an exchange key without a schedule of its own is due for rotation; null: never. */
  readonly rotateAfter: number | null;
  /** A key without use for so long is unused. */
  readonly unusedAfter: number;
  /** Age from which a virtual key without a schedule of its own is due for rotation; null: never. */
  readonly rotateVirtualAfter: number | null;
  /** How many days before people are told, at most. */
  readonly remindDays: number;
}

const DAY_MS = 86_400_000;

/**
 * At which age something is to be renewed.
 *
 * @param own its own schedule in days; null: as usual; 0: never
 * @param usual milliseconds; null: never
 * @returns milliseconds; null: never
 */
export function rotationSpan(own: number | null, usual: number | null): number | null {
  if (own === null) return usual;
  return own === 0 ? null : own * DAY_MS;
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
