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
 * A sink that sends every checkpoint by POST and wants a status of 2xx.
 *
 * @throws HoldfastError AUDIT_SINK_FAILED by `write`, for any other status
 * @example
 * httpCheckpointSink('https://example.com/checkpoints', post);
 */
export function httpCheckpointSink(url: string, post: PostCheckpoint): CheckpointSink {
  return {
    name: new URL(url).host,
    async write(note) {
      const { status } = await post(url, note, 'text/plain; charset=utf-8');
      if (status < 200 || status > 299) {
        throw new HoldfastError(
          'AUDIT_SINK_FAILED',
          `The place for checkpoints answered with status ${status}. It gets the next checkpoint again.`,
          { sink: new URL(url).host, status },
        );
      }
    },
  };
}
