import type pg from 'pg';
import { type JobResult, PgBoss } from 'pg-boss';

/** A portfolio that is to be looked at. */
interface PortfolioJob {
  readonly portfolio: string;
}

const RUN = 'portfolio-run';
const TICK = 'portfolio-tick';
/** A worker that says nothing for so long is dead, and its job is another's. */
const HEARTBEAT_S = 20;
/** Longest run of a portfolio before its job counts as lost; the run itself goes on from where it was. */
const LONGEST_RUN_S = 6 * 3600;
const RETRIES = 50;
const RETRY_S = 2;
const LONGEST_RETRY_S = 300;
const POLL_S = 0.5;
/** Portfolios that a worker takes out of the line together; it runs them one after the other. */
const BATCH = 4;

/** What a worker does. */
export interface PortfolioWork {
  /** Names of the portfolios that are to be looked at. */
  portfolios(): Promise<readonly string[]>;
  /** Looks at one; what it throws is tried again later. */
  run(portfolio: string): Promise<void>;
}

/**
 * Portfolios to be looked at, in PostgreSQL by pg-boss: any number of workers, each portfolio by one at a time, and at most
 * once in line. A portfolio that was missed while nothing ran is looked at once.
 *
 * The pool must be signed in as `holdfast_server`, which owns the schema `jobs`.
 *
 * @see https://pgboss.io
 * @example
 * const queue = new PortfolioQueue(pool);
 * await queue.start();
 * await queue.work({ portfolios, run });
 */
export class PortfolioQueue {
  readonly #boss: PgBoss;

  /** @param onError told of what the queue itself could not do */
  constructor(pool: pg.Pool, onError: (error: Error) => void = () => undefined) {
    this.#boss = new PgBoss({
      db: { executeSql: (text, values) => pool.query(text, values as unknown[]) },
      schema: 'jobs',
      createSchema: false,
    });
    this.#boss.on('error', onError);
  }

  async start(): Promise<void> {
    await this.#boss.start();
    const common = {
      retryLimit: RETRIES,
      retryDelay: RETRY_S,
      retryBackoff: true,
      retryDelayMax: LONGEST_RETRY_S,
    };
    await this.#boss.createQueue(RUN, {
      ...common,
      policy: 'stately',
      heartbeatSeconds: HEARTBEAT_S,
      expireInSeconds: LONGEST_RUN_S,
    });
    await this.#boss.createQueue(TICK, { policy: 'short', retryLimit: 0 });
  }

  /** Puts portfolios in line; one that is in line already is not put there twice. */
  async enqueue(portfolios: readonly string[]): Promise<void> {
    if (portfolios.length === 0) return;
    await this.#boss.insert(
      RUN,
      portfolios.map((portfolio) => ({ data: { portfolio }, singletonKey: portfolio })),
    );
  }

  /** Looks at every portfolio each minute, whichever worker is first, and runs what is in line. */
  async work(work: PortfolioWork): Promise<void> {
    await this.#boss.schedule(TICK, '* * * * *');
    await this.#boss.work(TICK, async () => this.enqueue(await work.portfolios()));
    await this.workOff(work);
  }

  /** Runs what is in line. */
  async workOff({ run }: Pick<PortfolioWork, 'run'>): Promise<void> {
    await this.#boss.work<PortfolioJob>(
      RUN,
      // As long as there is enough in line, the next are fetched at once.
      { pollingIntervalSeconds: POLL_S, batchSize: BATCH, burstWhenBatchFull: true, perJobResults: true },
      async (jobs): Promise<JobResult[]> => {
        const results: JobResult[] = [];
        for (const { id, data } of jobs) {
          try {
            await run(data.portfolio);
            results.push({ id, status: 'completed' });
          } catch (error) {
            const message = error instanceof Error ? error.message : String(error);
            results.push({ id, status: 'failed', output: { message } });
          }
        }
        return results;
      },
    );
  }

  /** Ends after the run under way. */
  async stop(): Promise<void> {
    await this.#boss.stop({ graceful: true, timeout: 60_000 });
  }
}
