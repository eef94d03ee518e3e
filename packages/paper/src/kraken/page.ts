import { invalid } from './kraken-error.ts';
import { isSet, type Parameters } from './request.ts';

const PAGE = 50;

/**
 * Fifty of a history, the newest first, after `ofs` others; `start` and `end` are seconds, or the id of an entry, the first
 * exclusive and the last inclusive.
 *
 * @param entries the oldest first
 * @throws KrakenError EGeneral:Invalid arguments
 */
export function pageOf<T>(
  parameters: Parameters,
  entries: readonly T[],
  timeOf: (entry: T) => number,
  idOf: (entry: T) => string,
): { readonly page: readonly T[]; readonly count: number | null } {
  const bound = (name: string): number | null => {
    const text = parameters.get(name);
    if (text === undefined || text === '') return null;
    if (/^[0-9]+(?:\.[0-9]+)?$/.test(text)) return Number(text) * 1000;
    const found = entries.find((entry) => idOf(entry) === text);
    if (found === undefined) throw invalid(name);
    return timeOf(found);
  };
  const from = bound('start') ?? Number.NEGATIVE_INFINITY;
  const to = bound('end') ?? Number.POSITIVE_INFINITY;
  const offset = parameters.get('ofs') ?? '0';
  if (!/^[0-9]{1,9}$/.test(offset)) throw invalid('ofs');
  const found = entries.filter((entry) => timeOf(entry) > from && timeOf(entry) <= to).reverse();
  return {
    page: found.slice(Number(offset), Number(offset) + PAGE),
    count: isSet(parameters, 'without_count') ? null : found.length,
  };
}

/** The answer of a page: its entries by id, and how many there are in all. */
export function pageJson<T>(
  name: string,
  { page, count }: { readonly page: readonly T[]; readonly count: number | null },
  idOf: (entry: T) => string,
  json: (entry: T) => unknown,
): Record<string, unknown> {
  return {
    [name]: Object.fromEntries(page.map((entry) => [idOf(entry), json(entry)])),
    ...(count === null ? {} : { count }),
  };
}
