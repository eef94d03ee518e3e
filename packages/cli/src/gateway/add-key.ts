import { HoldfastError } from '@holdfast/errors';
import { type Dialect, dialects, type ExchangeId, type Risk } from '@holdfast/gateway';
import { promptHidden } from '@holdfast/vault';
import type { Terminal } from '../terminal.ts';
import { type OperatorOptions, operate } from './operate.ts';
import { rotateEvery } from './rotate-every.ts';
import type { SecretInput } from './secret-input.ts';

interface AddKeyOptions extends OperatorOptions {
  readonly exchange: string;
  readonly acceptRisk?: string;
  readonly nonceFloor?: string;
  readonly rotateEvery?: string;
}

const RISKS: readonly string[] = ['withdraw', 'no-ip', 'unverified'] satisfies Risk[];

/** Runs `holdfast key add`. */
export async function addKeyCommand(name: string, options: AddKeyOptions, terminal: Terminal): Promise<void> {
  const dialect = dialectNamed(options.exchange);
  const { result } = await operate(options, terminal, {
    command: 'key add',
    arguments: {
      name,
      exchange: dialect.exchange,
      acceptedRisks: risksOf(options.acceptRisk),
      nonceFloor: floorOf(options.nonceFloor),
      rotateAfterDays: rotateEvery(options.rotateEvery ?? 'default'),
    },
    secrets: (input) => (input.piped ? readGiven(input) : askGiven(dialect)),
  });
  terminal.stdout.write(
    options.json
      ? `${JSON.stringify(result)}\n`
      : `The ${result.target} ${result.exchange} key "${name}" is in the vault.\n`,
  );
}

/** The dialect of an exchange that a person named. @throws HoldfastError COMMAND_INVALID */
export function dialectNamed(exchange: string): Dialect {
  const dialect = dialects.get(exchange as ExchangeId);
  if (dialect !== undefined) return dialect;
  throw new HoldfastError(
    'COMMAND_INVALID',
    `--exchange "${exchange}" is not served. Served are: ${[...dialects.keys()].join(', ')}.`,
    { exchange },
  );
}

/** A nonce floor as the administration takes it. @throws HoldfastError COMMAND_INVALID */
export function floorOf(text = '0'): string {
  if (/^(0|[1-9][0-9]{0,19})$/.test(text)) return text;
  throw new HoldfastError(
    'COMMAND_INVALID',
    `"${text}" is no nonce floor: it is a whole number, such as the newest nonce that was used elsewhere.`,
    { value: text },
  );
}

export function risksOf(list: string | undefined): Risk[] {
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

/** An exchange key's parts, as the administration names them. */
export type GivenParts = Readonly<Record<string, Buffer>>;

/** Reads `{"apiKey", "secret", "passphrase"}`. @throws HoldfastError SECRET_INPUT_INVALID */
export async function readGiven(input: SecretInput): Promise<GivenParts> {
  const bytes = await input.rest();
  try {
    const { apiKey, secret, passphrase = null }: Record<string, unknown> = JSON.parse(bytes.toString('utf8'));
    if (
      typeof apiKey !== 'string' ||
      typeof secret !== 'string' ||
      (passphrase !== null && typeof passphrase !== 'string')
    ) {
      throw new TypeError('a field is missing');
    }
    return parts(
      Buffer.from(apiKey),
      Buffer.from(secret),
      passphrase === null ? null : Buffer.from(passphrase),
    );
  } catch {
    // Not the parser's words: they quote what was given.
    throw new HoldfastError(
      'SECRET_INPUT_INVALID',
      'Standard input must hold {"apiKey": "…", "secret": "…"} and, where the exchange has one, "passphrase".',
    );
  } finally {
    bytes.fill(0);
  }
}

/** Asks for them at the terminal. */
export async function askGiven({
  exchange,
  hasPassphrase,
}: Pick<Dialect, 'exchange' | 'hasPassphrase'>): Promise<GivenParts> {
  const terminal = { input: process.stdin, output: process.stderr };
  const apiKey = await promptHidden(terminal, `API key of ${exchange}: `);
  const secret = await promptHidden(terminal, 'Secret: ');
  return parts(apiKey, secret, hasPassphrase ? await promptHidden(terminal, 'Passphrase: ') : null);
}

function parts(apiKey: Buffer, secret: Buffer, passphrase: Buffer | null): GivenParts {
  return { 'api-key': apiKey, secret, ...(passphrase === null ? {} : { passphrase }) };
}
