import { canonicalJson, datedLists, type Json } from './canonical.ts';
import type { IndexDefinition } from './schema.ts';

/** One key in which two definitions differ, defaults filled in; undefined where one has no such key. */
export interface DefinitionDifference {
  /** As in the file, dated lists by their date: `weight.cap`, `votes.2021-01-01.aave`. */
  readonly path: string;
  readonly a: Json | undefined;
  readonly b: Json | undefined;
}

/**
 * Every key in which two definitions differ, in the order of docs/definition.md, `id`, `name` and `description`
 * included.
 *
 * @example
 * diffDefinitions(top10, top20); // [{ path: 'id', … }, { path: 'select.top', a: 10, b: 20 }]
 */
export function diffDefinitions(a: IndexDefinition, b: IndexDefinition): DefinitionDifference[] {
  return compare(comparable(a), comparable(b), []);
}

function comparable(definition: IndexDefinition): Json {
  const { votes, weights } = definition;
  return { ...definition, votes: datedLists(votes), weights: datedLists(weights) };
}

function compare(a: Json | undefined, b: Json | undefined, path: readonly string[]): DefinitionDifference[] {
  if (isMap(a) && isMap(b)) {
    const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
    return [...keys].flatMap((key) => compare(own(a, key), own(b, key), [...path, key]));
  }
  const same = a === undefined || b === undefined ? a === b : canonicalJson(a) === canonicalJson(b);
  return same ? [] : [{ path: path.join('.'), a, b }];
}

function own(map: { readonly [key: string]: Json }, key: string): Json | undefined {
  return Object.hasOwn(map, key) ? map[key] : undefined;
}

function isMap(value: Json | undefined): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
