import type pg from 'pg';
import type { Database } from '../connect.ts';
import { failed, sqlState } from '../database-error.ts';
import { toldJson } from '../orders/told-orders.ts';
import { binaryArray } from './binary-array.ts';
import { type Decision, type DecisionRequest, isId, unrecordable } from './decision-request.ts';

/**
 * Decides and records requests in **one** SQL statement and one commit: key state, freeze, revisions, replay, daily
 * limits and open orders are compared with what is committed at that moment and the audit entries are written with the
 * answer, or nothing is. Replay keys are used up and limits exact across connections and replicas; a freeze or
 * revocation that has committed holds. A request that can't be recorded (broken text, an impossible amount) is refused
 * alone, by the rule `unrecordable`.
 *
 * @param replica Name of this gateway, for the audit log.
 * @returns One decision for each request, in order.
 * @throws HoldfastError `DATABASE_UNAVAILABLE`, `DATABASE_NOT_DURABLE`, `DATABASE_FAILED`: then nothing may be sent.
 * @example
 * const [decision] = await decideBatch(db, 'gateway-1', [request]);
 * if (!decision.accepted) refuse(decision.rule);
 */
export async function decideBatch(
  db: Database,
  replica: string,
  requests: readonly DecisionRequest[],
): Promise<Decision[]> {
  if (requests.length === 0) return [];
  const safe = requests.map((request) => {
    const problem = unrecordable(request);
    return problem === null ? request : withoutContent(request, problem);
  });
  try {
    return await decide(db, replica, safe);
  } catch (error) {
    if (!isAboutData(error)) return failed(error);
    if (requests.length === 1) {
      return decide(db, replica, [withoutContent(requests[0], 'refused by the database')]).catch(failed);
    }
    // Nothing of the batch was committed, so each may be tried alone; the one to blame is refused.
    const decisions: Decision[] = [];
    for (const request of safe) decisions.push(...(await decideBatch(db, replica, [request])));
    return decisions;
  }
}

/** SQLSTATE classes 22 (data exception) and 23 (constraint violation). */
function isAboutData(error: unknown): boolean {
  return /^2[23]/.test(sqlState(error) ?? '');
}

/** What is recorded in place of a request that can't be. */
function withoutContent(request: DecisionRequest, problem: string): DecisionRequest {
  return {
    virtualKey: isId(request.virtualKey) ? request.virtualKey : '?',
    revision: 0n,
    policy: new Uint8Array(32),
    exchangeKeyVersion: 0,
    epoch: 0n,
    refusedBy: 'unrecordable',
    replay: null,
    notionalUsd: '0',
    slippageUsd: '0',
    maxDailyUsd: null,
    maxDailySlippageUsd: null,
    orders: 0,
    openOrders: null,
    entry: Buffer.from(JSON.stringify({ unrecordable: problem })),
  };
}

interface Row {
  entry: string;
  refused_by: string | null;
  epoch: string | null;
  decided_at: Date;
  used_notional: string | null;
  used_slippage: string | null;
}

async function decide(
  db: Database,
  replica: string,
  requests: readonly DecisionRequest[],
): Promise<Decision[]> {
  const each = <T>(pick: (request: DecisionRequest) => T): T[] => requests.map(pick);
  // Lists of different lengths don't fit into one array: each element names its request, from 1.
  const amends = requests.flatMap(({ told }, i) =>
    (told?.orders ?? []).flatMap((one) =>
      one !== null && 'amends' in one ? [{ at: i + 1, ...one.amends }] : [],
    ),
  );
  const shares = requests.flatMap(({ told }, i) =>
    (told?.shares ?? []).map((share) => ({ at: i + 1, ...share })),
  );
  const query: pg.QueryConfig = {
    name: 'decide',
    text: DECIDE,
    values: [
      replica,
      binaryArray(
        'text',
        each((r) => r.virtualKey),
      ),
      binaryArray(
        'int8',
        each((r) => r.revision),
      ),
      binaryArray(
        'bytea',
        each((r) => r.policy),
      ),
      binaryArray(
        'int4',
        each((r) => r.exchangeKeyVersion),
      ),
      binaryArray(
        'int8',
        each((r) => r.epoch),
      ),
      binaryArray(
        'text',
        each((r) => r.refusedBy),
      ),
      binaryArray(
        'bytea',
        each((r) => r.replay?.digest ?? null),
      ),
      binaryArray(
        'int4',
        each((r) => r.replay?.keepSeconds ?? null),
      ),
      each((r) => r.notionalUsd),
      each((r) => r.slippageUsd),
      each((r) => r.maxDailyUsd),
      each((r) => r.maxDailySlippageUsd),
      binaryArray(
        'int4',
        each((r) => r.orders),
      ),
      binaryArray(
        'int4',
        each((r) => r.openOrders?.count ?? null),
      ),
      each((r) => r.openOrders?.asOf.toISOString() ?? null),
      binaryArray(
        'int4',
        each((r) => r.openOrders?.limit ?? null),
      ),
      binaryArray(
        'bytea',
        each((r) => r.entry),
      ),
      each((r) => (r.told === undefined ? null : toldJson(r.told))),
      amends.map(({ at }) => at),
      amends.map(({ entry }) => entry.toString()),
      amends.map(({ place }) => place),
      amends.map(({ revision }) => revision),
      shares.map(({ at }) => at),
      shares.map(({ symbol }) => symbol),
      shares.map(({ notionalUsd }) => notionalUsd),
      shares.map(({ mostUsd }) => mostUsd),
      each(({ simulatedAt }) => (simulatedAt === undefined ? null : new Date(simulatedAt).toISOString())),
    ],
  };
  const { rows } = await db.pool.query<Row>(query);
  if (rows.length !== requests.length) throw new RangeError('decide answered for another number of requests');
  return rows.map(toDecision);
}

const DECIDE = `SELECT * FROM holdfast.decide(${placeholders(28)}) ORDER BY place`;

/** `$1,$2,…` */
export function placeholders(count: number): string {
  return Array.from({ length: count }, (_, i) => `$${i + 1}`).join(',');
}

function toDecision(row: Row): Decision {
  const decided = {
    entry: BigInt(row.entry),
    epoch: row.epoch === null ? null : BigInt(row.epoch),
    decidedAt: row.decided_at,
    usedUsd: row.used_notional,
    usedSlippageUsd: row.used_slippage,
  };
  return row.refused_by === null
    ? { ...decided, accepted: true }
    : { ...decided, accepted: false, rule: row.refused_by };
}
