import type { NonceLease } from '@holdfast/database';
import type { LoadedExchangeKey } from '../keys/key-ring.ts';
import type { Senders } from './gateway.ts';

/** Gives out nonces that were stored before, for one replica alone. */
export type LeaseNonces = (key: LoadedExchangeKey) => Promise<NonceLease>;

/** The nonces in hand for one real key, and the end of its queue. */
interface Line {
  next: bigint;
  left: number;
  until: number;
  last: Promise<unknown>;
}

/**
 * Sends with a real key whose exchange wants strictly increasing nonces one after the other: the next leaves when the
 * one before it was answered, so that none can overtake. Other keys send at once.
 */
export class OneAtATime implements Senders {
  readonly #lease: LeaseNonces;
  readonly #monotonic: () => number;
  readonly #lines = new Map<string, Line>();

  constructor(lease: LeaseNonces, monotonic: () => number) {
    this.#lease = lease;
    this.#monotonic = monotonic;
  }

  async run<T>(
    key: LoadedExchangeKey,
    strictNonce: boolean,
    send: (nonce: bigint) => Promise<T>,
  ): Promise<T> {
    if (!strictNonce) return send(0n);
    const name = `${key.number} ${key.version}`;
    let line = this.#lines.get(name);
    if (line === undefined) {
      line = { next: 0n, left: 0, until: 0, last: Promise.resolve() };
      this.#lines.set(name, line);
    }
    const mine = line;
    const turn = mine.last.then(async () => send(await this.#nonce(mine, key)));
    mine.last = turn.catch(() => undefined);
    return turn;
  }

  async #nonce(line: Line, key: LoadedExchangeKey): Promise<bigint> {
    // The floor rises when the key was used elsewhere: what is in hand below it is worth nothing any more.
    if (line.left === 0 || this.#monotonic() >= line.until || line.next <= key.nonceFloor) {
      const asked = this.#monotonic();
      const { first, count, leaseMs } = await this.#lease(key);
      line.next = first;
      line.left = count;
      // The lease must outlast the request that begins at its end.
      line.until = asked + leaseMs / 2;
    }
    line.left--;
    return line.next++;
  }
}
