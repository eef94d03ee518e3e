import { run, type Terminal } from '../../src/index.ts';
import type { TestHome } from './market.ts';

export interface Finished {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface TestTerminal extends Terminal {
  readonly written: { stdout: string; stderr: string };
  /** What Ctrl-C does. */
  interrupt(): void;
}

/** A terminal that keeps what is written. */
export function testTerminal(
  { folder, home }: Pick<TestHome, 'folder' | 'home'>,
  options: { interactive?: boolean; color?: boolean } = {},
): TestTerminal {
  const written = { stdout: '', stderr: '' };
  const output = (stream: 'stdout' | 'stderr') => ({
    write: (text: string) => {
      written[stream] += text;
    },
    interactive: options.interactive ?? false,
    color: options.color ?? false,
    columns: 100,
  });
  const stops = new Set<() => void>();
  return {
    written,
    stdout: output('stdout'),
    stderr: output('stderr'),
    environment: { HOLDFAST_HOME: home },
    workingDirectory: folder,
    now: () => performance.now(),
    onInterrupt(stop) {
      stops.add(stop);
      return () => stops.delete(stop);
    },
    interrupt: () => {
      for (const stop of [...stops]) stop();
    },
  };
}

/** Runs one command line to its end. */
export async function holdfast(home: TestHome, ...args: string[]): Promise<Finished> {
  const terminal = testTerminal(home);
  const status = await run(args, terminal);
  return { status, ...terminal.written };
}

/** The error that a command with `--json` printed. */
export function jsonError({ stderr }: Finished): {
  code: string;
  message: string;
  facts: Record<string, unknown>;
} {
  return JSON.parse(stderr.trim().split('\n').at(-1)!).error;
}
