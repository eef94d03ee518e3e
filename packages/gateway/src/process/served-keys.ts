import type { Database } from '@holdfast/database';
import type { Kek } from '@holdfast/vault';
import { kekIdInForce } from '../administration/kek-in-force.ts';
import { KeyRing } from '../keys/key-ring.ts';
import { RevisionLog } from '../keys/revision-log.ts';

/** What is told about keys as they are read. */
export interface KeyListeners {
  readonly onRing: (ring: KeyRing) => void;
  /** What `ring` gives is another one now, or none. */
  readonly onChanged: () => void;
  /** The vault has another key by now, so these keys were closed. */
  readonly onOutdated: () => void;
  readonly log: (message: string) => void;
}

/** The keys that a gateway serves with, as long as the vault is open. */
export class ServedKeys {
  readonly #db: Database;
  readonly #listeners: KeyListeners;
  readonly #revisions: RevisionLog;
  #kek: Kek | null = null;
  #ring: KeyRing | null = null;
  #expected: Kek | null = null;
  /** Problems of the keys in hand: said when they begin, not each time that keys are read. */
  #problems: ReadonlySet<string> = new Set();

  /** Reads all keys anew; while sealed it does nothing. */
  readonly reload: () => Promise<void>;

  constructor(db: Database, listeners: KeyListeners) {
    this.#db = db;
    this.#listeners = listeners;
    this.#revisions = new RevisionLog(db);
    this.reload = coalesced(() => this.#read());
  }

  /** Null while the vault is sealed. */
  get ring(): KeyRing | null {
    return this.#ring;
  }

  /**
   * Opens the keys, or goes on with the vault's new key.
   *
   * @throws HoldfastError DATABASE_UNAVAILABLE and others; then the keys stay closed
   */
  async open(kek: Kek): Promise<void> {
    this.#kek = kek;
    try {
      await this.reload();
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /** Drops the vault's key and every opened key. Holds from now on for each request whose first byte has not left. */
  close(): void {
    this.#kek = null;
    this.#ring = null;
    this.#listeners.onChanged();
  }

  /** The key that a rekey of this process puts the database under; null when it is over. */
  expect(next: Kek | null): void {
    this.#expected = next;
  }

  async #read(): Promise<void> {
    const kek = this.#kek;
    if (kek === null) return;
    // As of one moment: a change between two readings would look like a row that was put back, and a rekey like a wrong MAC.
    const { inForce, ring } = await this.#db.kysely
      .transaction()
      .setIsolationLevel('repeatable read')
      .execute(async (moment) => {
        const id = await kekIdInForce({ kysely: moment });
        const ours = id === null || id === kek.id;
        const known = await this.#revisions.read(moment);
        return { inForce: id, ring: ours ? await KeyRing.load(moment, kek, known) : null };
      });
    // Sealed meanwhile.
    if (this.#kek !== kek) return;
    if (ring === null) {
      if (inForce === this.#expected?.id) {
        this.#kek = this.#expected;
        return this.#read();
      }
      // Another replica gave the vault a new key. What was opened under the old one isn't read anew, so it goes.
      this.close();
      this.#listeners.onOutdated();
      return;
    }
    const problems = new Set(
      ring.problems.map(({ kind, name, problem }) => `${kind} ${name} is refused: ${problem}`),
    );
    for (const one of problems) if (!this.#problems.has(one)) this.#listeners.log(one);
    this.#problems = problems;
    this.#listeners.onRing(ring);
    this.#ring = ring;
    this.#listeners.onChanged();
  }
}

/** Runs `work` at most once at a time; calls meanwhile share one further run, so that every change is seen. */
function coalesced(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | null = null;
  let next: Promise<void> | null = null;
  const start = (): Promise<void> => {
    running = work().finally(() => {
      running = null;
    });
    return running;
  };
  return () => {
    // Between the two runs there is none, but the one that comes has not begun to read.
    if (next !== null) return next;
    if (running === null) return start();
    next = running
      .catch(() => undefined)
      .then(() => {
        next = null;
        return start();
      });
    return next;
  };
}
