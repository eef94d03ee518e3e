import { HoldfastError } from '@holdfast/errors';
import { TEXT_LIMITS } from '../audit/content-bytes.ts';
import { safeText } from '../audit/text.ts';
import type { KeyPermissions } from '../dialect/dialect.ts';
import type { ExchangeKeyRow } from '../keys/row-fields.ts';
import { changeAndRecord, type Operation, operatorText, reasonText } from './change.ts';
import {
  changedMeanwhile,
  checkNonceFloor,
  permissionColumns,
  replaceVersion,
  versionContent,
  vouchedVersions,
} from './exchange-key-version.ts';
import { type Risk, requiredRisks } from './key-risks.ts';
import { activeOf } from './rotate-exchange-key.ts';

/** What became of asking an exchange about a key. */
export interface KeyCheck {
  readonly exchange: string;
  readonly version: number;
  /** Whether the exchange said anything; what was known before stays otherwise. */
  readonly answered: boolean;
  readonly permissions: KeyPermissions;
  readonly acceptedRisks: readonly Risk[];
  /** What the key can do beyond what was accepted. */
  readonly exceeds: readonly Risk[];
}

/** What the exchange said, and the nonce of the question where it is to be kept in mind. */
export interface Said {
  readonly permissions: KeyPermissions;
  readonly nonce: bigint | null;
}

export type AskAbout = (row: ExchangeKeyRow) => Promise<Said>;

/**
 * Asks the exchange again what the key that signs may do, and records what it says. A key that can do more than was
 * accepted goes on signing: whether to stop is for a person to say.
 *
 * @param ask asks with the key of a row, and tells the nonce that it used, where the exchange has them
 * @param accept risks to be accepted from now on, with the operation's reason
 * @throws HoldfastError KEY_UNKNOWN, KEY_ROW_CHANGED, KEY_CHANGED_MEANWHILE, KEY_RISK_NOT_ACCEPTED without a reason
 */
export async function checkExchangeKey(
  operation: Operation,
  name: string,
  ask: AskAbout,
  accept: readonly Risk[] = [],
): Promise<KeyCheck> {
  if (accept.length > 0 && operation.reason === null) {
    throw new HoldfastError(
      'KEY_RISK_NOT_ACCEPTED',
      'A risk is only accepted with a reason: --reason TEXT.',
      {
        key: name,
        risks: [...accept],
      },
    );
  }
  const { db, kek } = operation;
  const asked = await db.kysely
    .transaction()
    .execute(async (change) => activeOf(await vouchedVersions(change, operation, name)));
  const { permissions: said, nonce } = await ask(asked);
  const answered = said.read !== null || said.trade !== null || said.withdraw !== null;
  const permissions = answered ? said : permissionsOf(asked);
  return changeAndRecord(operation, async (change) => {
    const before = activeOf(await vouchedVersions(change, operation, name));
    if (before.version !== asked.version) throw changedMeanwhile(name);
    const acceptedRisks = [...new Set([...(before.accepted_risks as Risk[]), ...accept])];
    const result: KeyCheck = {
      exchange: before.exchange,
      version: before.version,
      answered,
      permissions,
      acceptedRisks,
      exceeds: requiredRisks(permissions).filter((risk) => !acceptedRisks.includes(risk)),
    };
    if (!answered && accept.length === 0 && nonce === null) {
      return { result, content: unanswered(operation, name) };
    }
    const floor =
      nonce !== null && nonce > BigInt(before.nonce_floor) ? nonce.toString() : before.nonce_floor;
    const row = await replaceVersion(
      change,
      kek,
      before,
      { ...permissionColumns(permissions), accepted_risks: acceptedRisks, nonce_floor: floor },
      {
        ...(answered ? { checked_at: new Date() } : {}),
        ...(accept.length > 0 ? { risk_reason: operation.reason } : {}),
      },
    );
    const exceeds = result.exceeds.length === 0 ? '' : `exceeds: ${result.exceeds.join(' ')}`;
    const detail = answered ? exceeds || accept.join(' ') : 'the exchange did not answer';
    const what = accept.length > 0 ? 'accept' : 'check';
    return { result, content: versionContent(operation, row, what, detail) };
  });
}

/**
 * Raises what the nonces of the key that signs are above, for a key that is used elsewhere too.
 *
 * @throws HoldfastError KEY_UNKNOWN, KEY_ROW_CHANGED, KEY_CHANGED_MEANWHILE, NONCE_FLOOR_INVALID
 */
export async function raiseNonceFloor(operation: Operation, name: string, floor: bigint): Promise<number> {
  return changeAndRecord(operation, async (change) => {
    const before = activeOf(await vouchedVersions(change, operation, name));
    if (checkNonceFloor(floor) <= BigInt(before.nonce_floor)) {
      throw new HoldfastError(
        'NONCE_FLOOR_INVALID',
        `The nonce floor of "${name}" is ${before.nonce_floor}, and can only be raised: an exchange never takes a lower nonce again.`,
        { key: name, floor: before.nonce_floor },
      );
    }
    const row = await replaceVersion(change, operation.kek, before, { nonce_floor: floor.toString() });
    return {
      result: row.version,
      content: versionContent(operation, row, 'nonce-floor', floor.toString()),
    };
  });
}

function permissionsOf(row: ExchangeKeyRow): KeyPermissions {
  const { may_read: read, may_trade: trade, may_withdraw: withdraw, ip_restricted: ipRestricted } = row;
  return { read, trade, withdraw, ipRestricted };
}

function unanswered(operation: Operation, name: string) {
  return {
    kind: 'administration' as const,
    operator: operatorText(operation),
    action: 'key.check',
    subject: safeText(name, TEXT_LIMITS.word),
    reason: reasonText(operation),
    detail: safeText('the exchange did not answer', TEXT_LIMITS.reason),
  };
}
