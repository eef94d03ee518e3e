import type { DatedNumbers } from '@holdfast/engine';

/** The numbers of the latest entry whose `from` is on or before `day`; none before the first entry. */
export function numbersInForce(
  entries: readonly DatedNumbers[],
  day: number,
): Readonly<Record<string, number>> {
  let numbers: Readonly<Record<string, number>> = {};
  for (const entry of entries) if (entry.from <= day) numbers = entry.numbers;
  return numbers;
}
