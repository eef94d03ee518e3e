import { readFile } from 'node:fs/promises';
import { canonicalPolicy, parsePolicy } from '@holdfast/gateway';
import { absolute } from '../files.ts';
import type { Terminal } from '../terminal.ts';
import { loadConfig } from './config-file.ts';
import { issuedText, spanMs, toldOf } from './issue-key.ts';
import { type OperatorOptions, operate } from './operate.ts';

export interface RotateOptions extends OperatorOptions {
  readonly overlap: string;
  readonly policy?: string;
  readonly expires?: string;
}

/** Runs `holdfast vkey rotate`. */
export async function rotateVirtualKeyCommand(
  name: string,
  options: RotateOptions,
  terminal: Terminal,
): Promise<void> {
  const overlapMs = options.overlap === '0' ? 0 : spanMs('--overlap', options.overlap);
  const policy =
    options.policy === undefined
      ? null
      : parsePolicy(await readFile(absolute(options.policy, terminal), 'utf8'), options.policy);
  const { config } = await loadConfig(options.config, terminal);
  const { result, secrets } = await operate(options, terminal, {
    command: 'vkey rotate',
    arguments: {
      name,
      overlapMs,
      policy: policy === null ? null : canonicalPolicy(policy).toString('utf8'),
      expiresAt: options.expires === undefined ? null : Date.now() + spanMs('--expires', options.expires),
    },
  });
  const { generation, overlapUntil } = result;
  const told = { ...toldOf(config, result, secrets), generation, overlapUntil };
  if (options.json) terminal.stdout.write(`${JSON.stringify(told)}\n`);
  else {
    const before = overlapUntil === null ? 'has ended' : `works until ${overlapUntil}`;
    terminal.stdout.write(
      `${issuedText(`Generation ${generation} of virtual key "${name}"`, told)}\nThe one before ${before}. Both count against the same limits.\n`,
    );
  }
}
