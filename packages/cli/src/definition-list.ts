import { readFile } from 'node:fs/promises';
import { idOfFile, parseDefinition } from '@holdfast/engine';
import { isHoldfastError } from '@holdfast/errors';
import { definitionFiles } from './definition-files.ts';
import { existingFolder } from './files.ts';
import { shippedIndices } from './installation.ts';
import type { Terminal } from './terminal.ts';

/** One file of a folder; `error` when it can't be read as a definition. */
export interface ListedDefinition {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly file: string;
  readonly error: { readonly code: string; readonly message: string } | null;
}

/** Definitions of a folder by file name; of the shipped indices without one. A broken file does not hide the others. */
export async function listDefinitions(
  folder: string | undefined,
  terminal: Terminal,
): Promise<ListedDefinition[]> {
  const files = await definitionFiles(
    folder === undefined ? shippedIndices() : await existingFolder(folder, terminal),
  );
  return Promise.all(
    files.map(async (file) => {
      try {
        const { id, name, description } = parseDefinition(await readFile(file, 'utf8'), file);
        return { id, name, description, file, error: null };
      } catch (error) {
        if (!isHoldfastError(error)) throw error;
        const { code, message } = error;
        return { id: idOfFile(file), name: '', description: '', file, error: { code, message } };
      }
    }),
  );
}
