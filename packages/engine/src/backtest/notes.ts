import type { Note } from './result.ts';

/** Collects what a run wants its reader to know, each thing once. */
export class Notes {
  readonly #notes: Note[] = [];
  readonly #seen = new Set<string>();

  /** Adds a note about a date; `asset` null when it is about no asset. */
  add(code: Note['code'], date: number | null, asset: string | null, message: string): void {
    this.#notes.push({ code, date, asset, message });
  }

  /** Adds a note unless one of this code and asset is there: for facts that hold on many dates. */
  addOnce(code: Note['code'], date: number | null, asset: string | null, message: string): void {
    const key = `${code} ${asset}`;
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    this.add(code, date, asset, message);
  }

  all(): readonly Note[] {
    return this.#notes;
  }
}
