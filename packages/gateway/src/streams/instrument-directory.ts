import type { Dialect } from '../dialect/dialect.ts';
import { parsedOf } from '../dialect/own-request.ts';
import type { InstrumentNames } from '../dialect/stream-dialect.ts';
import { publicRequest } from '../http/public-request.ts';
import { parseStrictJson } from '../http/strict-json.ts';
import { Refusal } from '../refusal.ts';
import type { UpstreamClient } from '../upstream/upstream-client.ts';

/** A number that is in no list makes the list be asked for again, but not more often. */
const ASK_EVERY_MS = 10_000;

interface Listed {
  names: InstrumentNames;
  askedAt: number;
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
    if (!known() && this.#monotonic() - listed.askedAt >= ASK_EVERY_MS) {
      listed.asking ??= this.#ask(listed, instruments, restHost).finally(() => {
        listed.asking = null;
      });
    }
    if (!known()) await listed.asking;
    return listed.names;
  }

  async #ask(
    listed: Listed,
    { request, read }: NonNullable<NonNullable<Dialect['streams']>['instruments']>,
    restHost: string,
  ): Promise<void> {
    listed.askedAt = this.#monotonic();
    try {
      const answer = await this.#send.send(publicRequest(parsedOf(request(restHost))), () => undefined);
      listed.names = read(parseStrictJson(answer.body));
    } catch {
      listed.askedAt = Number.NEGATIVE_INFINITY;
      throw new Refusal('unavailable', 'instruments', 'The exchange’s list of instruments can’t be read.');
    }
  }

  #listedOf(name: string): Listed {
    const listed = this.#listed.get(name) ?? {
      names: new Map(),
      askedAt: Number.NEGATIVE_INFINITY,
      asking: null,
    };
    this.#listed.set(name, listed);
    return listed;
  }
}
