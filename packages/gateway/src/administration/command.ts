import { HoldfastError } from '@holdfast/errors';
import type { Kek } from '@holdfast/vault';
import type { z } from 'zod';
import type { GatewaySettings, RunningGateway } from '../process/running-gateway.ts';
import type { Operation, UnopenedOperation } from './change.ts';

/** What a command finds around it, besides the operation itself. */
export interface Surroundings {
  readonly settings: GatewaySettings;
  /** Folder of the local file of checkpoints. */
  readonly auditFolder: string;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  readonly vault: VaultControl;
  /** The gateway that runs in this process; left out where none does. */
  readonly gateway?: Pick<RunningGateway, 'askPermissions' | 'metrics'>;
}

/** The vault of the process that administers. */
export interface VaultControl {
  /** `none`: a process for one command, which is lent the key. */
  readonly state: 'open' | 'sealed' | 'none';
  /** The key while it is open. */
  readonly kek: Kek | null;
  /** @throws HoldfastError VAULT_OPEN, AUDIT_FROZEN, GATEWAY_NOT_RUNNING */
  unseal(kek: Kek): Promise<void>;
  /** Holds at once for every request that is not being sent. @throws HoldfastError GATEWAY_NOT_RUNNING */
  seal(): Promise<void>;
  /** Does `work`, which puts the database under another key, and goes on with that one. */
  rekey<T>(next: Kek, work: () => Promise<T>): Promise<T>;
}

/** The vault of a process for one command. */
export const NO_GATEWAY: VaultControl = {
  state: 'none',
  kek: null,
  unseal: notRunning,
  seal: notRunning,
  rekey: (_next, work) => work(),
};

async function notRunning(): Promise<never> {
  throw new HoldfastError(
    'GATEWAY_NOT_RUNNING',
    'No gateway runs in this data home. Start one with "holdfast gateway".',
  );
}

/** What a command gives back. Secrets are shown once; they are zeroed when they are sent. */
interface Told {
  readonly result: Readonly<Record<string, unknown>>;
  readonly secrets?: Readonly<Record<string, Buffer | null>>;
}

/** The secrets that a command was given, by name. They are zeroed when it has ended. */
export type Secrets = ReadonlyMap<string, Buffer>;

interface Declared<A> {
  /** As people write it: `vkey issue`. */
  readonly name: string;
  /**
   * `fresh`: whatever widens what somebody may do; an operator proves to be one with this very command. `none`:
   * whatever only narrows it, such as freezing, which whoever reaches the socket may do; or proves itself, as a code of a
   * hand-over does.
   */
  readonly authentication: 'none' | 'fresh';
  readonly arguments: z.ZodType<A>;
  /** Names of the secrets that it takes; those with `?` at the end may be missing. */
  readonly secrets: readonly string[];
}

/** A command of the administration. */
export type Command<A = unknown> =
  | (Declared<A> & {
      /**
       * `open`: it works with the open vault. `given`: it is given the vault's key, also by who talks to a gateway.
       * `new`: it makes the vault, so its key is in force nowhere yet.
       */
      readonly vault: 'open' | 'given' | 'new';
      run(operation: Operation, given: A, secrets: Secrets, surroundings: Surroundings): Promise<Told>;
    })
  | (Declared<A> & {
      /** It works without the vault too. */
      readonly vault: 'any';
      run(
        operation: UnopenedOperation,
        given: A,
        secrets: Secrets,
        surroundings: Surroundings,
      ): Promise<Told>;
    });

/** A command whose arguments are checked before it runs. */
export interface CheckedCommand {
  readonly name: string;
  readonly vault: 'open' | 'given' | 'new' | 'any';
  readonly authentication: 'none' | 'fresh';
  readonly secrets: readonly string[];
  /** @throws HoldfastError ADMIN_COMMAND_INVALID, VAULT_SEALED, and what the command throws */
  run(
    operation: UnopenedOperation,
    given: unknown,
    secrets: Secrets,
    surroundings: Surroundings,
  ): Promise<Told>;
}

/**
 * Makes a command for the table of commands.
 *
 * @example
 * export const revokeCommand = command({
 *   name: 'vkey revoke', vault: 'any', authentication: 'none',
 *   arguments: z.strictObject({ name: z.string() }), secrets: [],
 *   run: async (operation, { name }) => {
 *     await revokeVirtualKey(operation, name);
 *     return { result: {} };
 *   },
 * });
 */
export function command<A>(declared: Command<A>): CheckedCommand {
  const { name, vault, authentication, secrets } = declared;
  return {
    name,
    vault,
    authentication,
    secrets,
    run: async (operation, given, parts, surroundings) => {
      const parsed = declared.arguments.safeParse(given);
      if (!parsed.success) {
        throw invalid(name, parsed.error.issues.map(({ path }) => path.join('.')).join(', '));
      }
      checkSecrets(name, secrets, parts);
      if (declared.vault === 'any') return declared.run(operation, parsed.data, parts, surroundings);
      if (operation.kek === null) throw sealed();
      return declared.run({ ...operation, kek: operation.kek }, parsed.data, parts, surroundings);
    },
  };
}

/** The vault is sealed, and a command needs it. */
export function sealed(): HoldfastError {
  return new HoldfastError('VAULT_SEALED', 'The vault is sealed. Open it with "holdfast vault unseal".');
}

function checkSecrets(name: string, expected: readonly string[], given: Secrets): void {
  const known = new Set(expected.map((secret) => secret.replace('?', '')));
  const missing = expected.find((secret) => !secret.endsWith('?') && !given.has(secret));
  const unknown = [...given.keys()].find((secret) => !known.has(secret));
  if (missing !== undefined || unknown !== undefined) throw invalid(name, missing ?? unknown ?? '');
}

function invalid(name: string, what: string): HoldfastError {
  return new HoldfastError(
    'ADMIN_COMMAND_INVALID',
    `"${name}" does not take what it was given: ${what}. Use the commands of this version.`,
    { command: name },
  );
}
