import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { definitionJsonSchema } from '@holdfast/engine';
import { errorCatalogue } from '@holdfast/errors';
import { type Dialect, dialects, policyJsonSchema } from '@holdfast/gateway';
import { FUZZED_REQUESTS, triedOperations } from '../packages/gateway/test/dialect/tried.ts';
import { errorsDocument } from './errors-document.ts';
import { exchangesDocument } from './exchanges-document.ts';
import { gatewaySbom } from './gateway-sbom.ts';

/**
 * Every file that is made from code, by its path from the repository's root. A test fails when one is stale.
 *
 * @example
 * (await generatedFiles('/repository')).get('docs/errors.md');
 */
export async function generatedFiles(root: string): Promise<ReadonlyMap<string, string>> {
  const catalogue = readFileSync(join(root, 'packages/errors/src/catalogue.ts'), 'utf8');
  const operations = new Map<Dialect['exchange'], number>();
  for (const exchange of dialects.keys()) operations.set(exchange, await triedOperations(exchange));
  return new Map([
    ['indices/definition.schema.json', `${JSON.stringify(definitionJsonSchema(), null, 2)}\n`],
    ['policies/policy.schema.json', `${JSON.stringify(policyJsonSchema(), null, 2)}\n`],
    ['docs/errors.md', errorsDocument(errorCatalogue, catalogue)],
    [
      'docs/exchanges/README.md',
      exchangesDocument([...dialects.values()], { operations, fuzzed: FUZZED_REQUESTS }),
    ],
    ['packages/gateway/sbom.cdx.json', gatewaySbom(root)],
  ]);
}

if (import.meta.main) {
  const root = join(import.meta.dirname, '..');
  for (const [path, content] of await generatedFiles(root)) {
    writeFileSync(join(root, path), content);
    console.log(`wrote ${path}`);
  }
}
