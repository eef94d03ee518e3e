import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';

/** One step of the schema. */
export interface Migration {
  readonly number: number;
  readonly name: string;
  readonly sql: string;
  /** SHA-256 of the file. */
  readonly hash: Buffer;
}

/** The migrations of this version of the program, in order. */
export function shippedMigrations(): Migration[] {
  return readMigrations(new URL('../../migrations/', import.meta.url));
}

/**
 * Reads `0001-name.sql`, `0002-…` of a folder. They count from 1 without gaps.
 *
 * @throws RangeError when the folder holds anything else.
 */
export function readMigrations(folder: URL): Migration[] {
  return readdirSync(folder)
    .sort()
    .map((file, i) => {
      const match = /^(\d{4})-([a-z-]+)\.sql$/.exec(file);
      if (match === null || Number(match[1]) !== i + 1)
        throw new RangeError(`${file} is not migration ${i + 1}`);
      const bytes = readFileSync(new URL(file, folder));
      return {
        number: i + 1,
        name: match[2],
        sql: bytes.toString('utf8'),
        hash: createHash('sha256').update(bytes).digest(),
      };
    });
}
