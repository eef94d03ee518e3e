import type { ExchangeId } from '../dialect/exchange-id.ts';
import type { Counter, MetricsRegistry } from '../metrics/registry.ts';
import type { RefusalReason } from '../refusal.ts';

/** What streams tell about themselves. No label holds anything that a client sent. */
export class StreamMetrics {
  readonly #frames: Counter;
  readonly #refused: Counter;
  readonly #closed: Counter;

  /** @param open how many streams are open */
  constructor(registry: MetricsRegistry, open: () => number) {
    registry.gauge('holdfast_streams', 'Open streams of clients.', open);
    this.#frames = registry.counter('holdfast_stream_frames_total', 'Frames of streams, by who sent them.');
    this.#refused = registry.counter(
      'holdfast_stream_refused_total',
      'Frames of clients that were refused, logins included.',
    );
    this.#closed = registry.counter('holdfast_stream_closed_total', 'Streams that ended, by why.');
  }

  frame(exchange: ExchangeId, from: 'client' | 'exchange'): void {
    this.#frames.add({ exchange, from });
  }

  refused(exchange: ExchangeId, reason: RefusalReason): void {
    this.#refused.add({ exchange, reason });
  }

  closed(exchange: ExchangeId, why: string): void {
    this.#closed.add({ exchange, why });
  }
}
