import type { WriteStream } from 'node:tty';

/** One of the two streams a command writes to. */
export interface Output {
  write(text: string): void;
  /** Whether a person looks at it right now, so that a line may be rewritten. */
  readonly interactive: boolean;
  readonly color: boolean;
  /** Characters a line. */
  readonly columns: number;
}

/** Everything of the outer world that commands touch directly; tests hand in their own. */
export interface Terminal {
  readonly stdout: Output;
  readonly stderr: Output;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Relative file names start here. */
  readonly workingDirectory: string;
  /** Milliseconds, for durations only. */
  now(): number;
  /** Calls `stop` on the first Ctrl-C instead of ending the process; returns how to end that. */
  onInterrupt(stop: () => void): () => void;
}

/** The terminal of this process. */
export function processTerminal(): Terminal {
  return {
    stdout: output(process.stdout),
    stderr: output(process.stderr),
    environment: process.env,
    workingDirectory: process.cwd(),
    now: () => performance.now(),
    onInterrupt(stop) {
      let stopping = false;
      const handle = () => {
        // The second Ctrl-C means now.
        if (stopping) process.exit(130);
        stopping = true;
        stop();
      };
      process.on('SIGINT', handle);
      process.on('SIGTERM', handle);
      return () => {
        process.off('SIGINT', handle);
        process.off('SIGTERM', handle);
      };
    },
  };
}

function output(stream: WriteStream): Output {
  const interactive = stream.isTTY === true && process.env.TERM !== 'dumb';
  return {
    write: (text) => stream.write(text),
    interactive,
    color: allowsColor(interactive, process.env),
    get columns() {
      return stream.columns ?? 100;
    },
  };
}

/**
 * Colour only for people, and never against their will.
 *
 * @see https://no-color.org and https://force-color.org
 */
export function allowsColor(
  interactive: boolean,
  environment: Readonly<Record<string, string | undefined>>,
): boolean {
  if (environment.NO_COLOR) return false;
  if (environment.FORCE_COLOR && environment.FORCE_COLOR !== '0') return true;
  return interactive;
}
