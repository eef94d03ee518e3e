import { readFile } from 'node:fs/promises';
import { HoldfastError } from '@holdfast/errors';
import { canonicalPolicy, parsePolicy } from '@holdfast/gateway';
import { absolute } from '../files.ts';
import type { Terminal } from '../terminal.ts';
import { loadConfig } from './config-file.ts';
import { type OperatorOptions, operate } from './operate.ts';

/** What `holdfast vkey issue` takes. */
export interface IssueOptions extends OperatorOptions {
  readonly key: string;
  readonly policy: string;
  readonly expires?: string;
}

/** Runs `holdfast vkey issue`. */
export async function issueCommand(name: string, options: IssueOptions, terminal: Terminal): Promise<void> {
  const policy = parsePolicy(await readFile(absolute(options.policy, terminal), 'utf8'), options.policy);
  const expiresAt = options.expires === undefined ? null : Date.now() + spanMs(options.expires);
  const { config } = await loadConfig(options.config, terminal);
  const { result, secrets } = await operate(options, terminal, {
    command: 'vkey issue',
    arguments: { name, key: options.key, policy: canonicalPolicy(policy).toString('utf8'), expiresAt },
  });
  const told = {
    exchange: result.exchange,
    apiKey: result.apiKey,
    secret: secrets.get('secret')?.toString('utf8'),
    passphrase: secrets.get('passphrase')?.toString('utf8') ?? null,
    url: `${config.tls === null ? 'http' : 'https'}://${config.listen}/${result.exchange}/`,
  };
  if (options.json) terminal.stdout.write(`${JSON.stringify(told)}\n`);
  else {
    terminal.stdout.write(
      `Virtual key "${name}" of ${told.exchange}. The secret is shown this once.\n\nAPI key     ${told.apiKey}\nSecret      ${told.secret}\n${told.passphrase === null ? '' : `Passphrase  ${told.passphrase}\n`}\nIn your client replace https:// by ${told.url}\n`,
    );
  }
}

const UNITS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

function spanMs(text: string): number {
  const [, count, unit] = /^([1-9][0-9]{0,4})([mhd])$/.exec(text) ?? [];
  if (count === undefined) {
    throw new HoldfastError(
      'COMMAND_INVALID',
      `--expires "${text}" is no span of time. Write one such as 90d, 12h or 30m.`,
      { value: text },
    );
  }
  return Number(count) * UNITS[unit];
}
