import type { Duplex } from 'node:stream';
import type pg from 'pg';

/**
 * Runs a `COPY … FROM STDIN` with rows as {@link copyOut} gave them, cut into any pieces.
 *
 * @throws what `pg` or the source throws; the server has then taken none of the rows
 * @see https://www.postgresql.org/docs/18/protocol-flow.html#PROTOCOL-COPY
 */
export async function copyIn(
  client: pg.ClientBase,
  statement: string,
  rows: AsyncIterable<Uint8Array>,
): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    client.query(new CopyIn(statement, rows, resolve, reject));
  });
}

/** The part of `pg`'s connection that is used here. */
interface Connection {
  readonly stream: Duplex;
  query(text: string): void;
  sendCopyFromChunk(chunk: Uint8Array): void;
  endCopyFrom(): void;
  sendCopyFail(message: string): void;
}

class CopyIn implements pg.Submittable {
  readonly #statement: string;
  readonly #rows: AsyncIterable<Uint8Array>;
  readonly #resolve: () => void;
  readonly #reject: (error: unknown) => void;
  #error: unknown = null;

  constructor(
    statement: string,
    rows: AsyncIterable<Uint8Array>,
    resolve: () => void,
    reject: (error: unknown) => void,
  ) {
    this.#statement = statement;
    this.#rows = rows;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  submit(connection: pg.Connection): void {
    (connection as unknown as Connection).query(this.#statement);
  }

  handleCopyInResponse(connection: pg.Connection): void {
    void this.#send(connection as unknown as Connection);
  }

  handleError(error: Error): void {
    // What broke the source is the cause; the server only says that the copy failed.
    this.#error ??= error;
    this.#reject(this.#error);
  }

  handleReadyForQuery(): void {
    if (this.#error === null) this.#resolve();
    else this.#reject(this.#error);
  }

  handleCommandComplete(): void {
    // The end is when the server is ready again.
  }

  async #send(connection: Connection): Promise<void> {
    try {
      for await (const piece of this.#rows) {
        if (this.#error !== null) return;
        connection.sendCopyFromChunk(piece);
        if (connection.stream.writableNeedDrain) {
          await drained(connection.stream);
        }
      }
      if (this.#error === null) connection.endCopyFrom();
    } catch (error) {
      this.#error ??= error;
      connection.sendCopyFail('the source ended too early');
    }
  }
}

/** Also when the connection ends: the next write then fails. */
function drained(stream: Duplex): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      stream.off('drain', done).off('close', done);
      resolve();
    };
    stream.on('drain', done).on('close', done);
  });
}
