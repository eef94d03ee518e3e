import type { Choice, Item } from './separable.ts';

/** Choices that no best solution makes together with another, by that other choice. */
export interface Dominance {
  /** By the choice that leaves an item alone. */
  readonly ifLeft: ReadonlyMap<number, readonly number[]>;
  /** By a choice that trades. */
  readonly ifTraded: ReadonlyMap<number, readonly number[]>;
}

export const NO_DOMINANCE: Dominance = { ifLeft: new Map(), ifTraded: new Map() };

/**
 * An item is better to trade than another when it is further from its target, costs no more, and may be traded in every
 * size that the other may. A solution that trades the other and leaves it alone can be changed for one that is as good.
 * That holds unless so much
 * cash is left that paying more would be better.
 */
export function dominanceOf(items: readonly Item[], start: Int32Array): Dominance {
  const ifLeft = new Map<number, number[]>();
  const ifTraded = new Map<number, number[]>();
  const note = (map: Map<number, number[]>, key: number, value: number) => {
    const list = map.get(key);
    if (list === undefined) map.set(key, [value]);
    else list.push(value);
  };
  for (const direction of [1, -1]) {
    const tradable = items.flatMap(({ gap, choices }, i) => {
      const left = choices.findIndex(({ weight }) => weight === 0);
      const ways = choices.flatMap((choice, c) =>
        choice.weight * direction > 0 && choice.low < choice.high ? [c] : [],
      );
      return left >= 0 && ways.length === 1
        ? [
            {
              i,
              need: gap * direction,
              left: start[i] + left,
              way: start[i] + ways[0],
              choice: choices[ways[0]],
            },
          ]
        : [];
    });
    for (const a of tradable) {
      for (const b of tradable) {
        if (a === b || !isAsGood(a, b) || (isAsGood(b, a) && a.i > b.i)) continue;
        note(ifLeft, a.left, b.way);
        note(ifTraded, b.way, a.left);
      }
    }
  }
  return { ifLeft, ifTraded };
}

function isAsGood(
  a: { readonly need: number; readonly choice: Choice },
  b: { readonly need: number; readonly choice: Choice },
): boolean {
  return (
    a.need <= b.need &&
    a.choice.low <= b.choice.low &&
    a.choice.high >= b.choice.high &&
    a.choice.weight === b.choice.weight &&
    a.choice.cost <= b.choice.cost &&
    a.choice.fixed <= b.choice.fixed &&
    a.choice.cash <= b.choice.cash &&
    a.choice.needed <= b.choice.needed
  );
}
