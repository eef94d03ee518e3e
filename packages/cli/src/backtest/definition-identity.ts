import { createHash } from 'node:crypto';
import { canonicalDefinition, type DefinitionLibrary, type IndexDefinition } from '@holdfast/engine';
import type { Identities } from './backtest-json.ts';

/** Id and the hash of everything that influences the numbers, members and theirs included. */
export function definitionIdentity(
  definition: IndexDefinition,
  library: DefinitionLibrary,
): Identities['definition'] {
  const canonical = canonicalDefinition(definition, library);
  return { id: definition.id, sha256: createHash('sha256').update(canonical).digest('hex') };
}
