import { type ToldOrders, toldProblem } from '../orders/told-orders.ts';

/** One authenticated request, judged by the gateway and about to be decided. */
export interface DecisionRequest {
  /** The virtual key's id, as the client sent it. */
  readonly virtualKey: string;
  /** Revision, policy and exchange-key version of the rows that the gateway judged with. */
  readonly revision: bigint;
  /** SHA-256 of the policy. */
  readonly policy: Uint8Array;
  readonly exchangeKeyVersion: number;
  /** Epoch that the gateway judged under: the greatest of everything, the exchange key and the virtual key. */
  readonly epoch: bigint;
  /** A rule that refused it already; it is then only recorded, and its replay key used up. */
  readonly refusedBy: string | null;
  /** Null for requests that may repeat (reads). `digest` is a SHA-256 over the parsed values. */
  readonly replay: { readonly digest: Uint8Array; readonly keepSeconds: number } | null;
  /** US dollars, plain decimals with at most 20 digits before and 18 after the point, rounded up. */
  readonly notionalUsd: string;
  readonly slippageUsd: string;
  /** Limits of any 24 hours; null: none. */
  readonly maxDailyUsd: string | null;
  readonly maxDailySlippageUsd: string | null;
  /** Orders that it would open. 0 with both amounts 0 takes no part in limits: reads and cancels. */
  readonly orders: number;
  /** Null: no such limit. `count` null: the exchange did not say, so that nothing is allowed. */
  readonly openOrders: {
    /** Open orders of the account, by the exchange. */
    readonly count: number | null;
    /** Database time (`databaseTime`) before the exchange was asked. */
    readonly asOf: Date;
    readonly limit: number;
  } | null;
  /** What is kept of its orders until the exchange has answered; left out for reads and cancels. */
  readonly told?: ToldOrders;
  /**
   * Simulated time of a paper exchange, milliseconds since 1970: its limits of 24 hours go by it. Refused for a key of a real
   * host, by the rule `paper-clock`, and when it is before the key's last use, by `stale-paper-time`.
   */
  readonly simulatedAt?: number;
  /** What the audit log says of it: one JSON value, UTF-8, at most 64 KiB. */
  readonly entry: Uint8Array;
}

/** What was decided. `entry` is the number of the audit entry. Only `accepted` allows sending. */
export type Decision =
  | (Decided & { readonly accepted: true })
  | (Decided & { readonly accepted: false; readonly rule: string });

interface Decided {
  readonly entry: bigint;
  /** Epoch at the decision; null for an unknown key. Compare it again before the first byte leaves. */
  readonly epoch: bigint | null;
  /** Database time. */
  readonly decidedAt: Date;
  /** Reserved in the 24 hours up to now, this request included; null when no limit was looked at. */
  readonly usedUsd: string | null;
  readonly usedSlippageUsd: string | null;
}

const AMOUNT = /^\d{1,20}(\.\d{1,18})?$/;
/** Bytes of an entry's content. */
const LONGEST_ENTRY = 65_536;
/** The end of the year 9999: later ones PostgreSQL reads in another form. */
const LATEST_TIME = 253_402_300_799_999;
const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Why a request can't be put into a batch, or null. One that can't must not spoil the others. */
export function unrecordable(request: DecisionRequest): string | null {
  if (!isId(request.virtualKey)) return 'key id';
  if (!inBigint(request.revision) || !inBigint(request.epoch)) return 'revision';
  if (!inInteger(request.exchangeKeyVersion)) return 'exchange key version';
  if (request.refusedBy !== null && !/^[ -~]{1,64}$/.test(request.refusedBy)) return 'rule';
  if (request.replay !== null) {
    const { digest, keepSeconds } = request.replay;
    if (digest.length !== 32 || !inInteger(keepSeconds) || keepSeconds < 1) return 'replay key';
  }
  for (const amount of [request.notionalUsd, request.slippageUsd]) if (!AMOUNT.test(amount)) return 'amount';
  for (const limit of [request.maxDailyUsd, request.maxDailySlippageUsd]) {
    if (limit !== null && !AMOUNT.test(limit)) return 'limit';
  }
  if (!inInteger(request.orders) || request.orders > 10_000) return 'orders';
  if (request.openOrders !== null) {
    const { count, asOf, limit } = request.openOrders;
    if (!inInteger(limit) || limit > 1_000_000 || Number.isNaN(asOf.getTime())) return 'open orders';
    if (count !== null && (!inInteger(count) || count > 1_000_000)) return 'open orders';
  }
  const { simulatedAt = 0 } = request;
  if (!(Number.isInteger(simulatedAt) && simulatedAt >= 0 && simulatedAt <= LATEST_TIME))
    return 'simulated time';
  const told = request.told === undefined ? null : toldProblem(request.told);
  return told ?? entryProblem(request.entry);
}

/** Why bytes can't be an entry's content, or null: too long, not UTF-8, or not JSON. */
export function entryProblem(entry: Uint8Array): string | null {
  if (entry.length === 0 || entry.length > LONGEST_ENTRY) return 'entry size';
  try {
    JSON.parse(UTF8.decode(entry));
    return null;
  } catch {
    return 'entry text';
  }
}

export function isId(text: string): boolean {
  return /^[!-~]{1,256}$/.test(text);
}

function inInteger(value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= 2_147_483_647;
}

function inBigint(value: bigint): boolean {
  return value >= 0n && value < 2n ** 63n;
}
