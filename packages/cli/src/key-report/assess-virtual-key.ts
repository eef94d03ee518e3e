import { leadMs } from '@holdfast/gateway';
import type { KeyFinding, ReportedVirtualKey } from '@holdfast/report';
import { type AssessmentTimes, iso, rotationSpan, spanText, worstFirst } from './assessment.ts';

/** A generation of a virtual key that is not revoked. Times in milliseconds since 1970. */
export interface GenerationFacts {
  readonly generation: number;
  readonly issuedAt: number;
  /** When it ends by itself: the key's end or its policy's, whichever is first; null: never. */
  readonly expiresAt: number | null;
  readonly frozen: { readonly by: string; readonly reason: string } | null;
  /** Null: not in the period. */
  readonly lastUsedAt: number | null;
  readonly mayTrade: boolean;
  /** Age in days at which the next generation is to be issued; null: as usual; 0: never. */
  readonly rotateAfterDays: number | null;
}

/** What is known of a virtual key without opening it. Times in milliseconds since 1970. */
export interface VirtualKeyFacts {
  readonly name: string;
  readonly exchange: string;
  /** Name of the exchange key it signs with. */
  readonly key: string;
  /** At least one, the oldest first. */
  readonly generations: readonly GenerationFacts[];
  /** When the first generation was issued, though it may be revoked. */
  readonly firstIssuedAt: number;
  /** By any generation, revoked ones too; null: not in the period. */
  readonly lastUsedAt: number | null;
  readonly lastTradedAt: number | null;
}

/** An old generation that goes on for longer than this has no end that somebody waits for. */
const LONG_OVERLAP_MS = 7 * 86_400_000;

/**
 * What is to be said of one virtual key.
 *
 * @example
 * assessVirtualKey(facts, { now, rotateAfter: 90 * DAY, unusedAfter: 30 * DAY }).findings;
 */
export function assessVirtualKey(facts: VirtualKeyFacts, times: AssessmentTimes): ReportedVirtualKey {
  const { name, exchange, key, generations } = facts;
  const working = generations.filter(({ expiresAt }) => expiresAt === null || expiresAt > times.now);
  const shown = working.at(-1) ?? generations[generations.length - 1];
  const findings =
    working.length === 0
      ? [expired(facts, shown, times)]
      : [
          ...rotationFindings(name, shown, times),
          ...endFindings(name, shown, times),
          ...oldGenerations(name, working, times),
          ...useFindings(facts, shown, times),
          ...frozenFindings(working),
        ];
  return {
    name,
    exchange,
    key,
    generation: shown.generation,
    issued: iso(shown.issuedAt),
    rotateBy: iso(rotateAt(shown, times)),
    expires: iso(shown.expiresAt),
    lastUsed: iso(facts.lastUsedAt),
    findings: worstFirst(findings),
  };
}

function expired(
  { name, lastUsedAt }: VirtualKeyFacts,
  { expiresAt }: GenerationFacts,
  { now, unusedAfter }: AssessmentTimes,
): KeyFinding {
  const ago = spanText(now - (expiresAt ?? now));
  const used = lastUsedAt !== null && lastUsedAt >= now - unusedAfter;
  return {
    level: used ? 'due' : 'note',
    code: 'expired',
    text: used
      ? `It ended ${ago} ago, and a program used it until lately. Renew it, or revoke it if that was meant.`
      : `It ended ${ago} ago. Revoking it takes it out of this list.`,
    action: used ? `holdfast vkey rotate ${name} --expires 90d` : `holdfast vkey revoke ${name}`,
  };
}

/** When a generation is to be followed by the next; null: never. */
function rotateAt(
  { issuedAt, rotateAfterDays }: GenerationFacts,
  { rotateVirtualAfter }: AssessmentTimes,
): number | null {
  const span = rotationSpan(rotateAfterDays, rotateVirtualAfter);
  return span === null ? null : issuedAt + span;
}

