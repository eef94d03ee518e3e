/** Bounds of a batch. */
interface GroupCommitOptions {
  readonly largestBatch: number;
  /**
   * Batches under way at once; what arrives meanwhile makes up the next one. A second one of the same keys would only wait
   * for the first in the database, and both would be smaller.
   */
  readonly concurrency: number;
  /** More waiting items than this are turned away. */
  readonly mostWaiting: number;
}

const DEFAULT_GROUP_COMMIT: GroupCommitOptions = {
  largestBatch: 128,
  concurrency: 1,
  mostWaiting: 10_000,
};

interface Waiting<Item, Result> {
  readonly item: Item;
  resolve(result: Result): void;
  reject(error: unknown): void;
}

/**
 * Commits items of many callers together: a batch goes out as soon as a place is free, with all that waits by then, so
 * that nothing waits for a timer and a busy gateway pays one disk sync for many requests.
 *
 * @example
 * const commit = new GroupCommit((requests) => decideBatch(db, requests));
 * const decision = await commit.add(request);
 */
export class GroupCommit<Item, Result> {
  readonly #commit: (items: readonly Item[]) => Promise<readonly Result[]>;
  readonly #options: GroupCommitOptions;
  #waiting: Waiting<Item, Result>[] = [];
  #running = 0;

  /** @param commit gives one result an item, in their order; when it fails, every caller of the batch gets the error */
  constructor(
    commit: (items: readonly Item[]) => Promise<readonly Result[]>,
    options: Partial<GroupCommitOptions> = {},
  ) {
    this.#commit = commit;
    this.#options = { ...DEFAULT_GROUP_COMMIT, ...options };
  }

  /** @throws RangeError when too many wait already; or what the commit throws */
  add(item: Item): Promise<Result> {
    if (this.#waiting.length >= this.#options.mostWaiting) {
      return Promise.reject(new RangeError('too many items wait to be committed'));
    }
    return new Promise((resolve, reject) => {
      this.#waiting.push({ item, resolve, reject });
      this.#next();
    });
  }

  #next(): void {
    if (this.#running >= this.#options.concurrency || this.#waiting.length === 0) return;
    const batch = this.#waiting.slice(0, this.#options.largestBatch);
    this.#waiting = this.#waiting.slice(batch.length);
    this.#running++;
    this.#run(batch).finally(() => {
      this.#running--;
      this.#next();
    });
  }

  async #run(batch: readonly Waiting<Item, Result>[]): Promise<void> {
    try {
      const results = await this.#commit(batch.map(({ item }) => item));
      if (results.length !== batch.length)
        throw new Error('a commit gave another number of results than it got items');
      batch.forEach(({ resolve }, i) => {
        resolve(results[i]);
      });
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  }
}
