import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { EndpointClass } from '../dialect/dialect.ts';
import type { ExchangeId } from '../dialect/exchange-id.ts';
import type { KeyDates } from '../key-dates/key-date.ts';
import { type Counter, type Histogram, MetricsRegistry } from './registry.ts';

/** What is looked up when somebody asks. */
export interface MeasuredState {
  connections(): number;
  vaultOpen(): boolean;
  /** Stored keys that can't be used. */
  refusedKeys(): number;
  /** Entries that have a place in the audit log; NaN while sealed. */
  auditSize(): number;
  /** Milliseconds since the newest checkpoint; NaN when there is none. */
  checkpointAgeMs(): number;
}

const SECONDS = [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30];
const BATCH_SIZES = [1, 2, 4, 8, 16, 32, 64];

/** What the gateway tells about itself. No label holds anything that a client sent. */
export class GatewayMetrics {
  readonly registry = new MetricsRegistry();
  readonly #requests: Counter;
  readonly #strangers: Counter;
  readonly #outcomes: Counter;
  readonly #lost: Counter;
  readonly #checkpointFailures: Counter;
  readonly #handoverReplays: Counter;
  readonly #ownSeconds: Histogram;
  readonly #upstreamSeconds: Histogram;
  readonly #batchSizes: Histogram;

  constructor(state: MeasuredState) {
    const { registry } = this;
    this.#requests = registry.counter(
      'holdfast_requests_total',
      'Decided requests of known keys, by the rule that refused them.',
    );
    this.#strangers = registry.counter(
      'holdfast_unauthenticated_total',
      'Requests that were refused before it was known whose they are.',
    );
    this.#outcomes = registry.counter('holdfast_outcomes_total', 'What became of requests that were sent.');
    this.#lost = registry.counter('holdfast_outcomes_lost_total', 'Outcomes that could not be recorded.');
    this.#checkpointFailures = registry.counter(
      'holdfast_checkpoint_failures_total',
      'Checkpoints that a place outside the database did not take.',
    );
    this.#handoverReplays = registry.counter(
      'holdfast_handover_replays_total',
      'Attempts to fetch the credentials of a virtual key with a code that was used before.',
    );
    this.#ownSeconds = registry.histogram(
      'holdfast_own_seconds',
      'Time that the gateway itself took for a request.',
      SECONDS,
    );
    this.#upstreamSeconds = registry.histogram(
      'holdfast_upstream_seconds',
      'Time that the exchange took for a request.',
      SECONDS,
    );
    this.#batchSizes = registry.histogram(
      'holdfast_decision_batch_size',
      'Requests decided in one commit.',
      BATCH_SIZES,
    );
    registry.gauge('holdfast_connections', 'Open connections of clients.', () => state.connections());
    registry.gauge('holdfast_vault_open', '1 while the vault is open, 0 while it is sealed.', () =>
      state.vaultOpen() ? 1 : 0,
    );
    registry.gauge(
      'holdfast_refused_keys',
      'Stored keys that can’t be used, because a row was changed.',
      () => state.refusedKeys(),
    );
    registry.gauge('holdfast_audit_entries', 'Entries that have a place in the audit log.', () =>
      state.auditSize(),
    );
    registry.gauge(
      'holdfast_checkpoint_age_seconds',
      'Seconds since the newest checkpoint of the audit log.',
      () => state.checkpointAgeMs() / 1000,
    );
    registry.gauge('process_resident_memory_bytes', 'Memory of the process.', () =>
      process.memoryUsage.rss(),
    );
    const delay = monitorEventLoopDelay({ resolution: 20 });
    delay.enable();
    registry.gauge(
      'nodejs_eventloop_delay_p99_seconds',
      'Delay of the event loop since the last look, 99 %.',
      () => {
        const seconds = delay.percentile(99) / 1e9;
        delay.reset();
        return seconds;
      },
    );
  }

  /** Tells the dates of keys too, the nearest first. Labels are names that operators gave. */
  showKeys(keys: { readonly dates: readonly KeyDates[]; now(): number }): void {
    this.registry.gauges('holdfast_key_age_seconds', 'Age of the secret that a key has now.', function* () {
      for (const { kind, name, since } of keys.dates)
        yield [{ kind, key: name }, seconds(keys.now() - since)];
    });
    this.registry.gauges(
      'holdfast_key_due_seconds',
      'Seconds until a key is to be renewed, ends or is deleted; below 0: since then.',
      () =>
        keys.dates
          .flatMap(({ kind, name, rotateAt, expiresAt, deleteAt }) =>
            [
              { what: 'rotation', at: deleteAt === null ? rotateAt : null },
              { what: 'expiry', at: expiresAt },
              { what: 'deletion', at: deleteAt },
            ].flatMap(({ what, at }): [Record<string, string>, number][] =>
              at === null ? [] : [[{ kind, key: name, what }, seconds(at - keys.now())]],
            ),
          )
          .toSorted(([, a], [, b]) => a - b),
    );
  }

  /** @param rule null: accepted */
  decided(exchange: ExchangeId, endpoint: EndpointClass | null, rule: string | null): void {
    this.#requests.add({
      exchange,
      class: endpoint ?? 'unknown',
      decision: rule === null ? 'accepted' : 'refused',
      rule: rule ?? '',
    });
  }

  stranger(reason: string): void {
    this.#strangers.add({ reason });
  }

  outcome(exchange: ExchangeId, outcome: string): void {
    this.#outcomes.add({ exchange, outcome });
  }

  outcomeLost(): void {
    this.#lost.add();
  }

  checkpointFailed(): void {
    this.#checkpointFailures.add();
  }

  handoverReplayed(): void {
    this.#handoverReplays.add();
  }

  /** @param upstreamMs 0: nothing was sent */
  answered(exchange: ExchangeId, ownMs: number, upstreamMs: number): void {
    this.#ownSeconds.observe(ownMs / 1000, { exchange });
    if (upstreamMs > 0) this.#upstreamSeconds.observe(upstreamMs / 1000, { exchange });
  }

  batch(size: number): void {
    this.#batchSizes.observe(size);
  }
}

function seconds(ms: number): number {
  return Math.round(ms / 1000);
}
