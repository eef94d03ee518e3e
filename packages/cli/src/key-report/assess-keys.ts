import { DEFAULT_KEY_SETTINGS, type KeySettings } from '@holdfast/gateway';
import type { KeyReport } from '@holdfast/report';
import { assessExchangeKey, sameSecrets } from './assess-exchange-key.ts';
import { assessVirtualKey } from './assess-virtual-key.ts';
import { byWorst, wantsAction } from './assessment.ts';
import type { KeyFacts } from './read-facts.ts';

/** A span of time as a person wrote it, and in milliseconds. */
export interface Span {
  readonly text: string;
  readonly ms: number;
}

/**
 * What is to be said of all keys, the ones with the worst findings first.
 *
 * @param rotateAfter age at which exchange keys without a schedule of their own are due; null: never
 * @example
 * assessKeys(facts, { text: '90d', ms: 90 * DAY }, { text: '30d', ms: 30 * DAY }).due; // 0
 */
export function assessKeys(
  facts: KeyFacts,
  rotateAfter: Span | null,
  unusedAfter: Span,
  {
    rotateVirtualDays,
    remindDays,
  }: Pick<KeySettings, 'rotateVirtualDays' | 'remindDays'> = DEFAULT_KEY_SETTINGS,
): KeyReport {
  const times = {
    now: facts.now,
    rotateAfter: rotateAfter?.ms ?? null,
    unusedAfter: unusedAfter.ms,
    rotateVirtualAfter: rotateVirtualDays === 0 ? null : rotateVirtualDays * 86_400_000,
    remindDays,
  };
  const alike = sameSecrets(facts.exchangeKeys);
  const exchangeKeys = facts.exchangeKeys
    .filter(({ deleted }) => !deleted)
    .map((key) => assessExchangeKey(key, alike.get(key.name) ?? [], times))
    .toSorted(byWorst);
  const virtualKeys = facts.virtualKeys.map((key) => assessVirtualKey(key, times)).toSorted(byWorst);
  return {
    assessed: new Date(facts.now).toISOString(),
    rotateAfter: rotateAfter?.text ?? null,
    unusedAfter: unusedAfter.text,
    due: [...exchangeKeys, ...virtualKeys].flatMap(({ findings }) => findings.filter(wantsAction)).length,
    exchangeKeys,
    virtualKeys,
  };
}
