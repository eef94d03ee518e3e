import { formatDate } from '../date.ts';
import { type DefinitionLibrary, definitionBenchmarks, membersInOrder } from './library.ts';
import type { DatedNumbers, IndexDefinition } from './schema.ts';

/** Plain data, as JSON has it. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/**
 * Everything of a definition that influences its numbers, as one line of JSON: keys sorted, lists that are sets
 * sorted and without repeats, numbers as JavaScript prints them, members and benchmarks that are definitions
 * included. Names, descriptions, comments and order of keys do not change it. Its hash, the snapshot's and the
 * engine's version name a result that can be repeated to the last digit.
 *
 * @throws HoldfastError DEFINITION_NOT_FOUND, DEFINITION_CYCLE
 * @example
 * createHash('sha256').update(canonicalDefinition(definition, library)).digest('hex');
 */
export function canonicalDefinition(definition: IndexDefinition, library: DefinitionLibrary): string {
  const benchmarks = definitionBenchmarks(definition, library);
  const others = new Set([
    ...membersInOrder(definition, library),
    ...benchmarks,
    ...benchmarks.flatMap((benchmark) => membersInOrder(benchmark, library)),
  ]);
  return canonicalJson({
    definition: rules(definition),
    benchmarks: definition.benchmarks && asSet(definition.benchmarks),
    definition_benchmarks: benchmarks.map(({ id }) => id).sort(),
    // Only by their level: whom they are compared with themselves makes no difference.
    others: Object.fromEntries([...others].map((other) => [other.id, rules(other)])),
  });
}

function rules(definition: IndexDefinition): Json {
  const { id: _id, name: _name, description: _description, benchmarks: _benchmarks, ...rest } = definition;
  const { universe, members, votes, weights } = rest;
  return {
    ...rest,
    universe: {
      ...universe,
      exclude_tags: asSet(universe.exclude_tags),
      include_tags: asSet(universe.include_tags),
      include: asSet(universe.include),
      exclude: asSet(universe.exclude),
    },
    members: members && asSet(members),
    votes: datedLists(votes),
    weights: datedLists(weights),
  };
}

function asSet(list: readonly string[]): string[] {
  return [...new Set(list)].sort();
}

/** Dated lists by their ISO date, or null. */
export function datedLists(
  rows: readonly DatedNumbers[] | null,
): Record<string, Record<string, number>> | null {
  return rows && Object.fromEntries(rows.map(({ from, numbers }) => [formatDate(from), { ...numbers }]));
}

/** JSON on one line with the keys of every map sorted. */
export function canonicalJson(value: Json): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (isList(value)) return `[${value.map(canonicalJson).join(',')}]`;
  const keys = Object.keys(value).sort();
  return `{${keys.map((key) => `${JSON.stringify(key)}:${canonicalJson(value[key])}`).join(',')}}`;
}

/** `Array.isArray` does not recognise read-only arrays. */
function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
