import { nearest } from '@holdfast/document';
import { HoldfastError } from '@holdfast/errors';
import { idOfFile, parseDefinition } from './parse.ts';
import type { IndexDefinition } from './schema.ts';

/** Definitions by id: what `members` and `benchmarks` name. */
export type DefinitionLibrary = ReadonlyMap<string, IndexDefinition>;

/** Portfolios inside portfolios; real ones have one or two levels. */
const DEEPEST = 32;

/**
 * A library of definitions that were read before.
 *
 * @throws HoldfastError DEFINITION_DUPLICATE when two have the same id
 * @example
 * const library = createLibrary([parseDefinition(text, 'indices/defi.yaml')]);
 * library.get('defi');
 */
export function createLibrary(definitions: Iterable<IndexDefinition>): DefinitionLibrary {
  const library = new Map<string, IndexDefinition>();
  for (const definition of definitions) {
    if (library.has(definition.id)) {
      throw new HoldfastError(
        'DEFINITION_DUPLICATE',
        `Two definitions have the id "${definition.id}". Give one of them another id.`,
        { id: definition.id },
      );
    }
    library.set(definition.id, definition);
  }
  return library;
}

/**
 * The library of a folder's files. In a folder an `id` must be the file's name, so that a name in `members` leads a
 * reader to its file.
 *
 * @throws HoldfastError DEFINITION_SYNTAX, DEFINITION_INVALID, DEFINITION_DUPLICATE
 */
export function parseLibrary(
  files: Iterable<{ readonly file: string; readonly text: string }>,
): DefinitionLibrary {
  const definitions: IndexDefinition[] = [];
  for (const { file, text } of files) {
    const definition = parseDefinition(text, file);
    if (definition.id !== idOfFile(file)) {
      throw new HoldfastError(
        'DEFINITION_INVALID',
        `${file} id: "${definition.id}" differs from the file's name. Leave the id out, or rename the file to ${definition.id}.yaml.`,
        { file, key: 'id', value: definition.id },
      );
    }
    definitions.push(definition);
  }
  return createLibrary(definitions);
}

/**
 * Checks that every member, members' members and the benchmarks that are definitions included, exists and that no
 * index holds itself. Benchmarks may name each other: a benchmark's own benchmarks are never computed.
 *
 * @throws HoldfastError DEFINITION_NOT_FOUND, DEFINITION_CYCLE
 */
export function checkReferences(definition: IndexDefinition, library: DefinitionLibrary): void {
  membersInOrder(definition, library);
  for (const benchmark of definitionBenchmarks(definition, library)) membersInOrder(benchmark, library);
}

/**
 * Every definition whose level `definition` is made of, each once, after those it needs itself; empty without
 * `members`.
 *
 * @throws HoldfastError DEFINITION_NOT_FOUND, DEFINITION_CYCLE
 * @example
 * membersInOrder(parseDefinition('members: [blend, ai]…', 'all.yaml'), library).map(({ id }) => id);
 * // ['defi', 'blend', 'ai'] where blend holds defi
 */
export function membersInOrder(definition: IndexDefinition, library: DefinitionLibrary): IndexDefinition[] {
  const done = new Set<IndexDefinition>();
  const visit = (holder: IndexDefinition, chain: readonly string[]) => {
    for (const id of holder.members ?? []) {
      const circle = chain.indexOf(id);
      if (circle >= 0) throw cycle([...chain.slice(circle), id]);
      const member = library.get(id) ?? missing(holder, id, library);
      if (done.has(member)) continue;
      if (chain.length > DEEPEST) throw cycle([...chain, id]);
      visit(member, [...chain, id]);
      done.add(member);
    }
  };
  visit(definition, [definition.id]);
  return [...done];
}

/**
 * The benchmarks that are definitions. A name that is both an asset and a definition of the library means the
 * definition; the default benchmarks always mean assets.
 */
export function definitionBenchmarks(
  definition: IndexDefinition,
  library: DefinitionLibrary,
): IndexDefinition[] {
  return [...new Set(definition.benchmarks ?? [])].flatMap((id) => library.get(id) ?? []);
}

function missing(holder: IndexDefinition, id: string, library: DefinitionLibrary): never {
  const meant = nearest(id, library.keys());
  const hint = meant === undefined ? '' : ` Did you mean "${meant}"?`;
  throw new HoldfastError(
    'DEFINITION_NOT_FOUND',
    `"${holder.id}" has the member "${id}", but there is no definition of that id.${hint} Members are ids of other definition files in the same folder.`,
    { definition: holder.id, member: id, meant: meant ?? null },
  );
}

function cycle(circle: readonly string[]): HoldfastError {
  const repeats = circle.indexOf(circle[circle.length - 1]) < circle.length - 1;
  return new HoldfastError(
    'DEFINITION_CYCLE',
    repeats
      ? `Definitions hold each other in a circle: ${circle.join(' → ')}. Take one of them out of the other's members.`
      : `Definitions hold each other more than ${DEEPEST} deep: ${circle.join(' → ')}.`,
    { circle },
  );
}
