import { nearest, readYaml, show } from '@holdfast/document';
import { HoldfastError } from '@holdfast/errors';
import { DEFINITION_KIND } from './document-kind.ts';
import { definitionKeys } from './keys.ts';
import type { DefinitionInput } from './schema.ts';

/** A key of the definition by its whole name and the values that a sweep gives it, in order. */
export interface Variation {
  readonly path: string;
  readonly values: readonly unknown[];
}

/** One key set to one value. */
export interface Override {
  readonly path: string;
  readonly value: unknown;
}

/** More combinations than this would not fit into memory with their results. */
const MOST_COMBINATIONS = 1_000_000;
/** What names an index rather than shapes it. */
const NOT_VARIED = new Set(['id', 'name', 'description', 'votes', 'weights']);

/**
 * Sets one key of a definition as written, parents created as needed, and leaves `input` as it was. Whether the
 * value is allowed is for `definitionFromInput` to say, once all keys are set, because keys depend on each other.
 *
 * @throws HoldfastError VARIATION_INVALID when a definition has no such key
 * @example
 * definitionFromInput(applyOverride({ id: 'x' }, 'select.top', 5), 'x').select.top; // 5
 */
export function applyOverride(input: DefinitionInput, path: string, value: unknown): DefinitionInput {
  checkPath(path);
  return setAt(input, path.split('.'), value) as DefinitionInput;
}

function setAt(map: unknown, [key, ...rest]: readonly string[], value: unknown): Record<string, unknown> {
  const copy: Record<string, unknown> =
    typeof map === 'object' && map !== null && !Array.isArray(map) ? { ...map } : {};
  copy[key] = rest.length === 0 ? value : setAt(copy[key], rest, value);
  return copy;
}

/**
 * Reads what a person writes to vary one key. The values are YAML, so that lists and null can be given.
 *
 * @throws HoldfastError VARIATION_INVALID
 * @example
 * parseVariation('weight.cap=0.1,0.2,null'); // { path: 'weight.cap', values: [0.1, 0.2, null] }
 * parseVariation('universe.include_tags=[defi],[layer-1, ai]');
 */
export function parseVariation(text: string): Variation {
  const [, path, list] = /^([^=]*)=(.*)$/s.exec(text) ?? [];
  if (path === undefined || list === undefined) {
    throw invalid(`${show(text)} varies nothing. Write a key, = and its values: select.top=5,10,20.`, text);
  }
  checkPath(path);
  const variation = { path, values: readValues(list, path) };
  expandGrid([variation]);
  return variation;
}

function readValues(list: string, path: string): readonly unknown[] {
  const refuse = (cause?: unknown) =>
    invalid(
      `${show(list)} is no list of values for ${path}. Separate values by commas: select.top=5,10,20.`,
      path,
      cause,
    );
  // A comment would swallow the values after it without a word.
  if (list.includes('#')) throw refuse();
  let values: unknown;
  try {
    ({ value: values } = readYaml(`[${list}\n]`, path, DEFINITION_KIND));
  } catch (error) {
    throw refuse(error);
  }
  if (!Array.isArray(values)) throw refuse();
  return values;
}

/**
 * All combinations of the variations' values. The first variation changes slowest, so that the same variations
 * give the same order; no variation gives one empty combination.
 *
 * @throws HoldfastError VARIATION_INVALID for a key that no definition has or that comes twice, a variation without
 * values, and more than a million combinations
 * @example
 * expandGrid([{ path: 'select.top', values: [5, 10] }, { path: 'weight.cap', values: [0.2, null] }]);
 * // top 5 cap 0.2, top 5 cap null, top 10 cap 0.2, top 10 cap null
 */
export function expandGrid(variations: readonly Variation[]): Override[][] {
  const seen = new Set<string>();
  let count = 1;
  for (const { path, values } of variations) {
    checkPath(path);
    if (seen.has(path)) throw invalid(`${path} is varied twice. Give all its values at once.`, path);
    seen.add(path);
    if (values.length === 0) throw invalid(`${path} has no values. Write some: ${path}=1,2,3.`, path);
    if (new Set(values.map((value) => JSON.stringify(value))).size < values.length) {
      throw invalid(`${path} has a value twice. Leave the second one out.`, path);
    }
    count *= values.length;
  }
  if (count > MOST_COMBINATIONS) {
    throw invalid(
      `${count.toLocaleString('en-US')} combinations are too many. Vary fewer keys or values: at most ${MOST_COMBINATIONS.toLocaleString('en-US')}.`,
      null,
    );
  }
  return variations.reduce<Override[][]>(
    (grid, { path, values }) =>
      grid.flatMap((combination) => values.map((value) => [...combination, { path, value }])),
    [[]],
  );
}

function checkPath(path: string): void {
  const keys = definitionKeys().filter((key) => !NOT_VARIED.has(key));
  if (keys.includes(path)) return;
  const last = keys.filter((key) => key.endsWith(`.${path}`));
  const meant = last.length === 1 ? last[0] : nearest(path, keys);
  const hint =
    meant === undefined ? ` Keys that can be varied: ${keys.join(', ')}.` : ` Did you mean "${meant}"?`;
  throw invalid(`${show(path)} is no key that can be varied.${hint}`, path);
}

function invalid(message: string, path: string | null, cause?: unknown): HoldfastError {
  return new HoldfastError('VARIATION_INVALID', message, { path }, { cause });
}
