/**
 * Finds the `top` largest values without sorting the rest: a heap of the best so far whose root is the worst of
 * them, so that most candidates cost one comparison. Ties go to the lower position, which is the lower asset id.
 *
 * `order` receives positions into `values`; returns how many (`min(top, count)`). Their order is by rank,
 * best first, when `ranked`, otherwise deterministic but arbitrary.
 *
 * @example
 * const order = new Int32Array(2);
 * largest(Float64Array.of(5, 9, 7), 3, 2, order, true); // 2, order = [1, 2]
 */
export function largest(
  values: Float64Array,
  count: number,
  top: number,
  order: Int32Array,
  ranked: boolean,
): number {
  const size = Math.min(top, count);
  if (size === 0) return 0;
  for (let i = 0; i < size; i++) order[i] = i;
  if (size < count || ranked) {
    for (let i = (size >>> 1) - 1; i >= 0; i--) siftDown(values, order, i, size);
    let worst = values[order[0]];
    for (let i = size; i < count; i++) {
      // Positions ascend, so an equal value is worse than every one that is held.
      if (values[i] > worst) {
        order[0] = i;
        siftDown(values, order, 0, size);
        worst = values[order[0]];
      }
    }
  }
  if (ranked) {
    for (let end = size - 1; end > 0; end--) {
      const worstOfAll = order[0];
      order[0] = order[end];
      order[end] = worstOfAll;
      siftDown(values, order, 0, end);
    }
  }
  return size;
}

function siftDown(values: Float64Array, heap: Int32Array, start: number, size: number): void {
  const item = heap[start];
  const value = values[item];
  let at = start;
  for (;;) {
    let child = 2 * at + 1;
    if (child >= size) break;
    let childItem = heap[child];
    let childValue = values[childItem];
    if (child + 1 < size) {
      const otherItem = heap[child + 1];
      const otherValue = values[otherItem];
      if (otherValue < childValue || (otherValue === childValue && otherItem > childItem)) {
        child++;
        childItem = otherItem;
        childValue = otherValue;
      }
    }
    if (value < childValue || (value === childValue && item > childItem)) break;
    heap[at] = childItem;
    at = child;
  }
  heap[at] = item;
}
