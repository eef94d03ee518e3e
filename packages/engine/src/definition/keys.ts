import { schemaTreeOf } from '@holdfast/document';
import { definitionSchema } from './schema.ts';

const tree = schemaTreeOf(definitionSchema);

/** Every key of a definition by its whole name, parents before their keys: `base`, `base.date`, … */
export function definitionKeys(): readonly string[] {
  return tree.allKeys();
}

/**
 * What may stand at a path, for a person.
 *
 * @example
 * allowedAt(['weight', 'cap']); // 'a number above 0 and at most 1, or null'
 */
export function allowedAt(path: readonly PropertyKey[]): string {
  return tree.allowedAt(path);
}
