import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's root. */
export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** What a finished command took. */
export interface Finished {
  readonly stdout: string;
  readonly milliseconds: number;
  /** Peak resident memory of the process in MiB, as the kernel counted it. */
  readonly peakMiB: number;
}

/** Runs the `holdfast` command in a process of its own. @throws Error when it fails */
export function holdfast(home: string, ...args: string[]): Finished {
  const command = [join(root, 'packages/cli/src/main.ts'), ...args];
  return run(command, { ...process.env, HOLDFAST_HOME: home });
}

/** Starts Node on nothing: what every process pays before it does anything. */
export function bareNode(): Finished {
  return run(['--eval', '0'], process.env);
}

function run(args: string[], env: NodeJS.ProcessEnv): Finished {
  // The peak is printed by the process itself as it exits.
  const report = `process.on('exit', () => process.stderr.write('\\npeak ' + process.resourceUsage().maxRSS));`;
  const preload = `data:text/javascript,${encodeURIComponent(report)}`;
  const start = performance.now();
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', preload, ...args], {
    env,
    encoding: 'utf8',
    maxBuffer: 512 * 1024 * 1024,
  });
  const milliseconds = performance.now() - start;
  if (status !== 0) throw new Error(`${args.join(' ')} failed: ${stderr}`);
  const peak = /peak (\d+)$/.exec(stderr.trim());
  return { stdout, milliseconds, peakMiB: Number(peak?.[1] ?? Number.NaN) / 1024 };
}
