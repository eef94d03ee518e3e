import { distance } from 'fastest-levenshtein';

/**
 * The candidate a person most likely meant by `word`, or undefined when none is near: the same word in another
 * spelling (`Risk_Parity`), one that starts like it (`equal-weight` for `equal`), or a few typing errors away.
 *
 * @example
 * nearest('tpo', ['by', 'window', 'top']); // 'top'
 */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  const wanted = fold(word);
  let best: string | undefined;
  let bestScore = Number.POSITIVE_INFINITY;
  for (const candidate of candidates) {
    const score = dissimilarity(wanted, fold(candidate));
    if (score < bestScore) {
      best = candidate;
      bestScore = score;
    }
  }
  return best;
}

/** Text longer than this is no mistyped key, and comparing it would cost time for nothing. */
const LONGEST = 100;

function fold(text: string): string {
  return text.slice(0, LONGEST).toLowerCase().replaceAll(/[ _]/g, '-');
}

function dissimilarity(wanted: string, candidate: string): number {
  if (wanted === candidate) return 0;
  // Swapped letters, the commonest typing error, count as one edit, not two.
  if (wanted.length === candidate.length && letters(wanted) === letters(candidate)) return 1;
  const edits = distance(wanted, candidate);
  if (edits <= Math.max(1, Math.floor(Math.min(wanted.length, candidate.length) / 3))) return edits;
  const [short, long] =
    wanted.length < candidate.length ? ([wanted, candidate] as const) : ([candidate, wanted] as const);
  return short.length >= 3 && long.startsWith(short) ? 10 + edits : Number.POSITIVE_INFINITY;
}

function letters(text: string): string {
  return [...text].sort().join('');
}
