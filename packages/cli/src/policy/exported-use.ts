import { createReadStream } from 'node:fs';
import { HoldfastError } from '@holdfast/errors';
import { type RecordedEvent, readRecorded } from '@holdfast/gateway';

/** A log in a file, and whose requests of it are meant. */
export interface ExportedLog {
  readonly file: string;
  /** Ids of the generations of one virtual key; null: the log is of one key only. */
  readonly keys: readonly string[] | null;
}

/**
 * The accepted requests of one key in a log, and what became of them.
 *
 * @throws HoldfastError POLICY_LOG_INVALID, COMMAND_INVALID when no key is named and the log has several
 */
export async function* exportedUse({ file, keys }: ExportedLog): AsyncGenerator<RecordedEvent> {
  let only: string | null | undefined;
  for await (const event of readRecorded(createReadStream(file))) {
    if (event.kind === 'request') {
      const { key, decided } = event.request;
      if (decided?.accepted === false) continue;
      if (keys !== null && (key === null || !keys.includes(key))) continue;
      if (keys === null && only !== undefined && only !== key) {
        throw new HoldfastError(
          'COMMAND_INVALID',
          'The log has requests of several virtual keys. Say whose policy is meant with --key, once for each generation.',
        );
      }
      only = key;
    }
    yield event;
  }
}

/** When the newest of a key's requests was made, in milliseconds since 1970; now without any. */
export async function newestIn(log: ExportedLog): Promise<number> {
  let newest = 0;
  for await (const event of exportedUse(log)) {
    if (event.kind === 'request') newest = Math.max(newest, event.request.time);
  }
  return newest === 0 ? Date.now() : newest;
}
