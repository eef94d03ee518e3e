import { userInfo } from 'node:os';
import type { Duplex } from 'node:stream';
import type { Database } from '@holdfast/database';
import { HoldfastError } from '@holdfast/errors';
import {
  type AdminPlace,
  type Answer,
  administrationCommands,
  adminPlace,
  ask,
  type Composed,
  type Greeting,
  makeAdminFolder,
  readGreeting,
} from '@holdfast/gateway';
import { exportKek, type Kek } from '@holdfast/vault';
import type { Terminal } from '../terminal.ts';
import { makeAuditFolder } from './audit-folder.ts';
import { type LoadedConfig, loadConfig } from './config-file.ts';
import { greetingOf, placeOf, reach } from './gateway-socket.ts';
import { startGuarded } from './guarded-process.ts';
import { type OpenDatabase, openDatabase } from './open-database.ts';
import { openVault } from './open-vault.ts';
import { type CredentialOptions, credentialOf } from './operator-credential.ts';
import { ordersFor } from './orders.ts';
import { plainSettings } from './plain-settings.ts';
import { SecretInput } from './secret-input.ts';

/** What every command that changes keys takes. */
export interface OperatorOptions extends CredentialOptions {
  readonly config?: string;
  readonly reason?: string;
  readonly stdin?: true;
  readonly json?: true;
}

/** A command of the administration, as the person gave it. */
export interface Asked {
  /** Its name in the administration's table. */
  readonly command: string;
  readonly arguments: Readonly<Record<string, unknown>>;
  /** Gets the command's own secrets, after the passphrases that it needs. They are zeroed. */
  readonly secrets?: (input: SecretInput) => Promise<Readonly<Record<string, Buffer>>>;
  /** The vault's key, where the caller has it already. */
  readonly kek?: Kek;
  /** Where secrets come from, where the caller has asked for some already. */
  readonly input?: SecretInput;
  /** The database, where the caller has it open already. */
  readonly database?: OpenDatabase;
}

/** Puts a request together: asks for the secrets that it needs, in the order that docs/cli.md says. */
type Compose = (kek: Kek | null, greeting: Greeting) => Promise<Composed>;

/**
 * Runs an operator's command where the vault is: in the running gateway of this data home, through its socket, or else
 * in a process of its own that lives for this command. Nothing secret of the database is ever seen here.
 *
 * @throws HoldfastError what the command throws, VAULT_MISSING, KEK_WRONG, ADMIN_FOLDER_UNSAFE, ADMIN_CONNECTION_LOST
 * @example
 * await operate(options, terminal, { command: 'vkey revoke', arguments: { name } });
 */
export async function operate(options: OperatorOptions, terminal: Terminal, asked: Asked): Promise<Answer> {
  const loaded = await loadConfig(options.config, terminal);
  const input = asked.input ?? SecretInput.of(options);
  const place = placeOf(loaded.home);
  const greeting = place === null ? null : await greetingOf(place);
  const { vault = 'open', authentication = 'fresh' } = administrationCommands.get(asked.command) ?? {};
  const compose: Compose = async (kek, { operators }) => {
    const proved = operators && authentication === 'fresh';
    const operator = proved ? await credentialOf(options, terminal, input) : null;
    const own = (await asked.secrets?.(input)) ?? {};
    const lent = kek === null ? {} : { kek: exportKek(kek) };
    return { call: callOf(options, asked), parts: new Map(Object.entries({ ...lent, ...own })), operator };
  };
  const inGateway = greeting !== null && (greeting.vault === 'open' || vault === 'any' || vault === 'given');
  if (place !== null && inGateway) {
    const kek = vault === 'given' && greeting.vault === 'sealed' ? await openFor(loaded, input) : null;
    return inRunningGateway(place, await compose(kek, greeting));
  }
  const lend = async (db: Database) =>
    asked.kek ?? (vault === 'any' ? null : await openVault(loaded, db, input));
  if (asked.database !== undefined) return inOwnProcess(loaded, asked.database, lend, compose);
  const database = await openDatabase(loaded);
  try {
    return await inOwnProcess(loaded, database, lend, compose);
  } finally {
    await database.close();
  }
}

/** Whether a gateway of this data home runs, and has the vault open. */
export async function gatewayState(
  options: Pick<OperatorOptions, 'config'>,
  terminal: Terminal,
): Promise<Greeting['vault']> {
  const place = placeOf((await loadConfig(options.config, terminal)).home);
  return (place === null ? null : await greetingOf(place))?.vault ?? 'none';
}

/** The vault's key, with the database that a gateway runs on. */
async function openFor(loaded: LoadedConfig, input: SecretInput): Promise<Kek> {
  const database = await openDatabase(loaded);
  try {
    return await openVault(loaded, database.operator, input);
  } finally {
    await database.close();
  }
}

/** A second connection: people may have taken longer to type than the gateway waits. */
async function inRunningGateway(place: AdminPlace, composed: Composed): Promise<Answer> {
  const stream = await reach(place);
  if (stream === null) {
    throw new HoldfastError('ADMIN_CONNECTION_LOST', 'The gateway ended meanwhile. Nothing was asked of it.');
  }
  try {
    return await ask(stream, await readGreeting(stream), composed);
  } finally {
    stream.destroy();
  }
}

/** @param lend gives the vault's key to the process, if the command needs it */
async function inOwnProcess(
  loaded: LoadedConfig,
  database: OpenDatabase,
  lend: (db: Database) => Promise<Kek | null>,
  compose: Compose,
): Promise<Answer> {
  const kek = await lend(database.operator);
  const place = adminPlace(loaded.home);
  makeAdminFolder(place);
  const auditFolder = makeAuditFolder(loaded.home);
  const child = startGuarded('administer.ts', [auditFolder]);
  const ended = new Promise<void>((resolve) => {
    child.once('error', () => resolve());
    child.once('close', () => resolve());
  });
  child.stdin?.on('error', () => undefined);
  child.stdout?.resume();
  child.stdin?.end(ordersFor(plainSettings(loaded), database, auditFolder, place));
  const stream = child.stdio[3] as unknown as Duplex;
  stream.on('error', () => undefined);
  try {
    const greeting = await readGreeting(stream);
    return await ask(stream, greeting, await compose(kek, greeting));
  } finally {
    stream.destroy();
    await ended;
  }
}

function callOf({ reason }: OperatorOptions, asked: Asked): Composed['call'] {
  return {
    command: asked.command,
    arguments: { ...asked.arguments },
    reason: reason ?? null,
    account: userInfo()
      .username.replaceAll(/[^!-~]/g, '?')
      .slice(0, 64),
  };
}
