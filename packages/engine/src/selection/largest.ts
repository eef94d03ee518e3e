/** Up to so many values are kept in a sorted list; beyond it a heap is faster. */
const SHORT_LIST = 32;

/**
 * Finds the `top` largest values without sorting the rest: a short list finds the surplus where it is small, otherwise a
 * heap the best. Ties go to the lower position, which is the lower asset id.
 *
 * @param order receives positions into `values`: by rank, best first, when `ranked`, otherwise in a deterministic
 *   order of no meaning; room for `count` entries
 * @returns how many were found: `min(top, count)`
 * @example
 * const order = new Int32Array(3);
 * largest(Float64Array.of(5, 9, 7), 3, 2, order, true); // 2, order starts with [1, 2]
 */
export function largest(
  values: Float64Array,
  count: number,
  top: number,
  order: Int32Array,
  ranked: boolean,
): number {
  const size = Math.min(top, count);
  const surplus = count - size;
  for (let i = 0; i < count; i++) order[i] = i;
  if (surplus > 0) {
    if (surplus <= SHORT_LIST) dropSmallest(values, order, count, surplus);
    else keepLargest(values, order, count, size);
  }
  if (ranked) sortRanked(values, order, size);
  return size;
}

/** Moves the `size` best of the first `count` entries to the front. */
function keepLargest(values: Float64Array, order: Int32Array, count: number, size: number): void {
  if (size === 0) return;
  for (let i = (size >>> 1) - 1; i >= 0; i--) siftDown(values, order, i, size);
  let worst = values[order[0]];
  for (let i = size; i < count; i++) {
    // Positions ascend, so an equal value is worse than every one that is held.
    if (values[order[i]] > worst) {
      order[0] = order[i];
      siftDown(values, order, 0, size);
      worst = values[order[0]];
    }
  }
}

/** Removes the `surplus` worst of the first `found` entries, keeping the order of the rest. */
function dropSmallest(values: Float64Array, order: Int32Array, found: number, surplus: number): void {
  const worst = new Int32Array(surplus);
  let held = 0;
  for (let i = found - 1; i >= 0; i--) {
    const item = order[i];
    // Walking back, an equal value is better than every one that is held.
    if (held === surplus && !(values[item] < values[worst[surplus - 1]])) continue;
    let at = held < surplus ? held++ : surplus - 1;
    for (; at > 0 && values[worst[at - 1]] > values[item]; at--) worst[at] = worst[at - 1];
    worst[at] = item;
  }
  // `worst` ascends by value; the last one is the edge: what is beyond it goes.
  const edge = worst[surplus - 1];
  const edgeValue = values[edge];
  let kept = 0;
  for (let i = 0; i < found; i++) {
    const item = order[i];
    const value = values[item];
    if (value > edgeValue || (value === edgeValue && item < edge)) order[kept++] = item;
  }
}

function sortRanked(values: Float64Array, order: Int32Array, size: number): void {
  for (let i = (size >>> 1) - 1; i >= 0; i--) siftDown(values, order, i, size);
  for (let end = size - 1; end > 0; end--) {
    const worst = order[0];
    order[0] = order[end];
    order[end] = worst;
    siftDown(values, order, 0, end);
  }
}

/** Restores the heap whose root is the worst: the lowest value, of equals the highest position. */
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
