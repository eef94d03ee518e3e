import type { Dialect } from '../dialect/dialect.ts';
import type { SpotAccountIds } from '../dialect/spot-accounts.ts';
import type { LoadedExchangeKey } from '../keys/key-ring.ts';
import type { AskExchange } from './open-order-counts.ts';

/** How long an answer is used before it is asked for again: an account may be made, but none becomes another kind. */
const USED_FOR_MS = 600_000;
/** So long nothing is asked again after it was not told: clients could make us ask. */
const AGAIN_AFTER_MS = 5_000;

interface Told {
  /** The version of the exchange key that asked: another may be another user's. */
  readonly version: number;
  readonly ids: SpotAccountIds;
  /** When it was asked for last, successfully or not. */
  readonly askedAt: number;
}

/**
 * Which accounts of an exchange key trade spot, by the exchange's own list: asked when an order needs to know, once for all
 * that wait. What was never told is not known, and what was told stays so while the exchange doesn't answer.
 */
export class SpotAccounts {
  readonly #ask: AskExchange;
  readonly #monotonic: () => number;
  readonly #told = new Map<number, Told>();
  readonly #asking = new Map<string, Promise<void>>();

  /** @param monotonic milliseconds of a clock that never goes back */
  constructor(ask: AskExchange, monotonic: () => number) {
    this.#ask = ask;
    this.#monotonic = monotonic;
  }

  /** The ids; null when the exchange never told them to this version of the key. */
  async of(key: LoadedExchangeKey, dialect: Dialect): Promise<SpotAccountIds> {
    if (this.#isDue(key)) {
      const name = `${key.number}/${key.version}`;
      const asking = this.#asking.get(name) ?? this.#renew(key, dialect);
      this.#asking.set(name, asking);
      await asking.finally(() => this.#asking.delete(name));
    }
    return this.#lastOf(key)?.ids ?? null;
  }

  #isDue(key: LoadedExchangeKey): boolean {
    const last = this.#lastOf(key);
    if (last === undefined) return true;
    const age = this.#monotonic() - last.askedAt;
    return age > (last.ids === null ? AGAIN_AFTER_MS : USED_FOR_MS);
  }

  #lastOf({ number, version }: LoadedExchangeKey): Told | undefined {
    const last = this.#told.get(number);
    return last?.version === version ? last : undefined;
  }

  async #renew(key: LoadedExchangeKey, dialect: Dialect): Promise<void> {
    const { spotAccounts } = dialect;
    if (spotAccounts === undefined) return;
    const before = this.#lastOf(key)?.ids ?? null;
    const ids = await this.#ask(dialect, key, spotAccounts.request())
      .then(({ status, body }) => spotAccounts.read(status, body))
      .catch(() => null);
    this.#told.set(key.number, {
      version: key.version,
      ids: ids ?? before,
      // What is known already is asked for again as soon as what isn't.
      askedAt:
        ids === null && before !== null
          ? this.#monotonic() - USED_FOR_MS + AGAIN_AFTER_MS
          : this.#monotonic(),
    });
  }
}
