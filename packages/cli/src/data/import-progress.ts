import type { OnProgress, Progress } from '@holdfast/market';
import { percent } from '../output/format.ts';
import type { Terminal } from '../terminal.ts';

const STEPS: Readonly<Record<Progress['step'], string>> = {
  read: 'reading',
  settle: 'checking rows',
  quality: 'checking quality',
  write: 'writing',
  publish: 'publishing',
};

/** Steps of an import on stderr, for a person who watches; nothing in a log, which has the result. */
export function importProgress({ stderr }: Terminal): { readonly update: OnProgress; clear(): void } {
  return {
    update({ step, done, total }) {
      if (!stderr.interactive) return;
      const share = total > 0 && done < total ? ` ${percent(done / total, 0)}` : '';
      stderr.write(`\r\u001b[K${STEPS[step]}${share} …`);
    },
    clear() {
      if (stderr.interactive) stderr.write('\r\u001b[K');
    },
  };
}
