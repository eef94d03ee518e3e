import { createHash } from 'node:crypto';
import type { DefinitionInput, DefinitionLibrary, Variation } from '@holdfast/engine';

/** Everything that decides what a sweep computes. Plain data, so that workers can be handed it. */
export interface SweepPlan {
  /** The definition as written. */
  readonly input: DefinitionInput;
  /** For messages. */
  readonly origin: string;
  readonly library: DefinitionLibrary;
  readonly variations: readonly Variation[];
}

/** How many combinations a plan has. */
export function variantCount({ variations }: SweepPlan): number {
  return variations.reduce((count, { values }) => count * values.length, 1);
}

/**
 * The values of one combination, in the order of the variations; the last varies fastest, as in `expandGrid`.
 *
 * @example
 * valuesAt([{ path: 'a', values: [1, 2] }, { path: 'b', values: [3, 4] }], 2); // [2, 3]
 */
export function valuesAt(variations: readonly Variation[], index: number): unknown[] {
  const out: unknown[] = [];
  let rest = index;
  for (const { values } of variations.toReversed()) {
    out.unshift(values[rest % values.length]);
    rest = Math.floor(rest / values.length);
  }
  return out;
}

/** Hash of all that decides the results: parts of one sweep are never taken for another's. */
export function sweepKey(parts: {
  readonly snapshot: { readonly sha256: string; readonly tags_sha256: string };
  readonly engine: { readonly sha256: string };
  /** Of the definition and of all it may name. */
  readonly canonical: readonly string[];
  readonly variations: readonly Variation[];
}): string {
  const { snapshot, engine, canonical, variations } = parts;
  const facts = [snapshot.sha256, snapshot.tags_sha256, engine.sha256, canonical, variations];
  return createHash('sha256').update(JSON.stringify(facts)).digest('hex');
}
