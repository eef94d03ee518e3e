import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { processes, treeOf } from '../process-tree.ts';

/** Ends a process with SIGKILL; one that is gone already is left alone. */
export function killNow(pid: number): boolean {
  try {
    process.kill(pid, 'SIGKILL');
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
    throw error;
  }
}

/** Process id of the PostgreSQL that runs in a home; null: none does. */
function postgresOf(home: string): number | null {
  try {
    const [pid] = readFileSync(join(home, 'postgres', 'data', 'postmaster.pid'), 'utf8').split('\n');
    return Number(pid) > 1 ? Number(pid) : null;
  } catch {
    return null;
  }
}

/** Ends PostgreSQL and its sessions: the server first, so that it does not notice its sessions' deaths. */
export function killPostgres(home: string): boolean {
  const pid = postgresOf(home);
  if (pid === null) return false;
  const sessions = processes().filter(({ parent }) => parent === pid);
  if (!killNow(pid)) return false;
  for (const session of sessions) killNow(session.pid);
  return true;
}

/** The gateway's own process, which its launcher started. */
export function guardedGateway(launcher: number): number | null {
  const found = treeOf(launcher).find(({ pid, commandLine }) => {
    return (
      pid !== launcher && commandLine.includes(join('process', 'main.ts')) && !commandLine.includes('ulimit')
    );
  });
  return found?.pid ?? null;
}
