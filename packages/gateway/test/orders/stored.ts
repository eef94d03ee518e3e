import type { StoredOrder } from '@holdfast/database';

/** A second of a day. */
export const at = (second: number) => new Date(Date.UTC(2026, 0, 1) + second * 1000);

/** An order of "bot" that was placed at a second and answered in the next. */
export function stored(entry: number, parts: Partial<StoredOrder> = {}): StoredOrder {
  return {
    entry: BigInt(entry),
    place: 1,
    owner: 'bot',
    ids: [`exchange:${entry}`, 'client:x'],
    symbol: 'COIN',
    side: 'buy',
    type: 'limit',
    quantity: '1',
    quoteQuantity: null,
    price: '10',
    trigger: null,
    certain: true,
    sentAt: at(entry),
    settledAt: at(entry + 1),
    revision: 1,
    changing: false,
    ...parts,
  };
}
