import { ENDINGS } from './ending.ts';
import type { Streams } from './streams.ts';

/** Keys are read anew so often while a stream is open. */
const LOOK_EVERY_MS = 5000;
/** Streams go on for so long when keys can't be read. */
const MOST_BLIND_MS = 15_000;

/** What the sight works with. */
export interface KeySightParts {
  readonly streams: Pick<Streams, 'size' | 'endAll'>;
  /** Reads all keys anew, which reviews the streams. @throws HoldfastError, and may never come back */
  reload(): Promise<void>;
  /** Milliseconds of a clock that never goes back. */
  monotonic(): number;
}

/**
 * A request asks the database whether its key is still good; an open stream has only what was heard of it. So while streams are
 * open the keys are read every few seconds, whether or not the database told of a change, and where they can't be read
 * streams end: a key that was frozen meanwhile would otherwise go on hearing everything.
 */
export class KeySight {
  readonly #parts: KeySightParts;
  #readAt: number;
  #reading = false;
  #timer: NodeJS.Timeout | null = null;

  constructor(parts: KeySightParts) {
    this.#parts = parts;
    this.#readAt = parts.monotonic();
  }

  /** Looks every few seconds, until `stop`. */
  start(): void {
    this.#timer = setInterval(() => this.look(), LOOK_EVERY_MS);
    this.#timer.unref();
  }

  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
  }

  look(): void {
    const { streams, reload, monotonic } = this.#parts;
    const now = monotonic();
    // A login is decided by the database, so there was sight of it when the first stream was opened.
    if (streams.size === 0) this.#readAt = now;
    if (now - this.#readAt > MOST_BLIND_MS) streams.endAll(ENDINGS.blind);
    if (streams.size === 0 || this.#reading) return;
    this.#reading = true;
    reload().then(
      () => this.#done(now),
      () => this.#done(this.#readAt),
    );
  }

  #done(readAt: number): void {
    this.#reading = false;
    this.#readAt = Math.max(readAt, this.#readAt);
  }
}
