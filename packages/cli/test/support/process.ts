import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Finished } from './command.ts';
import type { TestHome } from './market.ts';

const MAIN = join(import.meta.dirname, '..', '..', 'src', 'main.ts');

export interface Running {
  readonly child: ChildProcess;
  /** Resolves when stdout and stderr together hold the text. */
  until(text: string): Promise<void>;
  readonly finished: Promise<Finished & { readonly signal: NodeJS.Signals | null }>;
}

/** `holdfast` as a process of its own. */
export function startHoldfast(
  { folder, home }: TestHome,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Running {
  const child = spawn(process.execPath, [MAIN, ...args], {
    cwd: folder,
    env: { PATH: process.env.PATH, HOLDFAST_HOME: home, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const written = { stdout: '', stderr: '' };
  const waiting = new Set<() => void>();
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream]!.setEncoding('utf8').on('data', (text: string) => {
      written[stream] += text;
      for (const check of waiting) check();
    });
  }
  const finished = new Promise<Awaited<Running['finished']>>((resolve) => {
    child.on('close', (code, signal) => resolve({ status: code ?? -1, signal, ...written }));
  });
  return {
    child,
    finished,
    until: (text) =>
      new Promise((resolve, reject) => {
        const check = () => {
          if (!(written.stdout + written.stderr).includes(text)) return;
          waiting.delete(check);
          resolve();
        };
        waiting.add(check);
        void finished.then(() => reject(new Error(`ended without "${text}": ${written.stderr}`)));
        check();
      }),
  };
}
