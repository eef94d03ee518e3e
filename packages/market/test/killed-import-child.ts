/** Imports a file and says each step on the way, and waits after it long enough to be killed there. */
import { writeSync } from 'node:fs';
import { importSnapshot } from '../src/import.ts';

const [path, home] = process.argv.slice(2);
const pause = new Int32Array(new SharedArrayBuffer(4));
const said = new Set<string>();

await importSnapshot({
  path,
  home,
  name: 'large',
  columns: { asset: 'asset', date: 'date', close: 'close' },
  onProgress: ({ step, done, total }) => {
    const part = done >= total ? 1 : done * 2 >= total ? 0.5 : 0;
    const text = `${step} ${part}`;
    if (said.has(text)) return;
    said.add(text);
    writeSync(1, `${text}\n`);
    Atomics.wait(pause, 0, 0, 60);
  },
});
