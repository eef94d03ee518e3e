import { type Database, databaseTime } from '@holdfast/database';
import { isHoldfastError } from '@holdfast/errors';
import type { Kek } from '@holdfast/vault';
import { type Change, changeAndRecord, type Operation } from '../administration/change.ts';
import { purgeExchangeKey, standingOf } from '../administration/delete-exchange-key.ts';
import { addSeen, markOf } from '../administration/deletion-delay.ts';
import { postReminders } from '../administration/post-reminders.ts';
import { remind, reminderText } from '../administration/remind.ts';
import type { PostCheckpoint } from '../audit/checkpoint-sink.ts';
import type { KeySettings } from '../config/key-settings.ts';
import { type DueDate, dueDates, type KeyDates } from '../key-dates/key-date.ts';
import { type PolicyEnds, readKeyDates } from '../key-dates/read-key-dates.ts';
import type { ExchangeKeyRow } from '../keys/row-fields.ts';

/** What the watch works with. */
export interface KeyWatchParts {
  /** As the role `holdfast_operator`. */
  readonly db: Database;
  /** Name of the process in the audit log. */
  readonly replica: string;
  readonly settings: KeySettings;
  /** The vault's key; null while it is sealed. */
  readonly kek: () => Kek | null;
  /** Milliseconds since 1970, and of a clock that never goes back. */
  readonly clock: () => number;
  readonly monotonic: () => number;
  readonly post: PostCheckpoint;
  /** Says what an operator should know; never anything secret. */
  readonly log: (message: string) => void;
}

/** Somebody else was faster, or the delay is not over: nothing is wrong. */
const NOT_YET = ['KEY_DELETION_EARLY', 'KEY_CHANGED_MEANWHILE', 'KEY_NOT_MARKED', 'KEY_DELETED'];

/**
 * Looks after keys while a gateway runs: reminds people of dates, once each; sees the delay of deletions pass; and destroys
 * the secrets of keys whose delay is over. Several gateways may do so at once.
 */
export class KeyWatch {
  readonly #parts: KeyWatchParts;
  readonly #ends: PolicyEnds = new Map();
  /** By key and mark: when this process last saw the delay pass, on the clock that never goes back. */
  readonly #lastSeen = new Map<string, number>();
  /** Dates that were reminded of, by whomever. */
  readonly #reminded = new Set<string>();
  /** What some addresses took of reminders that others did not. */
  readonly #taken = new Set<string>();
  readonly #complaints = new Map<string, string>();
  #dates: readonly KeyDates[] = [];
  /** What to add to the monotonic clock for the database's time. */
  #ahead = 0;
  #timer: NodeJS.Timeout | null = null;
  #looking: Promise<void> | null = null;

  constructor(parts: KeyWatchParts) {
    this.#parts = parts;
  }

  /** The dates of all keys as of the last look. */
  get dates(): readonly KeyDates[] {
    return this.#dates;
  }

  /** The database's time, in milliseconds since 1970; carried on since the last look. */
  now(): number {
    return this.#parts.monotonic() + this.#ahead;
  }

