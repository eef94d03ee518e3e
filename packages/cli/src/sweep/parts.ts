import { type FileHandle, open, readFile } from 'node:fs/promises';
import type { Outcome } from './outcome.ts';

/** First line of the file. */
interface Header {
  readonly format: 1;
  readonly key: string;
  readonly variants: number;
}

/** One batch a line. NaN is null, as JSON has none. */
interface Line {
  readonly done: readonly (readonly [number, readonly (number | null)[]])[];
  readonly refused: readonly (readonly [number, string, string])[];
}

/**
 * What a sweep has computed so far, in a file that only grows: a batch a line, on disk before the next one. Whatever
 * ends the process, complete lines are kept; a line that was torn is ignored, and its batch computed again.
 */
export class SweepParts {
  readonly #file: FileHandle;
  /** Batches of several workers are written one after the other, never into each other. */
  #last: Promise<void> = Promise.resolve();

  private constructor(file: FileHandle) {
    this.#file = file;
  }

  /** Starts a file anew. */
  static async create(path: string, key: string, variants: number): Promise<SweepParts> {
    const file = await open(path, 'w');
    const header: Header = { format: 1, key, variants };
    await file.write(`${JSON.stringify(header)}\n`);
    await file.datasync();
    return new SweepParts(file);
  }

  /** Goes on with a file, after what `readParts` found complete. */
  static async append(path: string, completeBytes: number): Promise<SweepParts> {
    const file = await open(path, 'r+');
    await file.truncate(completeBytes);
    await file.close();
    return new SweepParts(await open(path, 'a'));
  }

  /** Resolves when the batch is safe on disk. */
  add(outcomes: readonly Outcome[]): Promise<void> {
    this.#last = this.#last.then(() => this.#write(outcomes));
    return this.#last;
  }

  async #write(outcomes: readonly Outcome[]): Promise<void> {
    const line: Line = {
      done: outcomes.flatMap((outcome) =>
        'statistics' in outcome
          ? [[outcome.index, outcome.statistics.map((value) => (Number.isNaN(value) ? null : value))]]
          : [],
      ),
      refused: outcomes.flatMap((outcome) =>
        'refused' in outcome ? [[outcome.index, outcome.refused.code, outcome.refused.message]] : [],
      ),
    };
    await this.#file.appendFile(`${JSON.stringify(line)}\n`);
    await this.#file.datasync();
  }

  async close(): Promise<void> {
    // A failed write was already reported to whoever added it.
    await this.#last.catch(() => undefined);
    await this.#file.close();
  }
}

/** What an earlier run left. */
export interface FoundParts {
  readonly key: string;
  /** By index, each once. */
  readonly outcomes: ReadonlyMap<number, Outcome>;
  /** Length of the file without a torn last line. */
  readonly completeBytes: number;
}

/** Null when there is no such file, or not even its first line is complete. */
export async function readParts(path: string): Promise<FoundParts | null> {
  const content = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return Buffer.alloc(0);
    throw error;
  });
  let header: Header | null = null;
  let completeBytes = 0;
  const outcomes = new Map<number, Outcome>();
  for (
    let start = 0, end = content.indexOf(10);
    end >= 0;
    start = end + 1, end = content.indexOf(10, start)
  ) {
    const value = parseLine(content.toString('utf8', start, end));
    // A disk that filled up or lost power may leave anything; nothing after it is trusted.
    if (value === null) break;
    if (header === null) {
      if (!isHeader(value)) return null;
      header = value;
    } else {
      for (const outcome of outcomesOf(value as Line)) outcomes.set(outcome.index, outcome);
    }
    completeBytes = end + 1;
  }
  return header === null ? null : { key: header.key, outcomes, completeBytes };
}

function parseLine(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function isHeader(value: unknown): value is Header {
  return (
    typeof value === 'object' && value !== null && 'format' in value && value.format === 1 && 'key' in value
  );
}

function outcomesOf({ done, refused }: Line): Outcome[] {
  return [
    ...done.map(([index, numbers]) => ({ index, statistics: numbers.map((value) => value ?? Number.NaN) })),
    ...refused.map(([index, code, message]) => ({ index, refused: { code, message } })),
  ];
}
