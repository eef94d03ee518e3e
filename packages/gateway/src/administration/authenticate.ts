import { type Database, recordEntry } from '@holdfast/database';
import { HoldfastError } from '@holdfast/errors';
import type { Kek } from '@holdfast/vault';
import { sql } from 'kysely';
import { encodeContent, TEXT_LIMITS } from '../audit/content-bytes.ts';
import { safeText } from '../audit/text.ts';
import { RevisionLog } from '../keys/revision-log.ts';
import { operatorMode } from './operator-mode.ts';
import { isPassphrase, isSignature, NOBODY, type OperatorVerifier } from './operator-verifier.ts';
import { verifierOf } from './operators.ts';
import { PROOF_PART, type Request } from './protocol.ts';

/** Finds out who an operator is: with each command anew, throttled, and the same for a name that nobody has. */
export class Authentication {
  readonly #db: Database;
  readonly #replica: string;
  readonly #log: RevisionLog;

  /** @param db as the role `holdfast_operator` */
  constructor(db: Database, replica: string) {
    this.#db = db;
    this.#replica = replica;
    this.#log = new RevisionLog(db);
  }

  /**
   * The operator who asks; null on a vault without operators, where whoever reaches the socket is one.
   *
   * @param signed what an operator's key signs of this request, on this connection
   * @throws HoldfastError OPERATOR_REQUIRED, OPERATOR_THROTTLED, OPERATOR_REFUSED
   */
  async authenticate(kek: Kek, request: Request, signed: Buffer): Promise<string | null> {
    await this.#log.read();
    const known = this.#log.operators;
    if (known.size === 0 && (await operatorMode(this.#db, kek)) === 'none') return null;
    const claim = request.operator;
    const proof = request.parts.get(PROOF_PART);
    const active = [...known].filter(([, { state }]) => state === 'active').map(([name]) => name);
    const name = claim?.name ?? (await this.#onlyOne(kek, active));
    if (claim === null || proof === undefined || name === null) throw required(claim !== null);
    await this.#beginAttempt(name);
    const verifier = await verifierOf(this.#db, kek, name, known.get(name));
    if (await proves(verifier ?? NOBODY, claim.proof, signed, proof)) {
      await sql`SELECT holdfast.end_attempt(${name})`.execute(this.#db.kysely);
      if (verifier?.only !== undefined && verifier.only !== request.call.command) {
        await this.#recordRefusal(name, request);
        throw narrow(name, verifier.only);
      }
      return name;
    }
    await this.#recordRefusal(name, request);
    throw new HoldfastError(
      'OPERATOR_REFUSED',
      'The operator’s name, passphrase or key is wrong. Nothing was changed.',
    );
  }

  /** The operator who is meant when none is named: the only one who may everything. */
  async #onlyOne(kek: Kek, active: readonly string[]): Promise<string | null> {
    if (active.length === 1) return active[0];
    const known = this.#log.operators;
    const verifiers = await Promise.all(
      active.map((name) => verifierOf(this.#db, kek, name, known.get(name))),
    );
    const full = active.filter((_, i) => verifiers[i] !== null && verifiers[i]?.only === undefined);
    return full.length === 1 ? full[0] : null;
  }

  /** Counts the attempt as failed until it has succeeded. @throws HoldfastError OPERATOR_THROTTLED */
  async #beginAttempt(name: string): Promise<void> {
    const { rows } = await sql<{ wait: number }>`SELECT holdfast.begin_attempt(${name}) AS wait`.execute(
      this.#db.kysely,
    );
    const seconds = Math.ceil(rows[0].wait);
    if (seconds === 0) return;
    throw new HoldfastError(
      'OPERATOR_THROTTLED',
      `Too many attempts to authenticate have failed. Try again in ${seconds} seconds. Freezing, revoking, sealing and panic work at any time.`,
      { seconds },
    );
  }

  async #recordRefusal(name: string, { call }: Request): Promise<void> {
    const content = encodeContent({
      kind: 'administration',
      operator: safeText(`account:${call.account}`, TEXT_LIMITS.word),
      action: 'operator.refused',
      subject: safeText(name, TEXT_LIMITS.word),
      reason: null,
      detail: safeText(call.command, TEXT_LIMITS.reason),
    });
    await recordEntry(this.#db, this.#replica, 'administration', content);
  }
}

async function proves(
  verifier: OperatorVerifier,
  kind: 'passphrase' | 'signature',
  bytes: Buffer,
  proof: Buffer,
): Promise<boolean> {
  return kind === 'passphrase' ? isPassphrase(verifier, proof) : isSignature(verifier, bytes, proof);
}

function narrow(name: string, only: string): HoldfastError {
  return new HoldfastError(
    'OPERATOR_NARROW',
    `The operator "${name}" may do nothing but "${only}". Ask somebody who may everything.`,
    { operator: name },
  );
}

function required(named: boolean): HoldfastError {
  return new HoldfastError(
    'OPERATOR_REQUIRED',
    named
      ? 'There are several operators: say which one you are with --operator NAME.'
      : 'This vault has operators: authenticate with --operator NAME and a passphrase, or with --operator-key-file FILE.',
  );
}
