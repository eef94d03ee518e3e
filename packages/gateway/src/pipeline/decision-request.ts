import type { DecisionRequest } from '@holdfast/database';
import { type Decimal, formatDecimal } from '@holdfast/decimal';
import { encodeContent, TEXT_LIMITS } from '../audit/content-bytes.ts';
import { auditDescription } from '../audit/describe.ts';
import { safeText } from '../audit/text.ts';
import { toldOrders } from '../orders/told-orders.ts';
import { formatIpAddress } from '../policy/ip-address.ts';
import type { PaperClock } from '../upstream/paper-clock.ts';
import type { Judged, Known } from './judged-request.ts';
import { replayDigest } from './replay-digest.ts';

const ZERO: Decimal = { units: 0n, scale: 0 };
/** Replay keys outlive every window that a dialect accepts. */
const REPLAY_KEEP_SECONDS = 900;

/**
 * What the deciding statement is asked, and what the audit log is told, of a request.
 *
 * @param paper the clock of the paper exchange that the request is for. It is read here, at the last moment, so that of two
 *   requests the one that is decided later has the later time.
 */
export function decisionRequestOf(
  known: Known,
  { classification, description, accepted, refusal, validity, openOrders }: Judged,
  paper: PaperClock | null,
): DecisionRequest {
  const { key, request, dialect } = known;
  const limits = key.policy.trade;
  const told = accepted === null ? undefined : toldOrders(accepted, dialect.answers);
  const mayRepeat =
    known.once !== true && (classification?.class === 'read' || classification?.class === 'public');
  const entry = encodeContent({
    kind: 'request',
    exchange: dialect.exchange,
    revision: Number(key.revision),
    address: formatIpAddress(known.address),
    method: request.inbound.method,
    host: safeText(request.inbound.host, TEXT_LIMITS.host),
    path: safeText(request.inbound.path, TEXT_LIMITS.path),
    class: classification?.class ?? null,
    product: classification?.product ?? null,
    ...auditDescription(description),
    refused:
      refusal === null ? null : { reason: refusal.reason, rule: safeText(refusal.rule, TEXT_LIMITS.word) },
    notionalUsd: accepted?.notionalUsd ?? ZERO,
    slippageUsd: accepted?.slippageUsd ?? ZERO,
  });
  return {
    virtualKey: key.id,
    revision: key.revision,
    policy: key.policyHash,
    exchangeKeyVersion: key.exchangeKey.version,
    epoch: key.epoch,
    refusedBy: refusal?.rule ?? null,
    // What came from elsewhere or too late must not use up the holder's own request.
    replay:
      mayRepeat || validity === null
        ? null
        : { digest: replayDigest(request, dialect), keepSeconds: REPLAY_KEEP_SECONDS },
    notionalUsd: accepted === null ? '0' : formatDecimal(accepted.notionalUsd),
    slippageUsd: accepted === null ? '0' : formatDecimal(accepted.slippageUsd),
    maxDailyUsd: limits === null ? null : formatDecimal(limits.maxDailyUsd),
    maxDailySlippageUsd: limits === null ? null : formatDecimal(limits.maxDailySlippageUsd),
    orders: accepted?.newOrders ?? 0,
    openOrders:
      limits?.maxOpenOrders == null || openOrders === null
        ? null
        : { count: openOrders.count, asOf: openOrders.asOf, limit: limits.maxOpenOrders },
    ...(told === undefined ? {} : { told }),
    ...(told === undefined || paper?.time == null ? {} : { simulatedAt: paper.time }),
    entry,
  };
}
