import { HoldfastError } from '@holdfast/errors';
import { dialects, type ExchangeId, type KeyPermissions, type Risk, riskText } from '@holdfast/gateway';
import type { Terminal } from '../terminal.ts';
import { askGiven, floorOf, readGiven, risksOf } from './add-key.ts';
import { type OperatorOptions, operate } from './operate.ts';
import { reading } from './reading.ts';
import { rotateEvery } from './rotate-every.ts';
import { permissionsText } from './show-key.ts';

/** What `holdfast key rotate` takes. */
export interface RotateKeyOptions extends OperatorOptions {
  readonly acceptRisk?: string;
  readonly nonceFloor?: string;
  readonly rotateEvery?: string;
}

/** Runs `holdfast key rotate`. */
export async function rotateKeyCommand(
  name: string,
  options: RotateKeyOptions,
  terminal: Terminal,
): Promise<void> {
  const acceptedRisks = risksOf(options.acceptRisk);
  const nonceFloor = floorOf(options.nonceFloor);
  const exchange = await exchangeOf(name, options, terminal);
  const hasPassphrase = dialects.get(exchange)?.hasPassphrase ?? false;
  const { result } = await operate(options, terminal, {
    command: 'key rotate',
    arguments: {
      name,
      acceptedRisks,
      nonceFloor,
      ...(options.rotateEvery === undefined ? {} : { rotateAfterDays: rotateEvery(options.rotateEvery) }),
    },
    secrets: (input) => (input.piped ? readGiven(input) : askGiven({ exchange, hasPassphrase })),
  });
  const { version, retiring } = result as { version: number; retiring: number[] };
  const steps = retiring.map((old) => `holdfast key retire ${name} --version ${old}\n`).join('');
  terminal.stdout.write(
    options.json
      ? `${JSON.stringify(result)}\n`
      : `Version ${version} of "${name}" signs from now on. What was decided before is still sent with the old one.\nNow delete the old key at ${exchange}: it still works there. Then:\n${steps}`,
  );
}

/** Which parts are asked for depends on the exchange. */
async function exchangeOf(name: string, options: OperatorOptions, terminal: Terminal): Promise<ExchangeId> {
  const row = await reading({ ...options }, terminal, ({ operator }) =>
    operator.kysely
      .selectFrom('exchange_keys')
      .select('exchange')
      .where('name', '=', name)
      .executeTakeFirst(),
  );
  const dialect = dialects.get(row?.exchange as ExchangeId);
  if (dialect !== undefined) return dialect.exchange;
  throw new HoldfastError('KEY_UNKNOWN', `There is no exchange key named "${name}".`, { key: name });
}

/** Runs `holdfast key retire`. */
export async function retireKeyCommand(
  name: string,
  options: OperatorOptions & { readonly version: string },
  terminal: Terminal,
): Promise<void> {
  const version = wholeNumber('--version', options.version);
  const { result } = await operate(options, terminal, {
    command: 'key retire',
    arguments: { name, version },
  });
  terminal.stdout.write(
    options.json
      ? `${JSON.stringify(result)}\n`
      : `Version ${version} of "${name}" is retired; its secret is gone from the database. If you have not: delete the key at the exchange, where it still works.\n`,
  );
}

/** A whole number from 1 on. @throws HoldfastError COMMAND_INVALID */
export function wholeNumber(option: string, text: string): number {
  if (/^[1-9][0-9]{0,5}$/.test(text)) return Number(text);
  throw new HoldfastError('COMMAND_INVALID', `${option} "${text}" is no whole number from 1 on.`, {
    value: text,
  });
}

interface Checked {
  readonly version: number;
  readonly answered: boolean;
  readonly permissions: KeyPermissions;
  readonly acceptedRisks: readonly Risk[];
  readonly exceeds: readonly Risk[];
}

/** Runs `holdfast key check`. */
export async function checkKeyCommand(
  name: string,
  options: OperatorOptions & { readonly acceptRisk?: string },
  terminal: Terminal,
): Promise<void> {
  const acceptedRisks = risksOf(options.acceptRisk);
  const { result } = await operate(
    options,
    terminal,
    acceptedRisks.length === 0
      ? { command: 'key check', arguments: { name } }
      : { command: 'key accept', arguments: { name, acceptedRisks } },
  );
  const checked = result as unknown as Checked;
  const { version, answered, permissions, exceeds } = checked;
  terminal.stdout.write(
    options.json
      ? `${JSON.stringify(result)}\n`
      : `${name}, version ${version}: ${answered ? 'the exchange says' : 'the exchange did not say; before it was'}: ${permissionsText(permissions)}\n`,
  );
  if (exceeds.length > 0) {
    throw new HoldfastError(
      'KEY_EXCEEDS',
      `The key "${name}" ${riskText(exceeds)}, and that was not accepted. It goes on signing. Stop it with "holdfast key freeze ${name}", make another with "holdfast key rotate ${name}", or accept it with --accept-risk ${exceeds.join(',')} --reason TEXT.`,
      { key: name, exceeds: [...exceeds] },
    );
  }
  if (!answered && !checked.acceptedRisks.includes('unverified')) {
    throw new HoldfastError(
      'KEY_UNANSWERED',
      `The exchange did not say what the key "${name}" may do. If it is not just out of reach, the key may have been deleted there.`,
      { key: name },
    );
  }
}

/** Runs `holdfast key nonce-floor`. */
export async function nonceFloorCommand(
  name: string,
  floor: string,
  options: OperatorOptions,
  terminal: Terminal,
): Promise<void> {
  const { result } = await operate(options, terminal, {
    command: 'key nonce-floor',
    arguments: { name, floor: floorOf(floor) },
  });
  terminal.stdout.write(
    options.json ? `${JSON.stringify(result)}\n` : `Nonces of "${name}" are above ${floor} from now on.\n`,
  );
}

/** Runs `holdfast key freeze | thaw`. */
export async function freezeKeyCommand(
  verb: 'freeze' | 'thaw',
  name: string,
  options: OperatorOptions,
  terminal: Terminal,
): Promise<void> {
  await operate(options, terminal, {
    command: verb,
    arguments: { scope: { kind: 'exchange-key', name } },
  });
  const done = verb === 'freeze' ? 'frozen' : 'thawed';
  terminal.stdout.write(
    options.json
      ? `${JSON.stringify({ name, done })}\n`
      : `Exchange key "${name}" is ${done}, for every virtual key that signs with it.\n`,
  );
}
