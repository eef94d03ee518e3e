import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The command as a person's shell starts it, without npm around it. */
export const HOLDFAST = fileURLToPath(import.meta.resolve('../../packages/cli/src/main.ts'));

export interface Measured {
  readonly ms: number;
  /** Highest resident memory in MB; null where /proc is not there to ask. */
  readonly peakMb: number | null;
  readonly stdout: string;
}

/** Runs a script in a process of its own, from start to end. */
export function measureProcess(script: string, args: readonly string[], home: string): Promise<Measured> {
  const started = performance.now();
  const child = spawn(process.execPath, [script, ...args], {
    env: { ...process.env, HOLDFAST_HOME: home },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let stdout = '';
  let peakMb: number | null = null;
  const watch = setInterval(() => {
    peakMb = peakOf(child.pid) ?? peakMb;
  }, 20);
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      clearInterval(watch);
      if (code === 0) resolve({ ms: performance.now() - started, peakMb, stdout });
      else reject(new Error(`${script} ${args.join(' ')} ended with status ${code}`));
    });
  });
}

/** The least disturbed of several runs. */
export async function bestProcess(
  runs: number,
  script: string,
  args: readonly string[],
  home: string,
): Promise<Measured> {
  let best = await measureProcess(script, args, home);
  for (let run = 1; run < runs; run++) {
    const next = await measureProcess(script, args, home);
    if (next.ms < best.ms) best = next;
  }
  return best;
}

/** Linux keeps the high-water mark itself, so asking now and then misses nothing but the end. */
function peakOf(pid: number | undefined): number | null {
  try {
    const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kilobytes === undefined ? null : Number(kilobytes) / 1024;
  } catch {
    // Another system, or the process has just ended.
    return null;
  }
}
