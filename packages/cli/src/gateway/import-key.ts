import { HoldfastError } from '@holdfast/errors';
import type { Terminal } from '../terminal.ts';
import { dialectNamed, floorOf, risksOf } from './add-key.ts';
import { loadConfig } from './config-file.ts';
import { checkSource, fieldsFor, readImported } from './imported-key.ts';
import { type OperatorOptions, operate } from './operate.ts';
import { rotateEvery } from './rotate-every.ts';

/** What `holdfast key import` takes. */
export interface ImportKeyOptions extends OperatorOptions {
  readonly exchange: string;
  readonly from: string;
  readonly apiKeyField?: string;
  readonly secretField?: string;
  readonly passphraseField?: string;
  readonly acceptRisk?: string;
  readonly nonceFloor?: string;
  readonly rotateEvery?: string;
  /** The key is in the vault already, and gets this source. */
  readonly existing?: true;
}

/** Runs `holdfast key import`: as `key add`, with a secret that a key store gives. */
export async function importKeyCommand(
  name: string,
  options: ImportKeyOptions,
  terminal: Terminal,
): Promise<void> {
  const dialect = dialectNamed(options.exchange);
  if (options.existing === true && options.rotateEvery !== undefined) {
    throw new HoldfastError(
      'COMMAND_INVALID',
      `--rotate-every is for a new key. Change that of "${name}" with "holdfast key schedule ${name}".`,
    );
  }
  const loaded = await loadConfig(options.config, terminal);
  const fields = fieldsFor(dialect, options);
  await checkSource(loaded, options.from);
  const { parts, marker } = await readImported(loaded, options.from, fields);
  try {
    const { result } = await operate(options, terminal, {
      command: 'key import',
      arguments: {
        name,
        exchange: dialect.exchange,
        acceptedRisks: risksOf(options.acceptRisk),
        nonceFloor: floorOf(options.nonceFloor),
        source: { source: options.from, fields, marker },
        existing: options.existing === true,
        rotateAfterDays: rotateEvery(options.rotateEvery ?? 'default'),
      },
      secrets: async () => parts,
    });
    const told = { ...result, source: options.from, marker };
    const version = marker === null ? '' : ` (version ${marker} there)`;
    const signs = result.changed === true ? ` Version ${result.version} of it signs from now on.` : '';
    terminal.stdout.write(
      options.json
        ? `${JSON.stringify(told)}\n`
        : `The ${result.target} ${result.exchange} key "${name}" is in the vault, from ${options.from}${version}.${signs}\n`,
    );
  } finally {
    for (const bytes of Object.values(parts)) bytes.fill(0);
  }
}
