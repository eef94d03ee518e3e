import { HoldfastError } from '@holdfast/errors';
import {
  addExchangeKey,
  askPermissions,
  type Dialect,
  dialects,
  type ExchangeId,
  type Risk,
} from '@holdfast/gateway';
import { promptHidden, readSecretFromStdin } from '@holdfast/vault';
import type { Terminal } from '../terminal.ts';
import { type OperatorOptions, operate } from './operate.ts';
import { plainSettings, upstreamOf } from './redirects.ts';

interface AddKeyOptions extends OperatorOptions {
  readonly exchange: string;
  readonly stdin?: true;
  readonly acceptRisk?: string;
}

const RISKS: readonly string[] = ['withdraw', 'no-ip', 'unverified'] satisfies Risk[];

/** Runs `holdfast key add`. */
export async function addKeyCommand(name: string, options: AddKeyOptions, terminal: Terminal): Promise<void> {
  const dialect = dialects.get(options.exchange as ExchangeId);
  if (dialect === undefined) {
    throw new HoldfastError(
      'COMMAND_INVALID',
      `--exchange "${options.exchange}" is not served. Served are: ${[...dialects.keys()].join(', ')}.`,
      {
        exchange: options.exchange,
      },
    );
  }
  const acceptedRisks = risksOf(options.acceptRisk);
  const given = options.stdin ? await readGiven() : await askGiven(dialect);
  const told = await operate(
    options,
    terminal,
    async ({ loaded, operation }) => {
      const settings = plainSettings(loaded);
      const upstream = upstreamOf(settings);
      try {
        const target = dialect.hosts.some((host) => upstream.isRedirected(host)) ? 'redirected' : 'real';
        const permissions = await askPermissions(dialect, given, upstream, Date.now());
        await addExchangeKey(operation, { name, dialect, target, ...given, permissions, acceptedRisks });
        return { name, exchange: dialect.exchange, target, permissions };
      } finally {
        upstream.close();
      }
    },
    options.stdin === true,
  );
  terminal.stdout.write(
    options.json
      ? `${JSON.stringify(told)}\n`
      : `The ${told.target} ${told.exchange} key "${name}" is in the vault.\n`,
  );
}

function risksOf(list: string | undefined): Risk[] {
  const named = list === undefined ? [] : list.split(',');
  const unknown = named.find((risk) => !RISKS.includes(risk));
  if (unknown !== undefined) {
    throw new HoldfastError(
      'COMMAND_INVALID',
      `--accept-risk "${unknown}" is no risk. Risks are: ${RISKS.join(', ')}.`,
      { risk: unknown },
    );
  }
  return named as Risk[];
}

interface Given {
  readonly apiKey: Buffer;
  readonly secret: Buffer;
  readonly passphrase: Buffer | null;
}

async function readGiven(): Promise<Given> {
  const bytes = await readSecretFromStdin(process.stdin);
  try {
    const { apiKey, secret, passphrase = null }: Record<string, unknown> = JSON.parse(bytes.toString('utf8'));
    if (
      typeof apiKey !== 'string' ||
      typeof secret !== 'string' ||
      (passphrase !== null && typeof passphrase !== 'string')
    ) {
      throw new TypeError('a field is missing');
    }
    return {
      apiKey: Buffer.from(apiKey),
      secret: Buffer.from(secret),
      passphrase: passphrase === null ? null : Buffer.from(passphrase),
    };
  } catch {
    // Not the parser's words: they quote what was given.
    throw new HoldfastError(
      'SECRET_INPUT_INVALID',
      'Standard input must hold {"apiKey": "…", "secret": "…"} and, for OKX, "passphrase".',
    );
  } finally {
    bytes.fill(0);
  }
}

async function askGiven(dialect: Dialect): Promise<Given> {
  const terminal = { input: process.stdin, output: process.stderr };
  const apiKey = await promptHidden(terminal, `API key of ${dialect.exchange}: `);
  const secret = await promptHidden(terminal, 'Secret: ');
  const passphrase = dialect.exchange === 'okx' ? await promptHidden(terminal, 'Passphrase: ') : null;
  return { apiKey, secret, passphrase };
}
