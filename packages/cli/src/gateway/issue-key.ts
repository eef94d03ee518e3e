import { readFile } from 'node:fs/promises';
import { type Answer, canonicalPolicy, type GatewayConfig, parsePolicy } from '@holdfast/gateway';
import { absolute } from '../files.ts';
import type { Terminal } from '../terminal.ts';
import { urlOf } from './client-url.ts';
import { loadConfig } from './config-file.ts';
import { type OperatorOptions, operate } from './operate.ts';
import { rotateEvery } from './rotate-every.ts';
import { spanMs } from './span.ts';
import { type WrapOptions, wrapMsOf, wrappedOf, wrappedText } from './wrap-option.ts';

/** What `holdfast vkey issue` takes. */
export interface IssueOptions extends OperatorOptions, WrapOptions {
  readonly key: string;
  readonly policy: string;
  readonly expires?: string;
  readonly rotateEvery?: string;
}

/** Runs `holdfast vkey issue`. */
export async function issueCommand(name: string, options: IssueOptions, terminal: Terminal): Promise<void> {
  const policy = parsePolicy(await readFile(absolute(options.policy, terminal), 'utf8'), options.policy);
  const expiresAt = options.expires === undefined ? null : Date.now() + spanMs('--expires', options.expires);
  const wrapMs = wrapMsOf(options);
  const { config } = await loadConfig(options.config, terminal);
  const { result, secrets } = await operate(options, terminal, {
    command: 'vkey issue',
    arguments: {
      name,
      key: options.key,
      policy: canonicalPolicy(policy).toString('utf8'),
      expiresAt,
      wrapMs,
      rotateAfterDays: rotateEvery(options.rotateEvery ?? 'default'),
    },
  });
  if (wrapMs !== null) {
    const wrapped = wrappedOf(config, result, secrets);
    const text = options.json ? JSON.stringify(wrapped) : wrappedText(`Virtual key "${name}"`, wrapped);
    terminal.stdout.write(`${text}\n`);
    return;
  }
  const told = toldOf(config, result, secrets);
  terminal.stdout.write(
    options.json ? `${JSON.stringify(told)}\n` : `${issuedText(`Virtual key "${name}"`, told)}\n`,
  );
}

/** What the holder of a virtual key gets. */
interface IssuedParts {
  readonly exchange: unknown;
  readonly apiKey: unknown;
  readonly secret: string;
  readonly passphrase: string | null;
  readonly url: string;
}

/** The one place where a secret becomes text: it is shown to the operator, once. */
export function toldOf(
  config: Pick<GatewayConfig, 'tls' | 'listen'>,
  { exchange, apiKey }: Answer['result'],
  secrets: Answer['secrets'],
): IssuedParts {
  return {
    exchange,
    apiKey,
    secret: secrets.get('secret')?.toString('utf8') ?? '',
    passphrase: secrets.get('passphrase')?.toString('utf8') ?? null,
    url: urlOf(config, exchange),
  };
}

/** The same, to be read. */
export function issuedText(what: string, { exchange, apiKey, secret, passphrase, url }: IssuedParts): string {
  const phrase = passphrase === null ? '' : `Passphrase  ${passphrase}\n`;
  return `${what} of ${exchange}. The secret is shown this once.\n\nAPI key     ${apiKey}\nSecret      ${secret}\n${phrase}\nIn your client replace https:// by ${url}`;
}
