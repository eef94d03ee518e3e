import { closeUpstream, type Database } from '@holdfast/database';
import type { AnswerReader } from '../dialect/dialect.ts';
import { parseStrictJson } from '../http/strict-json.ts';
import { Refusal } from '../refusal.ts';
import type { UpstreamAnswer } from './upstream-client.ts';

/** Waited for when an exchange says stop without saying how long. */
const DEFAULT_WAIT_MS: Readonly<Record<number, number>> = { 429: 10_000, 418: 120_000 };
const LONGEST_WAIT_MS = 7 * 86_400_000;
/** What says "too many requests" is short; longer answers are not looked into. */
const LONGEST_REFUSAL = 2048;
/** Rows are for the address that the gateway's host has towards the internet; one host has one. */
export const SOURCE_ADDRESS = '';

/**
 * Who may send to which exchange host. An exchange that says stop (429, 418, or in words inside another answer) closes its
 * door for every virtual key and every replica until it said; going on would turn a pause into a ban. Where it counts by
 * key, for all that use the same real key.
 */
export class UpstreamGate {
  readonly #db: Database;
  readonly #clock: () => number;
  readonly #closedUntil = new Map<string, number>();

  /** @param clock milliseconds since 1970 */
  constructor(db: Database, clock: () => number) {
    this.#db = db;
    this.#clock = clock;
  }

  /**
   * @param exchangeKey number of the real key; null without one
   * @throws Refusal rate, while the host's door is closed
   */
  check(host: string, exchangeKey: number | null): void {
    const until = Math.max(
      this.#closedUntil.get(doorOf(host, null)) ?? 0,
      exchangeKey === null ? 0 : (this.#closedUntil.get(doorOf(host, exchangeKey)) ?? 0),
    );
    const waitMs = until - this.#clock();
    if (waitMs <= 0) return;
    throw new Refusal(
      'rate',
      'upstream',
      `The exchange asked for a pause; try again in ${Math.ceil(waitMs / 1000)} s.`,
      { host, waitMs },
    );
  }

  /** Looks at an answer, and closes the door when the exchange says stop. */
  async notice(
    host: string,
    exchangeKey: number | null,
    answers: Pick<AnswerReader, 'tooMany'>,
    answer: UpstreamAnswer,
  ): Promise<void> {
    const standard = DEFAULT_WAIT_MS[answer.status];
    if (standard !== undefined) return this.#shut(host, null, askedWait(answer) ?? standard);
    const told = tooMany(answers, answer);
    if (told === null) return;
    await this.#shut(host, told.scope === 'key' ? exchangeKey : null, askedWait(answer) ?? told.waitMs);
  }

  /** Learns which doors other replicas closed. */
  async refresh(): Promise<void> {
    const { rows } = await this.#db.pool.query<{
      host: string;
      exchange_key: number | null;
      wait_ms: string;
    }>(
      `SELECT host, exchange_key, ceil(extract(epoch FROM closed_until - clock_timestamp()) * 1000) AS wait_ms
       FROM holdfast.upstream_budget WHERE closed_until > clock_timestamp()`,
    );
    for (const { host, exchange_key, wait_ms } of rows)
      this.#close(doorOf(host, exchange_key), this.#clock() + Number(wait_ms));
  }

  async #shut(host: string, exchangeKey: number | null, asked: number): Promise<void> {
    const waitMs = Math.min(asked, LONGEST_WAIT_MS);
    this.#close(doorOf(host, exchangeKey), this.#clock() + waitMs);
    await closeUpstream(this.#db, { host, sourceAddress: SOURCE_ADDRESS, exchangeKey }, waitMs);
  }

  #close(door: string, until: number): void {
    this.#closedUntil.set(door, Math.max(until, this.#closedUntil.get(door) ?? 0));
  }
}

function doorOf(host: string, exchangeKey: number | null): string {
  return exchangeKey === null ? host : `${host} ${exchangeKey}`;
}

/** What `Retry-After` says, in milliseconds; null when it is not there or is no number of seconds. */
function askedWait({ headers }: UpstreamAnswer): number | null {
  const told = headers.find(([name]) => name.toLowerCase() === 'retry-after')?.[1];
  return told !== undefined && /^[0-9]{1,7}$/.test(told) ? Math.max(1, Number(told)) * 1000 : null;
}

function tooMany(answers: Pick<AnswerReader, 'tooMany'>, { status, body }: UpstreamAnswer) {
  if (answers.tooMany === undefined || body.length > LONGEST_REFUSAL) return null;
  let json = null;
  try {
    json = parseStrictJson(body);
  } catch {
    // A page in HTML says it by its status alone.
  }
  return answers.tooMany(status, json);
}
