/** Virtual keys that are told apart; more than that share in groups, so that leases stay few and small. */
const MOST_ALONE = 64;
const GROUPS = 8;
/** A key that did nothing for so long makes place for another. */
const IDLE_MS = 60_000;
/** How often it is looked who is idle. */
const LOOK_EVERY_MS = 1000;

/**
 * Among whom an exchange's limits are shared. As long as few virtual keys are active each is by itself; of thousands most go in
 * groups, whose members are not protected from each other.
 */
export class Holders {
  readonly #monotonic: () => number;
  readonly #alone = new Map<string, number>();
  #lookedAt = Number.NEGATIVE_INFINITY;

  /** @param monotonic milliseconds of a clock that never goes back */
  constructor(monotonic: () => number) {
    this.#monotonic = monotonic;
  }

  /** The name under which somebody shares. */
  of(holder: string): string {
    const now = this.#monotonic();
    if (!this.#alone.has(holder) && this.#alone.size >= MOST_ALONE) {
      this.#forgetIdle(now);
      if (this.#alone.size >= MOST_ALONE) return `(group ${groupOf(holder)})`;
    }
    this.#alone.set(holder, now);
    return holder;
  }

  #forgetIdle(now: number): void {
    if (now - this.#lookedAt < LOOK_EVERY_MS) return;
    this.#lookedAt = now;
    for (const [holder, usedAt] of this.#alone) if (now - usedAt > IDLE_MS) this.#alone.delete(holder);
  }
}

/** The same on every replica (FNV-1a). */
function groupOf(holder: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < holder.length; i++) hash = Math.imul(hash ^ holder.charCodeAt(i), 0x01000193);
  return (hash >>> 0) % GROUPS;
}
