import type pg from 'pg';

/** How much is collected before the server is told to wait. */
const HIGH_WATER_BYTES = 1 << 20;

/**
 * Runs a `COPY … TO STDOUT` and gives its rows as they come, a line each; the server waits while nobody takes them.
 *
 * @throws what `pg` throws
 * @see https://www.postgresql.org/docs/18/protocol-flow.html#PROTOCOL-COPY
 * @example
 * for await (const rows of copyOut(client, 'COPY holdfast.policies (hash) TO STDOUT')) await file.write(rows);
 */
export async function* copyOut(
  client: pg.ClientBase,
  statement: string,
): AsyncGenerator<Buffer, void, undefined> {
  const query = new CopyOut(statement);
  client.query(query);
  try {
    for (;;) {
      const rows = await query.take();
      if (rows === null) return;
      yield rows;
    }
  } finally {
    query.abandon();
  }
}

/** The part of `pg`'s connection that is used here. */
interface Connection {
  readonly stream: { pause(): void; resume(): void };
  query(text: string): void;
}

class CopyOut implements pg.Submittable {
  readonly #statement: string;
  #connection: Connection | null = null;
  #rows: Buffer[] = [];
  #bytes = 0;
  #ended = false;
  #abandoned = false;
  #error: Error | null = null;
  #wake: () => void = () => undefined;

  constructor(statement: string) {
    this.#statement = statement;
  }

  /** What has come since the last time, at least a row; null at the end. */
  async take(): Promise<Buffer | null> {
    while (this.#bytes === 0 && !this.#ended) {
      this.#connection?.stream.resume();
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    if (this.#error !== null) throw this.#error;
    if (this.#bytes === 0) return null;
    const rows = Buffer.concat(this.#rows);
    this.#rows = [];
    this.#bytes = 0;
    this.#connection?.stream.resume();
    return rows;
  }

  /** Lets the rest pass unread, so that the connection can be used or closed. */
  abandon(): void {
    this.#abandoned = true;
    this.#rows = [];
    this.#bytes = 0;
    if (!this.#ended) this.#connection?.stream.resume();
  }

  submit(connection: pg.Connection): void {
    this.#connection = connection as unknown as Connection;
    this.#connection.query(this.#statement);
  }

  handleCopyData({ chunk }: { readonly chunk: Buffer }): void {
    if (this.#abandoned) return;
    // A view of the parser's buffer, which it uses again.
    this.#rows.push(Buffer.from(chunk));
    this.#bytes += chunk.length;
    if (this.#bytes >= HIGH_WATER_BYTES) this.#connection?.stream.pause();
    this.#wake();
  }

  handleError(error: Error): void {
    this.#error = error;
    this.#end();
  }

  handleReadyForQuery(): void {
    this.#end();
  }

  handleCommandComplete(): void {
    // The end is when the server is ready again.
  }

  #end(): void {
    this.#ended = true;
    this.#wake();
  }
}
