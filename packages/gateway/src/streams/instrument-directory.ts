import type { Dialect } from '../dialect/dialect.ts';
import { parsedOf } from '../dialect/own-request.ts';
import type { InstrumentNames } from '../dialect/stream-dialect.ts';
import { publicRequest } from '../http/public-request.ts';
import { parseStrictJson } from '../http/strict-json.ts';
import { Refusal } from '../refusal.ts';
import type { UpstreamClient } from '../upstream/upstream-client.ts';

/** A number that is in no list makes the list be asked for again, but not more often. */
const ASK_EVERY_MS = 10_000;
/** The same after a failure: clients must not make the gateway ask an exchange over and over that is in trouble. */
const ASK_AGAIN_MS = 1000;

interface Listed {
  names: InstrumentNames;
  /** When it may be asked for again. */
  askFrom: number;
  /** Whether the newest answer was a list. */
  told: boolean;
  asking: Promise<void> | null;
}

/** Names of instruments whose numbers frames use, by the exchange's public list. */
export class InstrumentDirectory {
  readonly #send: Pick<UpstreamClient, 'send'>;
  readonly #monotonic: () => number;
  readonly #listed = new Map<string, Listed>();

  /** @param monotonic milliseconds of a clock that never goes back */
  constructor(send: Pick<UpstreamClient, 'send'>, monotonic: () => number) {
    this.#send = send;
    this.#monotonic = monotonic;
  }

  /**
   * The list in which the given numbers are, if they are in any.
   *
   * @throws Refusal unavailable, when the exchange does not tell its list
   */
  async names(dialect: Dialect, restHost: string, numbers: readonly string[]): Promise<InstrumentNames> {
    const { instruments } = dialect.streams ?? {};
    if (instruments === undefined || numbers.length === 0) return new Map();
    const listed = this.#listedOf(`${dialect.exchange} ${restHost}`);
    const known = () => numbers.every((number) => listed.names.has(number));
    if (!known() && this.#monotonic() >= listed.askFrom) {
      listed.asking ??= this.#ask(listed, instruments, restHost).finally(() => {
        listed.asking = null;
      });
    }
    if (!known()) await listed.asking;
    // Not told is not the same as not there.
    if (!known() && !listed.told) throw unavailable();
    return listed.names;
  }

  async #ask(
    listed: Listed,
    { request, read }: NonNullable<NonNullable<Dialect['streams']>['instruments']>,
    restHost: string,
  ): Promise<void> {
    listed.askFrom = this.#monotonic() + ASK_EVERY_MS;
    try {
      const answer = await this.#send.send(publicRequest(parsedOf(request(restHost))), () => undefined);
      const names = answer.status === 200 ? read(parseStrictJson(answer.body)) : null;
      // Exchanges say with status 200, too, that they are asked too often: what is known stays.
      if (names === null || names.size === 0) throw unavailable();
      listed.names = names;
      listed.told = true;
    } catch {
      listed.told = false;
      listed.askFrom = this.#monotonic() + ASK_AGAIN_MS;
      throw unavailable();
    }
  }

  #listedOf(name: string): Listed {
    const listed = this.#listed.get(name) ?? {
      names: new Map(),
      askFrom: Number.NEGATIVE_INFINITY,
      told: false,
      asking: null,
    };
    this.#listed.set(name, listed);
    return listed;
  }
}

function unavailable(): Refusal {
  return new Refusal('unavailable', 'instruments', 'The exchange’s list of instruments can’t be read.');
}
