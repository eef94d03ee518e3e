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
 * @example
 * assessKeys(facts, { text: '90d', ms: 90 * DAY }, { text: '30d', ms: 30 * DAY }).due; // 0
 */
export function assessKeys(facts: KeyFacts, rotateAfter: Span, unusedAfter: Span): KeyReport {
  const times = { now: facts.now, rotateAfter: rotateAfter.ms, unusedAfter: unusedAfter.ms };
  const alike = sameSecrets(facts.exchangeKeys);
  const exchangeKeys = facts.exchangeKeys
    .map((key) => assessExchangeKey(key, alike.get(key.name) ?? [], times))
    .toSorted(byWorst);
  const virtualKeys = facts.virtualKeys.map((key) => assessVirtualKey(key, times)).toSorted(byWorst);
  return {
    assessed: new Date(facts.now).toISOString(),
    rotateAfter: rotateAfter.text,
    unusedAfter: unusedAfter.text,
    due: [...exchangeKeys, ...virtualKeys].flatMap(({ findings }) => findings.filter(wantsAction)).length,
    exchangeKeys,
    virtualKeys,
  };
}
