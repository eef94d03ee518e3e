import { closeSync, openSync, readFileSync, readSync } from 'node:fs';

/**
 * How often each pattern occurs in the writable memory of another process (Linux). Pieces overlap by the longest
 * pattern, so that none is missed at a seam.
 *
 * @throws when the system doesn't let this process look into that one
 */
export function countInMemory(pid: number, patterns: readonly Buffer[]): number[] {
  const counts = patterns.map(() => 0);
  const overlap = Math.max(...patterns.map((pattern) => pattern.length)) - 1;
  const piece = Buffer.alloc(16 * 1024 * 1024);
  const memory = openSync(`/proc/${pid}/mem`, 'r');
  try {
    for (const { from, to } of writableRegions(pid)) {
      for (let at = from; at < to; ) {
        const length = readSync(memory, piece, 0, Math.min(piece.length, to - at), at);
        if (length === 0) break;
        const last = at + length >= to;
        patterns.forEach((pattern, index) => {
          // What begins in the overlap is counted with the next piece.
          const end = last ? length : length - overlap;
          for (let found = piece.indexOf(pattern); found !== -1 && found < end; ) {
            if (found + pattern.length <= length) counts[index]! += 1;
            found = piece.indexOf(pattern, found + 1);
          }
        });
        at += last ? length : length - overlap;
        piece.fill(0, length);
      }
    }
  } finally {
    closeSync(memory);
  }
  return counts;
}

function writableRegions(pid: number): { from: number; to: number }[] {
  return readFileSync(`/proc/${pid}/maps`, 'utf8')
    .split('\n')
    .map((line) => /^([0-9a-f]+)-([0-9a-f]+) rw/.exec(line))
    .filter((match) => match !== null)
    .map(([, from, to]) => ({ from: Number.parseInt(from!, 16), to: Number.parseInt(to!, 16) }));
}
