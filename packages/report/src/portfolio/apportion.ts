/**
 * Rounds parts so that the rounded ones add up to the rounded total, by the method of largest remainders: the parts whose
 * rounding cut off most go up. None is changed by a whole step. Parts of which a reader can see that they don't add up would
 * look wrong although they are right.
 *
 * @param step the smallest difference that is shown, 1e-4 for a hundredth of a percent
 * @returns multiples of `step`, as whole numbers of it; the last is the total
 *
 * @example
 * apportion([0.4, 0.4, 0.4], 1); // [1, 0, 0, 1]: 1.2 in total is shown as 1
 */
export function apportion(parts: readonly number[], step: number): number[] {
  const scaled = parts.map((part) => part / step);
  const exact = scaled.reduce((sum, part) => sum + part, 0);
  // Halves away from zero, as numbers in texts are rounded.
  const total = Math.sign(exact) * Math.round(Math.abs(exact));
  const whole = scaled.map(Math.floor);
  // Sums of floats can be off by a little, never by a part.
  const missing = Math.min(parts.length, Math.max(0, total - whole.reduce((sum, part) => sum + part, 0)));
  const up = new Set(
    scaled
      .map((part, i) => ({ i, remainder: part - whole[i] }))
      .sort((a, b) => b.remainder - a.remainder || a.i - b.i)
      .slice(0, missing)
      .map(({ i }) => i),
  );
  const shown = whole.map((part, i) => part + (up.has(i) ? 1 : 0));
  return [...shown, shown.reduce((sum, part) => sum + part, 0)];
}
