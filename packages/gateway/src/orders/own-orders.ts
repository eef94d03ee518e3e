import type { StoredOrder } from '@holdfast/database';
import { type Decimal, parseDecimal } from '@holdfast/decimal';
import type { Description, Dialect, OrderType } from '../dialect/dialect.ts';
import { type OrderReference, referenceText } from '../dialect/order-reference.ts';
import type { LoadedVirtualKey } from '../keys/key-ring.ts';
import type { JudgeRequest, OwnOrder } from '../policy/judge-request.ts';
import { ORDER_TYPES } from '../policy/policy.ts';
import { ownOrdersOf } from './ownership.ts';

/** Finds an account's orders by their ids in the database; null when they are too many to know. */
export type FindOrders = (exchangeKey: number, ids: readonly string[]) => Promise<StoredOrder[] | null>;

/** What the policy's rules ask of the orders that a request names. */
export type KnownOrders = JudgeRequest['ownOrders'];

type Key = Pick<LoadedVirtualKey, 'name' | 'policy' | 'exchangeKey'>;

/** Ids in a generation: between so many and twice as many of the newest are remembered; others are looked up. */
const GENERATION = 10_000;
/** Orders remembered under one id, the first and the newest: a client may give all of its orders the same. */
const MOST_SHARING = 100;
/** How long another replica may take to write down what the exchange answered it. */
const SECOND_LOOK_MS = 150;
const NONE: KnownOrders = () => [];

/**
 * Which orders the virtual keys placed. The database knows them all; this replica's newest are also kept here, so that a
 * cancellation right after the answer finds its order before that is written.
 */
export class OwnOrders {
  readonly #find: FindOrders;
  readonly #wait: (ms: number) => Promise<void>;
  /**
   * By exchange key and id. Two generations, because forgetting the oldest of a Map one by one makes it step over all that
   * was forgotten before.
   */
  #newest = new Map<string, readonly StoredOrder[]>();
  #older: ReadonlyMap<string, readonly StoredOrder[]> = new Map();
  /** Outcomes of orders that are being written, by exchange key. */
  readonly #writing = new Map<number, Set<Promise<void>>>();

  constructor(find: FindOrders, wait: (ms: number) => Promise<void>) {
    this.#find = find;
    this.#wait = wait;
  }

  /**
   * Looks up what a policy may ask about the orders that a request cancels or changes; nothing is looked up that no rule
   * asks for.
   *
   * @throws HoldfastError DATABASE_UNAVAILABLE, DATABASE_FAILED
   */
  async lookUp(
    key: Key,
    { answers }: Pick<Dialect, 'answers'>,
    description: Description,
  ): Promise<KnownOrders> {
    const asked = askedFor(key, description);
    if (asked.length === 0) return NONE;
    const number = key.exchangeKey.number;
    const amends = description.orders.some(({ amends }) => amends !== null);
    const recent = this.#recentOf(number, asked);
    const certain = asked.every(
      ({ by, ...reference }) =>
        by === 'exchange' && this.#remembered(idOf(number, { by, ...reference })) !== undefined,
    );
    // A new id of the exchange's is nobody else's. What an order became meanwhile, only the database knows.
    if (certain && !amends && answers.repeatsOrders !== true) return this.#known(key, answers, recent);
    await Promise.allSettled(this.#writing.get(number) ?? []);
    const names = asked.map(referenceText);
    let stored = await this.#find(number, names);
    const isBeingWritten = (orders: readonly StoredOrder[]) =>
      orders.some(({ changing }) => changing) ||
      !names.every((name) => [...orders, ...recent].some(({ ids }) => ids.includes(name)));
    if (stored !== null && isBeingWritten(stored)) {
      await this.#wait(SECOND_LOOK_MS);
      stored = await this.#find(number, names);
    }
    if (stored === null) return NONE;
    const found = stored;
    const unwritten = recent.filter(
      (order) =>
        !found.some(
          ({ entry, place, revision }) => entry === order.entry && place === order.place && revision > 0,
        ),
    );
    const others = found.filter(
      (order) => !unwritten.some(({ entry, place }) => entry === order.entry && place === order.place),
    );
    return this.#known(key, answers, [...others, ...unwritten]);
  }

  /** Remembers what the exchange answered, before its client can know; `written` ends when the database knows too. */
  remember(exchangeKey: number, orders: readonly StoredOrder[], written: Promise<void>): void {
    for (const order of orders) {
      for (const id of order.ids) {
        const name = `${exchangeKey} ${id}`;
        const before = this.#remembered(name) ?? [];
        const kept = before.length < MOST_SHARING ? before : [before[0], ...before.slice(2 - MOST_SHARING)];
        this.#newest.set(name, [...kept, order]);
        if (this.#newest.size < GENERATION) continue;
        this.#older = this.#newest;
        this.#newest = new Map();
      }
    }
    const writing = this.#writing.get(exchangeKey) ?? new Set();
    this.#writing.set(exchangeKey, writing.add(written));
    void written.finally(() => {
      writing.delete(written);
      if (writing.size === 0) this.#writing.delete(exchangeKey);
    });
  }

  /** The orders of this replica that a cancellation named; what isn't remembered here is not found. */
  recent(
    key: Key,
    { answers }: Pick<Dialect, 'answers'>,
    reference: OrderReference,
    symbol: string | null,
  ): readonly StoredOrder[] {
    const orders = this.#remembered(idOf(key.exchangeKey.number, reference)) ?? [];
    return ownOrdersOf(reference, symbol, orders, key.name, answers);
  }

  #remembered(name: string): readonly StoredOrder[] | undefined {
    return this.#newest.get(name) ?? this.#older.get(name);
  }

  #recentOf(exchangeKey: number, references: readonly OrderReference[]): StoredOrder[] {
    return [
      ...new Set(references.flatMap((reference) => this.#remembered(idOf(exchangeKey, reference)) ?? [])),
    ];
  }

  #known({ name }: Key, answers: Dialect['answers'], stored: readonly StoredOrder[]): KnownOrders {
    return (reference, symbol) =>
      ownOrdersOf(reference, symbol, stored, name, answers)
        .map(toOwnOrder)
        .filter((order) => order !== null);
  }
}

/** The references that a rule may ask about. */
function askedFor({ policy }: Key, { orders, cancels }: Description): OrderReference[] {
  const rules = policy.trade;
  if (rules === null) return [];
  return [
    ...orders
      .filter(({ action, symbol }) => rules.ownOrdersOnly || action === 'amend' || symbol === null)
      .map(({ amends }) => amends),
    ...cancels.filter(({ symbol }) => rules.ownOrdersOnly || symbol === null).map(({ order }) => order),
  ].filter((reference) => reference !== null);
}

function idOf(exchangeKey: number, reference: OrderReference): string {
  return `${exchangeKey} ${referenceText(reference)}`;
}

function toOwnOrder(order: StoredOrder): OwnOrder | null {
  const type = ORDER_TYPES.find((one): one is OrderType => one === order.type);
  if (type === undefined) return null;
  const { entry, place, revision, symbol, side, changing } = order;
  return {
    stored: { entry, place, revision },
    changing,
    symbol,
    side,
    type,
    quantity: decimal(order.quantity),
    quoteQuantity: decimal(order.quoteQuantity),
    price: decimal(order.price),
    trigger: decimal(order.trigger),
  };
}

function decimal(text: string | null): Decimal | null {
  return text === null ? null : parseDecimal(text);
}
