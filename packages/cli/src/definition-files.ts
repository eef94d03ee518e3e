import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import {
  checkReferences,
  type DefinitionLibrary,
  type IndexDefinition,
  idOfFile,
  nearest,
  type ParsedDefinition,
  parseDefinitionFile,
  parseLibrary,
} from '@holdfast/engine';
import { HoldfastError } from '@holdfast/errors';
import { absolute } from './files.ts';
import { shippedIndices } from './installation.ts';
import type { Terminal } from './terminal.ts';

/** A definition file with the definitions it refers to. */
export interface LoadedDefinition extends ParsedDefinition {
  readonly path: string;
  readonly text: string;
  /** The definitions that it reaches as members and benchmarks, and theirs; not the file's own. */
  readonly library: DefinitionLibrary;
  /** The text of each definition of the library, by id. */
  readonly texts: ReadonlyMap<string, string>;
}

/**
 * Reads a definition and every definition it names, each from the file's own folder or else from the shipped indices.
 *
 * @param alsoNamed ids that variants of it name
 * @throws HoldfastError DEFINITION_SYNTAX, DEFINITION_INVALID, DEFINITION_NOT_FOUND, DEFINITION_CYCLE
 */
export async function loadDefinition(
  file: string,
  terminal: Terminal,
  alsoNamed: readonly string[] = [],
): Promise<LoadedDefinition> {
  const path = await definitionPath(file, terminal);
  const text = await readFile(path, 'utf8');
  const parsed = parseDefinitionFile(text, file);
  const named = await reachable(parsed.definition, alsoNamed, [dirname(path), shippedIndices()]);
  checkReferences(parsed.definition, named.library);
  return { ...parsed, path, text, ...named };
}

/** A file as named; else, for a bare id, the shipped index of that id. */
async function definitionPath(file: string, terminal: Terminal): Promise<string> {
  const path = absolute(file, terminal);
  if (!/^[a-z0-9][a-z0-9-]*$/.test(file) || existsSync(path)) return path;
  const shipped = join(shippedIndices(), `${file}.yaml`);
  if (existsSync(shipped)) return shipped;
  const ids = (await definitionFiles(shippedIndices())).map(idOfFile);
  const meant = nearest(file, ids);
  throw new HoldfastError(
    'FILE_UNUSABLE',
    `There is no file "${file}" and no shipped index of that id.${meant === undefined ? '' : ` Did you mean "${meant}"?`} "holdfast index list" shows the shipped ones.`,
    { path: file, meant: meant ?? null },
  );
}

/** Definition files of a folder, by name. */
export async function definitionFiles(folder: string): Promise<string[]> {
  const names = await readdir(folder);
  return names
    .filter((name) => /\.ya?ml$/i.test(name) && !name.startsWith('.'))
    .sort()
    .map((name) => join(folder, name));
}

/** Only the files that are named, directly or through others, are read; a broken neighbour is no matter. */
async function reachable(
  start: IndexDefinition,
  alsoNamed: readonly string[],
  folders: readonly string[],
): Promise<Pick<LoadedDefinition, 'library' | 'texts'>> {
  const library = new Map<string, IndexDefinition>();
  const texts = new Map<string, string>();
  const queue = [...namedBy(start), ...alsoNamed];
  const files = queue.length === 0 ? new Map<string, string>() : await filesById(folders);
  for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
    const file = files.get(id);
    // A benchmark that is no definition is an asset; a member that is none is an error of checkReferences.
    if (file === undefined || library.has(id)) continue;
    const text = await readFile(file, 'utf8');
    const definition = id === start.id ? start : parseLibrary([{ file, text }]).get(id)!;
    library.set(id, definition);
    texts.set(id, text);
    queue.push(...namedBy(definition));
  }
  return { library, texts };
}

function namedBy({ members, benchmarks }: IndexDefinition): string[] {
  return [...(members ?? []), ...(benchmarks ?? [])];
}

async function filesById(folders: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const files = new Map<string, string>();
  for (const folder of folders) {
    for (const file of await definitionFiles(folder)) {
      const id = idOfFile(file);
      if (!files.has(id)) files.set(id, file);
    }
  }
  return files;
}