  /** Looks now, and again so many milliseconds after each look. */
  start(everyMs = 60_000): void {
    const run = () => {
      this.#looking = this.look()
        .catch((error: unknown) => this.#complain('keys could not be looked after', error))
        .finally(() => {
          if (this.#timer !== null) this.#timer = setTimeout(run, everyMs);
        });
    };
    this.#timer = setTimeout(run, 0);
  }

  /** Waits for a look under way. */
  async stop(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    await this.#looking;
  }

  /** One look. @throws HoldfastError DATABASE_UNAVAILABLE and others */
  async look(): Promise<void> {
    const { db, settings, monotonic, kek, replica } = this.#parts;
    const now = (await databaseTime(db)).getTime();
    this.#ahead = now - monotonic();
    this.#dates = await readKeyDates(db.kysely, settings, this.#ends);
    const open = kek();
    if (open === null) return;
    const operation: Operation = { db, kek: open, operator: 'gateway', replica, reason: null };
    for (const { name, deleteAt } of this.#dates) {
      if (deleteAt !== null) await this.#deletion(operation, name);
    }
    await this.#remind(operation, dueDates(this.#dates, now, settings.remindDays));
    await this.#post();
  }

  /** What is wrong with one key must not keep the others from being looked after. */
  async #deletion(operation: Operation, name: string): Promise<void> {
    try {
      if (!(await this.#see(operation, name))) return;
      const { revoked } = await this.#purge(operation, name);
      const also = revoked.length === 0 ? '' : `; revoked with it: ${revoked.join(', ')}`;
      this.#parts.log(`exchange key ${name} is deleted: its secret is gone${also}`);
    } catch (error) {
      if (isHoldfastError(error) && NOT_YET.includes(error.code)) return;
      this.#complain(`exchange key ${name} could not be deleted`, error);
    }
  }

  /** Another gateway may do the same at this moment: rows that it is changing don't fit the log until it is done. */
  async #purge(operation: Operation, name: string): ReturnType<typeof purgeExchangeKey> {
    try {
      return await purgeExchangeKey(operation, name, this.#parts);
    } catch (error) {
      if (!isHoldfastError(error) || error.code !== 'KEY_ROW_CHANGED') throw error;
      return purgeExchangeKey(operation, name, this.#parts);
    }
  }

  /** Sees the delay pass. What the rows say is not vouched for here: that is for who destroys something. */
  async #see(operation: Operation, name: string): Promise<boolean> {
    const { monotonic } = this.#parts;
    const at = monotonic();
    return changeAndRecord(operation, async (change) => {
      const marked = await markedRows(change, name);
      if (marked.length === 0) return { result: false, content: [] };
      const of = { exchange_key: marked[0].exchange_key, mark: markOf(marked) };
      const key = `${of.exchange_key}/${of.mark}`;
      await addSeen(change, operation.kek, of, at - (this.#lastSeen.get(key) ?? at));
      this.#lastSeen.set(key, at);
      const { remainingMs } = await standingOf(change, operation, marked, this.#parts);
      return { result: remainingMs === 0, content: [] };
    });
  }

  async #remind(operation: Operation, due: readonly DueDate[]): Promise<void> {
    const nameOf = ({ key, stage, dueAt }: DueDate) =>
      `${key.kind} ${key.name} ${key.version} ${stage} ${dueAt}`;
    const fresh = due.filter((one) => !this.#reminded.has(nameOf(one)));
    for (const one of fresh) {
      const first = await remind(operation, one);
      this.#reminded.add(nameOf(one));
      if (first) this.#parts.log(reminderText(one));
    }
  }

  async #post(): Promise<void> {
    const { db, settings, post } = this.#parts;
    const failed = await postReminders(db, settings.reminderUrls, post, this.#taken);
    for (const place of failed) this.#complain(`a reminder could not be sent to ${place}`, null);
  }

  /** Says the same of the same only once. */
  #complain(what: string, error: unknown): void {
    const why = error === null ? '' : isHoldfastError(error) ? error.code : 'unexpectedly';
    if (this.#complaints.get(what) === why) return;
    this.#complaints.set(what, why);
    this.#parts.log(`${what}${why === '' ? '' : `: ${why}`}; it is tried again`);
  }
}

async function markedRows(change: Change, name: string): Promise<ExchangeKeyRow[]> {
  const rows = await change
    .selectFrom('exchange_key_versions as v')
    .innerJoin('exchange_keys as k', 'k.number', 'v.exchange_key')
    .selectAll('v')
    .select(['k.name', 'k.exchange', 'k.target'])
    .where('k.name', '=', name)
    .where('v.state', '=', 'deleting')
    .orderBy('v.version')
    .execute();
  return rows as (ExchangeKeyRow & (typeof rows)[number])[];
}
