import type { AuditLog, CheckpointReport } from './audit-log.ts';

/**
 * Makes a checkpoint at a steady interval and once more at stop. Checkpoints never overlap: a slow one delays the next.
 *
 * @example
 * const checkpointer = new Checkpointer(log, { everyMs: 60_000, onReport, onError });
 * checkpointer.start();
 * await checkpointer.stop();
 */
export class Checkpointer {
  readonly #log: AuditLog;
  readonly #options: {
    readonly everyMs: number;
    onReport(report: CheckpointReport): void;
    onError(error: unknown): void;
  };
  #timer: NodeJS.Timeout | null = null;
  #busy = false;

  constructor(
    log: AuditLog,
    options: {
      readonly everyMs: number;
      /** For every checkpoint, also with failed sinks. */
      onReport(report: CheckpointReport): void;
      /** When the log itself failed: the store, another sequencer, or a frozen log. */
      onError(error: unknown): void;
    },
  ) {
    this.#log = log;
    this.#options = options;
  }

  start(): void {
    this.#timer ??= setInterval(() => {
      if (!this.#busy) void this.#checkpoint();
    }, this.#options.everyMs);
  }

  /** Waits for the one under way, and makes the last one. */
  async stop(): Promise<void> {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
    await this.#checkpoint();
  }

  async #checkpoint(): Promise<void> {
    this.#busy = true;
    try {
      const report = await this.#log.checkpoint();
      if (report !== null) this.#options.onReport(report);
    } catch (error) {
      this.#options.onError(error);
    } finally {
      this.#busy = false;
    }
  }
}
