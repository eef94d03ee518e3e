/** True when the benchmark is to run on small inputs, to show that it works. */
export const quick = process.argv.includes('--quick');

/** Milliseconds of one call: the median over `runs` calls after one that warms up. */
export function medianTime(runs: number, work: () => unknown): number {
  work();
  const times: number[] = [];
  for (let run = 0; run < runs; run++) {
    const start = performance.now();
    work();
    times.push(performance.now() - start);
  }
  times.sort((a, b) => a - b);
  return times[times.length >>> 1];
}

/** Prints the line that every benchmark owes: how many times faster than the reference, and both times. */
export function reportRatio(name: string, holdfastMs: number, reference: string, referenceMs: number): void {
  console.log(
    `ratio ${name}: ${(referenceMs / holdfastMs).toFixed(1)}x (holdfast ${duration(holdfastMs)} vs ${reference} ${duration(referenceMs)})`,
  );
}

/** Prints a figure that has no reference. */
export function reportFigure(name: string, text: string): void {
  console.log(`figure ${name}: ${text}`);
}

/** Milliseconds in a unit a person reads easily. */
export function duration(ms: number): string {
  if (ms >= 1000) return `${(ms / 1000).toFixed(2)} s`;
  if (ms >= 10) return `${ms.toFixed(1)} ms`;
  return `${ms.toFixed(3)} ms`;
}
