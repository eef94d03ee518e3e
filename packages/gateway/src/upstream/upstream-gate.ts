import { closeUpstream, type Database } from '@holdfast/database';
import type { HeaderLine } from '../http/inbound.ts';
import { Refusal } from '../refusal.ts';

/** Waited for when an exchange says stop without saying how long. */
const DEFAULT_WAIT_MS: Readonly<Record<number, number>> = { 429: 10_000, 418: 120_000 };
const LONGEST_WAIT_MS = 7 * 86_400_000;
/** The gate's rows are for the address that the gateway's host has towards the internet; one host has one. */
const SOURCE = '';

/**
 * Who may send to which exchange host. An exchange that says stop (429, 418) closes its door for every virtual key and
 * every replica until it said; going on would turn a pause into a ban.
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

  /** @throws Refusal rate, while the host's door is closed */
  check(host: string): void {
    const until = this.#closedUntil.get(host);
    if (until === undefined || until <= this.#clock()) return;
    const waitMs = until - this.#clock();
    throw new Refusal(
      'rate',
      'upstream',
      `The exchange asked for a pause; try again in ${Math.ceil(waitMs / 1000)} s.`,
      {
        host,
        waitMs,
      },
    );
  }

  /** Looks at an answer, and closes the door when the exchange says stop. */
  async notice(host: string, status: number, headers: readonly HeaderLine[]): Promise<void> {
    const standard = DEFAULT_WAIT_MS[status];
    if (standard === undefined) return;
    const told = headers.find(([name]) => name.toLowerCase() === 'retry-after')?.[1];
    const seconds = told !== undefined && /^[0-9]{1,7}$/.test(told) ? Number(told) : null;
    const waitMs = Math.min(seconds === null ? standard : Math.max(1, seconds) * 1000, LONGEST_WAIT_MS);
    this.#close(host, this.#clock() + waitMs);
    await closeUpstream(this.#db, { host, sourceAddress: SOURCE, exchangeKey: null }, waitMs);
  }

  /** Learns which doors other replicas closed. */
  async refresh(): Promise<void> {
    const { rows } = await this.#db.pool.query<{ host: string; wait_ms: string }>(
      `SELECT host, ceil(extract(epoch FROM max(closed_until) - clock_timestamp()) * 1000) AS wait_ms
       FROM holdfast.upstream_budget WHERE closed_until > clock_timestamp() GROUP BY host`,
    );
    for (const { host, wait_ms } of rows) this.#close(host, this.#clock() + Number(wait_ms));
  }

  #close(host: string, until: number): void {
    this.#closedUntil.set(host, Math.max(until, this.#closedUntil.get(host) ?? 0));
  }
}
