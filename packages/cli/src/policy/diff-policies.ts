import { readFile } from 'node:fs/promises';
import { HoldfastError } from '@holdfast/errors';
import { diffPolicies, type PolicyChange, type PolicyDiff, parsePolicy } from '@holdfast/gateway';
import { absolute } from '../files.ts';
import type { Terminal } from '../terminal.ts';

/** Runs `holdfast policy diff`. */
export async function diffPoliciesCommand(
  before: string,
  after: string,
  options: { readonly json?: true },
  terminal: Terminal,
): Promise<void> {
  const read = async (file: string) => parsePolicy(await readFile(absolute(file, terminal), 'utf8'), file);
  const diff = diffPolicies(await read(before), await read(after));
  terminal.stdout.write(
    options.json ? `${JSON.stringify({ old: before, new: after, ...diff })}\n` : diffText(diff),
  );
  if (diff.more.length === 0) return;
  throw new HoldfastError('POLICY_WIDER', `${after} allows what ${before} doesn’t.`, {
    rules: [...new Set(diff.more.map(({ rule }) => rule))],
  });
}

function diffText({ relation, more, less }: PolicyDiff): string {
  if (relation === 'same') return 'Both allow the same.\n';
  return [
    changesText('A program with the new policy may, and could not before', more),
    changesText('It may not any more', less),
  ]
    .filter((text) => text !== '')
    .join('\n');
}

function changesText(title: string, changes: readonly PolicyChange[]): string {
  if (changes.length === 0) return '';
  return `${title}\n${changes.map(({ rule, text }) => `  - ${text} (${rule})\n`).join('')}`;
}
