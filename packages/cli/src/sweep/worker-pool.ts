import { Worker } from 'node:worker_threads';
import { type ErrorCode, errorCatalogue, HoldfastError } from '@holdfast/errors';
import type { Answer, Task, WorkerStart } from './messages.ts';

/** A batch takes about this long: short enough for Ctrl-C, long enough to make messages cheap. */
const BATCH_MS = 150;
const LARGEST_BATCH = 400;

type Result<K extends Task['kind']> = Extract<Answer, { kind: K }>;

/** Worker threads that compute combinations in batches; each takes the next batch when it is done with its last. */
export class WorkerPool {
  readonly #workers: readonly Worker[];

  constructor(start: WorkerStart, count: number) {
    this.#workers = Array.from({ length: count }, () => {
      const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: start });
      // Failures reach whoever waits for an answer, through `once` below.
      worker.setMaxListeners(0);
      return worker;
    });
  }

  /**
   * Computes the combinations of `indices`, in any order.
   *
   * @param onResult called for each batch; the worker's next one waits for it
   * @param stop when aborted, batches under way are finished and no other started
   * @throws HoldfastError what a worker failed with
   */
  async run<K extends Task['kind']>(
    kind: K,
    indices: readonly number[],
    onResult: (result: Result<K>) => Promise<void> | void,
    stop: AbortSignal,
  ): Promise<void> {
    let next = 0;
    const serve = async (worker: Worker): Promise<void> => {
      let size = 4;
      while (next < indices.length && !stop.aborted) {
        const share = Math.ceil((indices.length - next) / this.#workers.length);
        const batch = indices.slice(next, next + Math.min(size, share));
        next += batch.length;
        const started = performance.now();
        const answer = await ask(worker, { kind, indices: batch });
        if (answer.kind === 'failed') throw failure(answer);
        const perVariant = (performance.now() - started) / batch.length;
        size = Math.max(1, Math.min(LARGEST_BATCH, Math.round(BATCH_MS / perVariant), size * 4));
        await onResult(answer as Result<K>);
      }
    };
    await Promise.all(this.#workers.map(serve));
  }

  async close(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }
}

function ask(worker: Worker, task: Task): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const settle = (act: () => void) => {
      worker.off('message', onMessage).off('error', onError).off('exit', onExit);
      act();
    };
    const onMessage = (answer: Answer) => settle(() => resolve(answer));
    const onError = (error: unknown) => settle(() => reject(error));
    const onExit = (code: number) =>
      settle(() => reject(new Error(`A worker thread ended with status ${code}.`)));
    worker.on('message', onMessage).on('error', onError).on('exit', onExit);
    worker.postMessage(task);
  });
}

function failure({ code, message }: { code: string; message: string }): Error {
  return Object.hasOwn(errorCatalogue, code)
    ? new HoldfastError(code as ErrorCode, message)
    : new Error(message);
}
