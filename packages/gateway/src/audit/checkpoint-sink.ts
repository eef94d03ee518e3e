import { HoldfastError } from '@holdfast/errors';

/** A place outside the database that keeps checkpoints. */
export interface CheckpointSink {
  /** For messages and entries. */
  readonly name: string;
  /** Resolves when the checkpoint is kept durably. */
  write(note: string): Promise<void>;
}

/** How a sink's request is sent; the caller decides about TLS, time limits and addresses. */
export type PostCheckpoint = (
  url: string,
  body: string,
  contentType: string,
) => Promise<{ readonly status: number }>;

/**
 * A sink that sends every checkpoint, or whatever else it is given, by POST and wants a status of 2xx.
 *
 * @param contentType of what it is given
 * @throws HoldfastError AUDIT_SINK_FAILED by `write`, for any other status
 * @example
 * httpCheckpointSink('https://example.com/checkpoints', post);
 */
export function httpCheckpointSink(
  url: string,
  post: PostCheckpoint,
  contentType = 'text/plain; charset=utf-8',
): CheckpointSink {
  return {
    name: new URL(url).host,
    async write(note) {
      const { status } = await post(url, note, contentType);
      if (status < 200 || status > 299) {
        throw new HoldfastError(
          'AUDIT_SINK_FAILED',
          `The place for checkpoints or reminders answered with status ${status}. It gets the next one again.`,
          { sink: new URL(url).host, status },
        );
      }
    },
  };
}
