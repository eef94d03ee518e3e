import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Top of the installation: the folder that holds packages/ and indices/. */
function installationRoot(): string {
  return join(import.meta.dirname, '..', '..', '..');
}

/** Folder of the definitions that come with Holdfast. */
export function shippedIndices(): string {
  return join(installationRoot(), 'indices');
}

/** This release, from the command's package. */
export function version(): string {
  return JSON.parse(readFileSync(join(import.meta.dirname, '..', 'package.json'), 'utf8')).version;
}

/** What computed a result: together with the hashes of data and definition it repeats the result to the last digit. */
export interface EngineIdentity {
  readonly version: string;
  /** SHA-256 over the engine's source files, names and contents, in order of name. */
  readonly sha256: string;
}

/** Version of the engine and hash of the source that runs right now. */
export function engineIdentity(): EngineIdentity {
  const source = dirname(fileURLToPath(import.meta.resolve('@holdfast/engine')));
  const hash = createHash('sha256');
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => name.replaceAll('\\', '/'))
    .sort();
  for (const name of files) {
    const content = readFileSync(join(source, name));
    // Lengths keep one file's end and the next one's name apart.
    hash.update(`${name}\0${content.length}\0`).update(content);
  }
  const manifest = readFileSync(join(dirname(source), 'package.json'), 'utf8');
  return { version: JSON.parse(manifest).version, sha256: hash.digest('hex') };
}
