import { readFile } from 'node:fs/promises';
import { canonicalPolicy, parsePolicy } from '@holdfast/gateway';
import { absolute } from '../files.ts';
import type { Terminal } from '../terminal.ts';
import { loadConfig } from './config-file.ts';
import { issuedText, toldOf } from './issue-key.ts';
import { type OperatorOptions, operate } from './operate.ts';
import { rotateEvery } from './rotate-every.ts';
import { spanMs } from './span.ts';
import { type WrapOptions, wrapMsOf, wrappedOf, wrappedText } from './wrap-option.ts';

export interface RotateOptions extends OperatorOptions, WrapOptions {
  readonly overlap: string;
  readonly policy?: string;
  readonly expires?: string;
  readonly rotateEvery?: string;
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
  const wrapMs = wrapMsOf(options);
  const { config } = await loadConfig(options.config, terminal);
  const { result, secrets } = await operate(options, terminal, {
    command: 'vkey rotate',
    arguments: {
      name,
      overlapMs,
      policy: policy === null ? null : canonicalPolicy(policy).toString('utf8'),
      expiresAt: options.expires === undefined ? null : Date.now() + spanMs('--expires', options.expires),
      wrapMs,
      ...(options.rotateEvery === undefined ? {} : { rotateAfterDays: rotateEvery(options.rotateEvery) }),
    },
  });
  const { generation, overlapUntil } = result;
  const issued = wrapMs === null ? toldOf(config, result, secrets) : wrappedOf(config, result, secrets);
  if (options.json) terminal.stdout.write(`${JSON.stringify({ ...issued, generation, overlapUntil })}\n`);
  else {
    const before = overlapUntil === null ? 'has ended' : `works until ${overlapUntil}`;
    const what = `Generation ${generation} of virtual key "${name}"`;
    const text = 'code' in issued ? wrappedText(what, issued) : issuedText(what, issued);
    terminal.stdout.write(`${text}\nThe one before ${before}. Both count against the same limits.\n`);
  }
}
