import { invalid, KrakenError } from './kraken-error.ts';
import type { Parameters } from './request.ts';

const FURTHEST_MS = 60_000;
const FORM =
  /^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,9})?(?:Z|[+-][0-9]{2}:[0-9]{2})$/;

/**
 * Refuses what has arrived after the time until which its client wants it; that may be a minute away at most.
 *
 * @param wall milliseconds since 1970
 * @throws KrakenError EService:Deadline elapsed, EGeneral:Invalid arguments:deadline
 * @see https://docs.kraken.com/api-reference/trading/add-order
 */
export function checkDeadline(parameters: Parameters, wall: number): void {
  const text = parameters.get('deadline');
  if (text === undefined || text === '') return;
  const deadline = FORM.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(deadline) || deadline - wall > FURTHEST_MS) throw invalid('deadline');
  if (deadline <= wall) throw new KrakenError('EService:Deadline elapsed');
}
