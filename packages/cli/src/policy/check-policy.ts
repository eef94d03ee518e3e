import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { canonicalPolicy, type ExplanationPart, explainPolicy, parsePolicy } from '@holdfast/gateway';
import { absolute } from '../files.ts';
import type { Terminal } from '../terminal.ts';

/** Runs `holdfast policy check`. */
export async function checkPolicyCommand(
  file: string,
  options: { readonly json?: true },
  terminal: Terminal,
): Promise<void> {
  const policy = parsePolicy(await readFile(absolute(file, terminal), 'utf8'), file);
  const means = explainPolicy(policy);
  const hash = createHash('sha256').update(canonicalPolicy(policy)).digest('hex');
  terminal.stdout.write(
    options.json
      ? `${JSON.stringify({ file, ok: true, hash, means })}\n`
      : `ok  ${file}\n\n${explanationText(means)}`,
  );
}

/** What a policy means, to be read. */
export function explanationText(means: readonly ExplanationPart[]): string {
  return means
    .map(({ title, points }) => `${title}\n${points.map((point) => `  - ${point}\n`).join('')}`)
    .join('\n');
}
