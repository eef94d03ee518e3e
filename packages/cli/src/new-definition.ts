import { writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { definitionFromInput } from '@holdfast/engine';
import { HoldfastError } from '@holdfast/errors';
import { existingFolder } from './files.ts';
import { shippedIndices } from './installation.ts';
import type { Terminal } from './terminal.ts';

/**
 * Writes a definition to start from. Its first line tells editors where the schema is, so that they complete and check.
 *
 * @returns the file's path as the person would write it
 * @throws HoldfastError FILE_EXISTS, DEFINITION_INVALID for a name that can't be an id
 */
export async function writeNewDefinition(name: string, folder: string, terminal: Terminal): Promise<string> {
  const id = name.replace(/\.ya?ml$/i, '');
  definitionFromInput({ id }, 'index new');
  const target = await existingFolder(folder, terminal);
  const path = join(target, `${id}.yaml`);
  const shown = join(folder, `${id}.yaml`);
  const text = template(id, relative(target, join(shippedIndices(), 'definition.schema.json')));
  // "wx" decides and writes in one step, so that no file is ever lost.
  await writeFile(path, text, { flag: 'wx' }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
    throw new HoldfastError('FILE_EXISTS', `${shown} exists already. Choose another name, or edit it.`, {
      path: shown,
    });
  });
  return shown;
}

function template(id: string, schema: string): string {
  const title = id.replaceAll('-', ' ').replace(/^./, (letter) => letter.toUpperCase());
  return `# yaml-language-server: $schema=${schema.replaceAll('\\', '/')}
# Every key and its default: docs/definition.md. What is left out has its default.
name: ${JSON.stringify(title)}
description: The ten largest coins by market cap, none above a quarter, rebalanced monthly.

universe:
  exclude_tags: [stablecoin, wrapped, staked, leveraged, synthetic]
  min_median_volume: {usd: 1000000, window: 30}   # USD a day

select: {by: market-cap, top: 10, buffer: 2}
weight: {scheme: market-cap, cap: 0.25}
rebalance: {schedule: monthly}

cost_bps: 10
benchmarks: [bitcoin, ethereum]
`;
}
