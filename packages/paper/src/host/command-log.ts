import type pg from 'pg';

/** Where a paper exchange keeps its commands, so that it is what it was after any crash. */
export interface CommandLog {
  /** All commands, the oldest first. */
  read(): AsyncIterable<string>;
  /** Durable when it returns. */
  append(first: number, commands: readonly string[]): Promise<void>;
}

const PAGE = 5000;

/** A log in PostgreSQL; several exchanges may share a database under different names. */
export class PostgresCommandLog implements CommandLog {
  readonly #pool: pg.Pool;
  readonly #exchange: string;

  private constructor(pool: pg.Pool, exchange: string) {
    this.#pool = pool;
    this.#exchange = exchange;
  }

  /** Makes the table when it is not there. */
  static async open(pool: pg.Pool, exchange: string): Promise<PostgresCommandLog> {
    await pool.query(`
      CREATE SCHEMA IF NOT EXISTS paper;
      CREATE TABLE IF NOT EXISTS paper.commands (
        exchange text NOT NULL,
        sequence bigint NOT NULL,
        command text NOT NULL,
        PRIMARY KEY (exchange, sequence)
      )`);
    return new PostgresCommandLog(pool, exchange);
  }

  async *read(): AsyncGenerator<string> {
    let after = -1;
    for (;;) {
      const { rows } = await this.#pool.query<{ sequence: string; command: string }>(
        'SELECT sequence, command FROM paper.commands WHERE exchange = $1 AND sequence > $2 ORDER BY sequence LIMIT $3',
        [this.#exchange, after, PAGE],
      );
      for (const { command } of rows) yield command;
      const last = rows.at(-1);
      if (last === undefined || rows.length < PAGE) return;
      after = Number(last.sequence);
    }
  }

  async append(first: number, commands: readonly string[]): Promise<void> {
    await this.#pool.query({
      name: 'append paper commands',
      text: `INSERT INTO paper.commands (exchange, sequence, command)
        SELECT $1, $2 + ordinality - 1, value FROM unnest($3::text[]) WITH ORDINALITY AS u (value, ordinality)`,
      values: [this.#exchange, first, commands],
    });
  }
}
