import { readdirSync, readFileSync } from 'node:fs';

/** A process as Linux tells of it. */
export interface ProcessFacts {
  readonly pid: number;
  readonly parent: number;
  /** What `ps` shows, arguments parted by NUL. */
  readonly commandLine: Buffer;
  readonly environment: Buffer;
}

/** Every process that may be looked into. */
export function processes(): ProcessFacts[] {
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'latin1');
      const [, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return [
        {
          pid: Number(name),
          parent: Number(parent),
          commandLine: readFileSync(`/proc/${name}/cmdline`),
          environment: readFileSync(`/proc/${name}/environ`),
        },
      ];
    } catch {
      // It ended meanwhile, or belongs to somebody who doesn't show it.
      return [];
    }
  });
}

/** A process and all that it started, directly or not. */
export function treeOf(root: number): ProcessFacts[] {
  const all = processes();
  const found = all.filter(({ pid }) => pid === root);
  for (let i = 0; i < found.length; i++) {
    found.push(...all.filter(({ parent }) => parent === found[i].pid));
  }
  return found;
}
