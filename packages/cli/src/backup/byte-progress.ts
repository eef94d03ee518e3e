import { Interrupted } from '../failure.ts';
import { grouped } from '../output/format.ts';
import type { Terminal } from '../terminal.ts';

/** Where nobody can watch a line change, a line this often is enough. */
const SPARSE_MS = 10_000;
const LIVE_MS = 100;

/** How far a long piece of work is, on stderr, and whether Ctrl-C ended it. */
export interface ByteProgress {
  /** @throws Interrupted after Ctrl-C */
  update(bytes: number): void;
  end(): void;
}

/** @param kept what is said when Ctrl-C ends the work */
export function byteProgress(terminal: Terminal, verb: string, kept: string): ByteProgress {
  const { stderr, now } = terminal;
  let interrupted = false;
  let shown = now();
  const forget = terminal.onInterrupt(() => {
    interrupted = true;
  });
  return {
    update(bytes) {
      if (interrupted) throw new Interrupted(kept);
      if (now() - shown < (stderr.interactive ? LIVE_MS : SPARSE_MS)) return;
      shown = now();
      const line = `${verb} ${grouped(bytes / 1e6, 1)} MB`;
      stderr.write(stderr.interactive ? `\r\u001b[K${line}` : `${line}\n`);
    },
    end() {
      forget();
      if (stderr.interactive) stderr.write('\r\u001b[K');
    },
  };
}