function rotationFindings(name: string, shown: GenerationFacts, times: AssessmentTimes): KeyFinding[] {
  const due = rotateAt(shown, times);
  if (due === null) return [];
  const { issuedAt } = shown;
  const { now, remindDays } = times;
  const action = `holdfast vkey rotate ${name}`;
  if (now >= due) {
    const text = `Its secret is ${spanText(now - issuedAt)} old; it is to be renewed after ${spanText(due - issuedAt)}.`;
    return [{ level: 'due', code: 'rotation-due', text, action }];
  }
  if (due - now > leadMs(due - issuedAt, remindDays)) return [];
  const text = `It is to be renewed in ${spanText(due - now)}.`;
  return [{ level: 'note', code: 'rotation-soon', text, action }];
}

function endFindings(
  name: string,
  { issuedAt, expiresAt }: GenerationFacts,
  { now, remindDays }: AssessmentTimes,
): KeyFinding[] {
  if (expiresAt === null) {
    const text = 'It has no end: it works until somebody revokes it.';
    return [{ level: 'note', code: 'no-expiry', text, action: null }];
  }
  if (expiresAt - now > leadMs(expiresAt - issuedAt, remindDays)) return [];
  return [
    {
      level: 'due',
      code: 'expires-soon',
      text: `It ends in ${spanText(expiresAt - now)}; its program is refused from then on.`,
      action: `holdfast vkey rotate ${name} --expires 90d`,
    },
  ];
}

function oldGenerations(
  name: string,
  working: readonly GenerationFacts[],
  { now }: AssessmentTimes,
): KeyFinding[] {
  const newest = working[working.length - 1];
  return working.slice(0, -1).map(({ generation, expiresAt, lastUsedAt }): KeyFinding => {
    const until = expiresAt === null ? 'without end' : `for ${spanText(expiresAt - now)} more`;
    // Used after the new one was issued: the program that holds it has not changed over.
    const stillUsed = lastUsedAt !== null && lastUsedAt > newest.issuedAt;
    const long = expiresAt === null || expiresAt - now > LONG_OVERLAP_MS;
    const notTaken = stillUsed && newest.lastUsedAt === null;
    return {
      level: long || notTaken ? 'due' : 'note',
      code: notTaken ? 'rotation-not-taken' : 'old-generation',
      text: notTaken
        ? `Generation ${generation} works ${until} and is still used; nobody has used generation ${newest.generation} yet. Give it to the program.`
        : `Generation ${generation} works ${until}${stillUsed ? ' and was used since there is a newer one' : ''}. Revoke it once nobody needs it.`,
      action: notTaken ? null : `holdfast vkey revoke ${name} --generation ${generation}`,
    };
  });
}

function useFindings(
  { name, firstIssuedAt, lastUsedAt, lastTradedAt }: VirtualKeyFacts,
  { issuedAt, mayTrade }: GenerationFacts,
  { now, unusedAfter }: AssessmentTimes,
): KeyFinding[] {
  const since = now - unusedAfter;
  const period = spanText(unusedAfter);
  if (lastUsedAt === null || lastUsedAt < since) {
    // A key that is younger than the period had no time to show what it is for.
    if (firstIssuedAt > since) return [];
    return [
      {
        level: 'due',
        code: 'unused',
        text: `Nobody used it in the last ${period}.`,
        action: `holdfast vkey revoke ${name}`,
      },
    ];
  }
  // Nor had a policy that is.
  if (issuedAt > since || !mayTrade || (lastTradedAt !== null && lastTradedAt >= since)) return [];
  return [
    {
      level: 'due',
      code: 'trade-unused',
      text: `Its policy lets it trade, and nothing was traded with it in the last ${period}. A narrower policy is enough.`,
      action: `holdfast policy suggest --vkey ${name}`,
    },
  ];
}

function frozenFindings(working: readonly GenerationFacts[]): KeyFinding[] {
  return working.flatMap(({ generation, frozen }): KeyFinding[] => {
    if (frozen === null) return [];
    const which = working.length === 1 ? 'It is frozen' : `Generation ${generation} is frozen`;
    const why = frozen.reason === '' ? '' : `: ${frozen.reason}`;
    return [{ level: 'note', code: 'frozen', text: `${which} by ${frozen.by}${why}.`, action: null }];
  });
}
