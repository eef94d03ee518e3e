import { checkDocument, readDocument } from '@holdfast/document';
import { DEFINITION_KIND } from './document-kind.ts';
import { type DefinitionInput, definitionSchema, type IndexDefinition } from './schema.ts';

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
  const { input, value } = readDocument(text, file, definitionSchema, DEFINITION_KIND, {
    key: 'id',
    value: idOfFile(file),
  });
  return { input, definition: value };
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
  return checkDocument(input, origin, definitionSchema, DEFINITION_KIND);
}

/** The id that a file's name stands for: its base name without `.yaml` or `.yml`. */
export function idOfFile(file: string): string {
  return file.replace(/^.*[/\\]/s, '').replace(/\.ya?ml$/i, '');
}
