import { explainIssues } from './explain-issue.ts';
import { allowedAt } from './keys.ts';
import { problemsError, show, showPath } from './problem.ts';
import { type DefinitionInput, definitionSchema, type IndexDefinition } from './schema.ts';
import { readYaml } from './yaml-source.ts';

/** A definition as its file gives it and as the engine reads it. */
export interface ParsedDefinition {
  /** As written, `id` filled in; what overrides are applied to. */
  readonly input: DefinitionInput;
  readonly definition: IndexDefinition;
}

/**
 * Reads a definition file. `file` is its path: it stands in messages, and its base name without `.yaml` or `.yml`
 * is the id when the file gives none. Limits: 262,144 characters; YAML 1.2 core schema without aliases and tags.
 *
 * @throws HoldfastError DEFINITION_SYNTAX, DEFINITION_INVALID; the message has a line for each problem, in the
 * order of the file: `indices/x.yaml:7:3 select.tpo: unknown key. Did you mean "top"? Allowed: by, …`
 * @example
 * parseDefinition('select: {top: 10}', 'indices/top-10.yaml').id; // 'top-10'
 */
export function parseDefinition(text: string, file: string): IndexDefinition {
  return parseDefinitionFile(text, file).definition;
}

/** As `parseDefinition`, with the definition as written beside it. */
export function parseDefinitionFile(text: string, file: string): ParsedDefinition {
  const source = readYaml(text, file);
  if (typeof source.value !== 'object' || source.value === null || Array.isArray(source.value)) {
    const found = source.value === null ? 'holds no keys' : `holds ${show(source.value)} instead of keys`;
    throw problemsError('DEFINITION_INVALID', file, [
      {
        position: source.valuePosition([]),
        key: '',
        message: `the file ${found}. A definition has at least one, such as "select: {top: 10}".`,
      },
    ]);
  }
  const named = Object.hasOwn(source.value, 'id');
  const input = named ? source.value : { id: idOfFile(file), ...source.value };
  const result = definitionSchema.safeParse(input);
  if (result.success) return { input: input as DefinitionInput, definition: result.data };
  const problems = explainIssues(result.error.issues, input).map(({ path, place, message }) => ({
    position: place === 'key' ? source.keyPosition(path) : source.valuePosition(path),
    key: showPath(path),
    message:
      path[0] === 'id' && !named
        ? `is left out, and the file's name can't stand in for it. Rename the file or add an id. Allowed: ${allowedAt(['id'])}.`
        : message,
  }));
  throw problemsError('DEFINITION_INVALID', file, problems);
}

/**
 * Checks a definition that is plain data already, such as one made by a sweep or sent as JSON. `origin` names it in
 * messages.
 *
 * @throws HoldfastError DEFINITION_INVALID
 * @example
 * definitionFromInput({ id: 'mine', select: { top: 10 } }, 'request').select.top; // 10
 */
export function definitionFromInput(input: unknown, origin: string): IndexDefinition {
  const result = definitionSchema.safeParse(input);
  if (result.success) return result.data;
  throw problemsError(
    'DEFINITION_INVALID',
    origin,
    explainIssues(result.error.issues, input).map(({ path, message }) => ({
      position: null,
      key: showPath(path),
      message,
    })),
  );
}

/** The id that a file's name stands for: its base name without `.yaml` or `.yml`. */
export function idOfFile(file: string): string {
  return file.replace(/^.*[/\\]/s, '').replace(/\.ya?ml$/i, '');
}
