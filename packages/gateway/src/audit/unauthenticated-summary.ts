import type { RefusalReason } from '../refusal.ts';
import type { UnauthenticatedContent } from './content.ts';

/** Counts of one address, or of all that are left over. */
type Counts = Map<RefusalReason, number>;

/**
 * Counts the requests that fail before their sender is known, to be written once a second: a stranger who sends a
 * million of them causes a few entries, not a million. After `mostAddresses` in one second the others share one entry
 * without an address, so that many addresses don't fill the disk either.
 */
export class UnauthenticatedSummary {
  readonly #mostAddresses: number;
  #byAddress = new Map<string, Counts>();
  #others: Counts = new Map();

  constructor(mostAddresses = 20) {
    this.#mostAddresses = mostAddresses;
  }

  /** Counts one failure; `address` in the form that entries have. */
  add(address: string, reason: RefusalReason): void {
    let counts = this.#byAddress.get(address);
    if (counts === undefined) {
      if (this.#byAddress.size >= this.#mostAddresses) counts = this.#others;
      else {
        counts = new Map();
        this.#byAddress.set(address, counts);
      }
    }
    counts.set(reason, (counts.get(reason) ?? 0) + 1);
  }

  /**
   * The contents for what was counted since the last call, and starts again from nothing.
   *
   * @example
   * for (const content of summary.drain()) await record('summary', encodeContent(content));
   */
  drain(): UnauthenticatedContent[] {
    const counted: [string | null, Counts][] = [...this.#byAddress];
    if (this.#others.size > 0) counted.push([null, this.#others]);
    this.#byAddress = new Map();
    this.#others = new Map();
    return counted.map(([address, counts]) => ({
      kind: 'unauthenticated',
      address,
      reasons: [...counts].map(([reason, count]) => ({ reason, count })),
    }));
  }
}
