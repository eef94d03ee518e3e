import fc from 'fast-check';
import { expect } from 'vitest';
import type { CancelIntent, Description, Dialect, OrderIntent } from '../../src/dialect/dialect.ts';
import { byExchange } from '../../src/dialect/order-reference.ts';
import { type OrdersOutcome, ordersOutcome } from '../../src/orders/answered-orders.ts';
import { readAnswer } from '../../src/orders/read-answer.ts';
import { dec, order } from '../policy/requests.ts';

export type Reader = ReturnType<typeof readerOf>;

/** Reads answers of a dialect as the gateway does: from bytes to what is given back. */
export function readerOf(dialect: Dialect) {
  return (
    endpoint: string,
    status: number,
    body: unknown,
    orders: readonly Partial<OrderIntent>[] = [{}],
    cancels: readonly CancelIntent[] = [],
  ) => {
    const [method, path] = endpoint.split(' ');
    const found = dialect.endpoints.find((one) => one.method === method && one.path === path);
    if (found === undefined) throw new Error(`${endpoint} is in no table`);
    const description: Description = { orders: orders.map(order), cancels };
    const bytes = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
    const reading = readAnswer(
      dialect,
      { status, body: bytes },
      { endpoint: found, class: found.class, product: 'spot' },
      description,
    );
    expect(reading.orders).toHaveLength(orders.length);
    expect(reading.cancelled).toHaveLength(cancels.length);
    const judged = description.orders.map((one) => ({
      ...one,
      symbol: one.symbol ?? 'COIN',
      side: one.side ?? ('buy' as const),
      type: one.type ?? ('limit' as const),
      amended: null,
    }));
    // Order number n is worth 10 to the n.
    const reserves = judged.map(({ symbol }, at) => ({
      symbol,
      notionalUsd: dec(`1${'0'.repeat(at)}`),
      slippageUsd: dec('0'),
    }));
    return {
      ...shown(ordersOutcome(reading, { orders: judged, reserves }, [])),
      cancelled: reading.cancelled,
    };
  };
}

function shown({ outcome, kept, orders }: OrdersOutcome) {
  const ids = (orders?.ids ?? []).map(({ place, id }) => `${place} ${id}`);
  return { outcome, kept: kept?.notionalUsd ?? null, rejected: orders?.rejected ?? [], ids };
}

export const cancelOf = (id: string): CancelIntent => ({ symbol: 'COIN', order: byExchange(id) });

/** Statuses that can't mean for themselves that nothing was done. */
const OPEN_STATUSES = [200, 200, 200, 201, 204, 302, 408, 409, 425, 429, 500, 502, 503, 504];

/**
 * Throws broken answers at a reader: of all of them, none may give anything back, and none may throw.
 *
 * @param samples answers that say that orders were placed, by endpoint
 */
export function fuzzAnswers(
  read: Reader,
  samples: readonly (readonly [endpoint: string, body: unknown])[],
): void {
  const broken = fc.oneof(
    fc.string({ maxLength: 200 }),
    fc.json(),
    fc.constantFrom(...samples).chain(([, body]) => mutated(JSON.stringify(body))),
  );
  fc.assert(
    fc.property(
      fc.constantFrom(...samples.map(([endpoint]) => endpoint)),
      fc.constantFrom(...OPEN_STATUSES),
      broken,
      fc.integer({ min: 1, max: 3 }),
      (endpoint, status, body, count) => {
        const { outcome, kept } = read(endpoint, status, body, Array(count).fill({}), [cancelOf('1')]);
        expect(['accepted', 'unknown']).toContain(outcome);
        expect(kept).toBeNull();
      },
    ),
    { numRuns: 1000 },
  );
}

/** A text with a few characters lost, doubled or changed. */
function mutated(text: string): fc.Arbitrary<string> {
  const change = fc.record({
    at: fc.nat(text.length),
    length: fc.nat(12),
    by: fc.constantFrom('', '0', '9', '"', '{', '}', '[', ']', 'null', ',', 'true', 'false', '-1', '1e9'),
  });
  return fc
    .array(change, { minLength: 1, maxLength: 4 })
    .map((changes) =>
      changes.reduce((now, { at, length, by }) => now.slice(0, at) + by + now.slice(at + length), text),
    );
}
