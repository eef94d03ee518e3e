import type { IndexDefinition } from '@holdfast/engine';
import { boundedWeights } from './bounds.ts';
import type { CloseCalls } from './close-calls.ts';
import { passesFilters } from './filters.ts';
import { byUtf8Bytes, type Market } from './market.ts';
import { type Candidate, chosen, ranked, rankingValue } from './ranking.ts';
import { canBeWeighted, rawWeights } from './raw-weights.ts';

/** Who is in the index on a date, and with which weights; what is missing to 1 is cash. */
export interface IndexDecision {
  /** How many instruments were eligible. */
  readonly eligible: number;
  /** By id; a member can have the weight 0. */
  readonly weights: ReadonlyMap<string, number>;
  /** Whether the bounds could not be kept. */
  readonly breach: boolean;
}

/** Selection and weighting on `t`, from rows up to t − lag and from which instruments have a price on `t`. */
export function decide(
  market: Market,
  definition: IndexDefinition,
  t: number,
  members: ReadonlySet<string>,
  closeCalls: CloseCalls,
): IndexDecision {
  const known = t - definition.lag;
  const custom = definition.weight.scheme === 'custom';
  const eligible: Candidate[] = [];
  for (const instrument of market.instruments) {
    if (instrument.rows[t] === null || (instrument.rows[known] ?? null) === null) continue;
    if (!passesFilters(instrument, definition.universe, market, t, known)) continue;
    if (!canBeWeighted(instrument, definition, market, t, known)) continue;
    const value = custom ? 0 : rankingValue(instrument, definition, market, known);
    if (value !== null) eligible.push({ instrument, value });
  }
  const { by, top, buffer } = definition.select;
  const exact = definition.members === null || by === 'votes';
  const taken =
    custom || by === 'all' || top === null
      ? eligible
      : chosen(ranked(eligible, exact, closeCalls), top, buffer, members);
  const selected = taken.map(({ instrument }) => instrument).sort((a, b) => byUtf8Bytes(a.id, b.id));
  if (selected.length === 0) return { eligible: 0, weights: new Map(), breach: false };
  const raw = rawWeights(selected, definition, market, t, known);
  const { weights, breach } = boundedWeights(
    raw,
    selected.map(({ sector }) => sector),
    definition.weight,
  );
  return {
    eligible: eligible.length,
    weights: new Map(selected.map(({ id }, i) => [id, weights[i]])),
    breach,
  };
}
