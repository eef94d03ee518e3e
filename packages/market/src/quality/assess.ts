import { type AcceptedRows, valuesOf } from '../accepted-rows.ts';
import type { ValueRole } from '../source/columns.ts';
import type { RowCounts } from '../source/rejections.ts';
import type { TagBook } from '../tags.ts';
import { checkPegs } from './peg-checks.ts';
import type { QualityReport } from './schema.ts';
import {
  checkGaps,
  checkJumps,
  checkSpan,
  checkStaleRuns,
  checkSupply,
  checkSurvivorship,
} from './series-checks.ts';
import { checkVolume } from './volume-checks.ts';

/**
 * Judges the rows of a snapshot. `counts` says what the import turned away; it can't be told from the rows.
 *
 * @example
 * const report = assessQuality(rows, counts, loadTags());
 * report.survivorship.survivorBiased; // true: no asset ever disappears
 */
export function assessQuality(rows: AcceptedRows, counts: RowCounts, tags: TagBook): QualityReport {
  return {
    formatVersion: 1,
    rows: {
      read: counts.read,
      accepted: counts.accepted,
      identical: counts.identical,
      unparsable: copy(counts.unparsable),
      price: copy(counts.price),
      conflicting: copy(counts.conflicting),
    },
    missing: { marketCap: missingCells(rows, 'marketCap'), volume: missingCells(rows, 'volume') },
    span: checkSpan(rows),
    gaps: checkGaps(rows),
    staleRuns: checkStaleRuns(rows),
    jumps: checkJumps(rows),
    volume: checkVolume(rows),
    supply: checkSupply(rows),
    survivorship: checkSurvivorship(rows),
    pegs: checkPegs(rows, tags),
  };
}

function copy(rejected: RowCounts['price']): QualityReport['rows']['price'] {
  return { rows: rejected.rows, first: rejected.first.map((row) => ({ ...row })) };
}

function missingCells(rows: AcceptedRows, role: ValueRole): number | null {
  const values = valuesOf(rows, role);
  if (values === undefined) return null;
  let missing = 0;
  for (const value of values) if (Number.isNaN(value)) missing++;
  return missing;
}
