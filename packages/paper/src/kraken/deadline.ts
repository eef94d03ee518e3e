import { invalid, KrakenError } from './kraken-error.ts';
import type { Parameters } from './request.ts';

const FURTHEST_MS = 60_000;
const DEFAULT_MS = 5000;
const FORM =
  /^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,9})?(?:Z|[+-][0-9]{2}:[0-9]{2})$/;

/**
 * Refuses what has come to the engine after the time until which its client wants it; that may be a minute away at most, and is
 * five seconds after the request arrived when it doesn't say.
 *
 * @param arrived when the request came, milliseconds since 1970
 * @param wall now
 * @throws KrakenError EService:Deadline elapsed, EGeneral:Invalid arguments:deadline
 * @see https://docs.kraken.com/api-reference/trading/add-order
 */
export function checkDeadline(parameters: Parameters, arrived: number, wall: number): void {
  const text = parameters.get('deadline') ?? '';
  const given = FORM.test(text) ? Date.parse(text) : Number.NaN;
  const deadline = text === '' ? arrived + DEFAULT_MS : given;
  if (Number.isNaN(deadline) || deadline - wall > FURTHEST_MS) throw invalid('deadline');
  if (deadline <= wall) throw new KrakenError('EService:Deadline elapsed');
}
