/**
 * How a request names an order. Who gave an id is part of what it means: a client chooses its own ids, and may choose
 * one that reads like another order's.
 */
export interface OrderReference {
  readonly by: 'exchange' | 'client';
  /** What is named; exchanges count ids of lists and of algo orders apart from those of orders. */
  readonly kind: 'order' | 'list' | 'algo';
  readonly id: string;
}

/** The order that the exchange calls so. */
export function byExchange(id: string, kind: OrderReference['kind'] = 'order'): OrderReference {
  return { by: 'exchange', kind, id };
}

/** The order that a client called so. */
export function byClient(id: string, kind: OrderReference['kind'] = 'order'): OrderReference {
  return { by: 'client', kind, id };
}

/**
 * A reference as one text, a different one for each.
 *
 * @example
 * referenceText(byClient('28')); // 'client:28'
 * referenceText(byExchange('28', 'list')); // 'list/exchange:28'
 */
export function referenceText({ by, kind, id }: OrderReference): string {
  return `${kind === 'order' ? '' : `${kind}/`}${by}:${id}`;
}
