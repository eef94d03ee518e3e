import type { Refusal, RefusalReason } from '../refusal.ts';

/** Reasons that must read the same whatever lay behind them, so that nobody learns which ids exist. */
const SILENT: readonly RefusalReason[] = ['signature', 'address'];

/**
 * What a refusal says: the exchange's own words and, unless the reason must stay unexplained, the gateway's rule and
 * sentence.
 *
 * @example
 * refusalText(refusal, 'Order not allowed'); // 'Order not allowed (Holdfast: max_order_usd: …)'
 */
export function refusalText({ reason, explanation }: Refusal, words: string): string {
  return isSilent(reason) ? words : `${words} (${explanation})`;
}

/** Whether a refusal for this reason must not be explained. */
export function isSilent(reason: RefusalReason): boolean {
  return SILENT.includes(reason);
}
