import { randomBytes } from 'node:crypto';
import type { Database } from '@holdfast/database';
import { HoldfastError } from '@holdfast/errors';
import { importKek, type Kek } from '@holdfast/vault';
import { Authentication } from './authenticate.ts';
import type { UnopenedOperation } from './change.ts';
import { type CheckedCommand, type Secrets, type Surroundings, sealed } from './command.ts';
import { checkKekInForce } from './kek-in-force.ts';
import { type Answer, type Greeting, KEK_PART, PROOF_PART, type Request, signedBytes } from './protocol.ts';

/** What the administration of a process works with. */
export interface AdministrationParts extends Surroundings {
  /** As the role `holdfast_operator`. */
  readonly db: Database;
  /** Name of the process in the audit log. */
  readonly replica: string;
  readonly commands: ReadonlyMap<string, CheckedCommand>;
}

/**
 * Runs operators' commands, for a running gateway and for a process that lives for one command. Commands that widen run
 * one after the other; those that stop something wait for nobody.
 */
export class Administration {
  readonly #parts: AdministrationParts;
  readonly #authentication: Authentication;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(parts: AdministrationParts) {
    this.#parts = parts;
    this.#authentication = new Authentication(parts.db, parts.replica);
  }

  /** A new challenge, and what a client needs to know before it asks people for secrets. */
  async greet(): Promise<Greeting> {
    return {
      challenge: randomBytes(32).toString('hex'),
      vault: this.#parts.vault.state,
      operators: await this.#hasOperators(),
    };
  }

  /** Without the database nobody can say; asking for one too many does no harm. */
  async #hasOperators(): Promise<boolean> {
    const query = this.#parts.db.kysely.selectFrom('operators').select('name').limit(1);
    return query.executeTakeFirst().then(
      (row) => row !== undefined,
      () => true,
    );
  }

  /**
   * Runs one command. Zeroes the secrets of the request.
   *
   * @param challenge of this connection's greeting
   * @throws HoldfastError ADMIN_COMMAND_INVALID, VAULT_SEALED, OPERATOR_REFUSED, OPERATOR_THROTTLED, and what the command
   *   throws
   */
  async execute(request: Request, challenge: string): Promise<Answer> {
    try {
      const command = this.#parts.commands.get(request.call.command);
      if (command === undefined) {
        throw new HoldfastError('ADMIN_COMMAND_INVALID', 'There is no such command. Use the same version.', {
          command: request.call.command,
        });
      }
      if (command.authentication === 'none') return await this.#run(command, request, challenge);
      const turn = this.#turn.then(() => this.#run(command, request, challenge));
      this.#turn = turn.catch(() => undefined);
      return await turn;
    } finally {
      for (const bytes of request.parts.values()) bytes.fill(0);
    }
  }

  async #run(command: CheckedCommand, request: Request, challenge: string): Promise<Answer> {
    const { db, replica, vault } = this.#parts;
    // It is asked for without proof, and would write what the gateway's own key vouches for, were the database emptied.
    if (command.vault === 'new' && vault.state !== 'none') {
      throw new HoldfastError('VAULT_EXISTS', 'A gateway runs with a vault already. It is left as it is.');
    }
    // Before the secrets are used, and zeroed.
    const signed = signedBytes(challenge, request.operator?.name ?? '', request.text, request.parts);
    const secrets = new Map(request.parts);
    secrets.delete(PROOF_PART);
    const lent = vault.state === 'none' || (vault.state === 'sealed' && command.vault === 'given');
    const kek = lent ? await this.#lentKek(command, secrets) : vault.kek;
    const operator =
      command.authentication === 'fresh' && command.vault !== 'new'
        ? await this.#authenticate(kek, request, signed)
        : null;
    const operation: UnopenedOperation = {
      db,
      kek,
      // Operators' names have no colon, so an account is never taken for one.
      operator: operator ?? `account:${request.call.account}`,
      replica,
      reason: request.call.reason,
    };
    const told = await command.run(operation, request.call.arguments, secrets, this.#parts);
    return { result: told.result, secrets: given(told.secrets ?? {}) };
  }

  async #authenticate(kek: Kek | null, request: Request, signed: Buffer): Promise<string | null> {
    if (kek === null) throw sealed();
    return this.#authentication.authenticate(kek, request, signed);
  }

  /** The key that came with the command; null when it needs none. @throws HoldfastError KEK_INVALID, KEK_OUTDATED */
  async #lentKek(command: CheckedCommand, secrets: Map<string, Buffer>): Promise<Kek | null> {
    const bytes = secrets.get(KEK_PART);
    if (bytes === undefined || command.vault === 'any') return null;
    secrets.delete(KEK_PART);
    const kek = importKek(bytes);
    if (command.vault !== 'new') await checkKekInForce(this.#parts.db, kek);
    return kek;
  }
}

function given(secrets: Readonly<Record<string, Buffer | null>>): Secrets {
  return new Map(Object.entries(secrets).filter((entry): entry is [string, Buffer] => entry[1] !== null));
}
