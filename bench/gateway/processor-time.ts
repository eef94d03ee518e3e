import { readdirSync, readFileSync } from 'node:fs';

/** Microseconds that a process and all that it started have used so far; Linux only, null elsewhere. */
export function processorTime(pid: number): number | null {
  try {
    return [pid, ...descendants(pid)].reduce((sum, each) => sum + threads(each), 0);
  } catch {
    return null;
  }
}

/** @see https://docs.kernel.org/scheduler/sched-stats.html — nanoseconds on a processor come first */
function threads(pid: number): number {
  let nanoseconds = 0;
  for (const thread of readdirSync(`/proc/${pid}/task`)) {
    nanoseconds += Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0]);
  }
  return nanoseconds / 1000;
}

/** Processes below another one; those that end meanwhile are left out. */
export function descendants(pid: number): number[] {
  const parents = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
        return [{ pid: Number(name), parent: Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]) }];
      } catch {
        return [];
      }
    });
  const below = (above: number): number[] =>
    parents.filter(({ parent }) => parent === above).flatMap((child) => [child.pid, ...below(child.pid)]);
  return below(pid);
}

/** Bytes of a process that are its own, without the pages of programs that it shares; null where the system doesn't tell. */
export function privateMemory(pid: number): number | null {
  try {
    const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
    return Number(/^Anonymous:\s+(\d+) kB$/m.exec(text)?.[1]) * 1024;
  } catch {
    return null;
  }
}
