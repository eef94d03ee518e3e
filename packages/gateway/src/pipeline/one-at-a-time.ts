import type { NonceLease } from '@holdfast/database';
import { isHoldfastError } from '@holdfast/errors';
import type { LoadedExchangeKey } from '../keys/key-ring.ts';
import { Refusal } from '../refusal.ts';
import type { Senders } from './gateway.ts';

/** Gives out nonces that were stored before, for one replica alone, and takes a turn back. */
export interface NonceLeases {
  /** @throws HoldfastError NONCE_LEASED while another replica sends */
  lease(key: LoadedExchangeKey): Promise<NonceLease>;
  /** Lets another replica send; only called when nothing of this one is under way. */
  end(key: LoadedExchangeKey): Promise<void>;
  /** Milliseconds that a request may be under way at most; no lease is shorter. */
  readonly longestSendMs: number;
}

/** A turn that nobody uses is given up after so many milliseconds, */
const IDLE_MS = 25;
/** and it is looked every so often whether another replica waits. */
const TURN_MS = 200;
/** Who waits asks so often; who gave up its turn lets two such times pass. */
const ASK_MS = 10;

/** The nonces in hand for one real key, and the end of its queue. */
interface Line {
  readonly key: LoadedExchangeKey;
  next: bigint;
  left: number;
  /** Nothing may begin after it; milliseconds of the monotonic clock. */
  until: number;
  lookAt: number;
  holds: boolean;
  waiting: number;
  last: Promise<unknown>;
}

/**
 * Sends with a real key whose exchange wants strictly increasing nonces one after the other: the next leaves when the
 * one before it was answered, so that none can overtake. Other keys send at once. Replicas take turns: one gives its turn
 * up only when nothing of it is under way, and when it dies its lease outlasts what it may have sent.
 */
export class OneAtATime implements Senders {
  readonly #leases: NonceLeases;
  readonly #monotonic: () => number;
  readonly #wait: (ms: number) => Promise<unknown>;
  readonly #lines = new Map<string, Line>();

  constructor(leases: NonceLeases, monotonic: () => number, wait: (ms: number) => Promise<unknown>) {
    this.#leases = leases;
    this.#monotonic = monotonic;
    this.#wait = wait;
  }

  async run<T>(
    key: LoadedExchangeKey,
    strictNonce: boolean,
    stillWanted: () => void,
    send: (nonce: bigint) => Promise<T>,
  ): Promise<T> {
    if (!strictNonce) return send(0n);
    const line = this.#line(key);
    line.waiting++;
    const turn = line.last.then(async () => send(await this.#nonce(line, key, stillWanted)));
    line.last = turn
      .catch(() => undefined)
      .then(() => {
        line.waiting--;
        if (line.waiting === 0 && line.holds) void this.#wait(IDLE_MS).then(() => this.#endIdle(line));
      });
    return turn;
  }

  /** Gives all turns up, at the end of the process. */
  async close(): Promise<void> {
    await Promise.all([...this.#lines.values()].map((line) => this.#endIdle(line)));
  }

  #line(key: LoadedExchangeKey): Line {
    const name = `${key.number} ${key.version}`;
    let line = this.#lines.get(name);
    if (line === undefined) {
      line = {
        key,
        next: 0n,
        left: 0,
        until: 0,
        lookAt: 0,
        holds: false,
        waiting: 0,
        last: Promise.resolve(),
      };
      this.#lines.set(name, line);
    }
    return line;
  }

  /** In the queue like a request, so that nothing is under way meanwhile. */
  async #endIdle(line: Line): Promise<void> {
    if (line.waiting > 0) return;
    const end = line.last.then(() => this.#end(line));
    line.last = end;
    await end;
  }

  /** A lease that can't be ended ends by itself. */
  async #end(line: Line): Promise<void> {
    if (!line.holds) return;
    line.holds = false;
    line.left = 0;
    await this.#leases.end(line.key).catch(() => undefined);
  }

  async #nonce(line: Line, key: LoadedExchangeKey, stillWanted: () => void): Promise<bigint> {
    for (;;) {
      stillWanted();
      const asked = this.#monotonic();
      // The floor rises when the key was used elsewhere: what is in hand below it is worth nothing any more.
      const usable = line.left > 0 && line.next > key.nonceFloor && asked < Math.min(line.until, line.lookAt);
      if (usable) {
        line.left--;
        return line.next++;
      }
      const lease = await this.#lease(key, stillWanted);
      if (lease === null) continue;
      const { first, count, leaseMs, wanted } = lease;
      const renewed = line.holds;
      line.holds = true;
      line.next = first;
      line.left = count;
      // The lease must outlast the request that begins at its end.
      line.until = asked + leaseMs - this.#leases.longestSendMs;
      line.lookAt = asked + TURN_MS;
      if (renewed && wanted) {
        await this.#end(line);
        await this.#wait(2 * ASK_MS);
      } else if (this.#monotonic() < line.until) {
        line.left--;
        return line.next++;
      }
    }
  }

  /** Null: another replica's turn; ask again. */
  async #lease(key: LoadedExchangeKey, stillWanted: () => void): Promise<NonceLease | null> {
    try {
      return await this.#leases.lease(key);
    } catch (error) {
      if (!isHoldfastError(error) || error.code !== 'NONCE_LEASED') throw error;
    }
    await this.#wait(ASK_MS * (0.5 + Math.random()));
    try {
      stillWanted();
    } catch {
      throw new Refusal(
        'unavailable',
        'nonce lease',
        'Another gateway sends with the same exchange key, and the request became too old while it waited for its turn. Nothing was sent.',
      );
    }
    return null;
  }
}
