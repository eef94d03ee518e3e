import { HoldfastError } from '@holdfast/errors';
import { canonicalPolicy } from '../policy/canonical-policy.ts';
import { parsePolicy } from '../policy/parse-policy.ts';
import type { Policy } from '../policy/policy.ts';
import { diffPolicies } from '../policy-diff/diff-policies.ts';
import type { RecordedEvent, RecordedRequest } from '../policy-test/recorded-request.ts';
import { type Replay, replayBoth } from './check-suggestion.ts';
import { leastKinds, leastPolicy } from './least-policy.ts';
import { refillsToTry } from './needed-rate.ts';
import { SeenUse } from './seen-use.ts';
import { type SuggestedLine, suggestedLines } from './suggested-lines.ts';
import { suggestionYaml } from './suggestion-yaml.ts';
import { UsedAmounts } from './used-amounts.ts';

/** What a suggestion is made from. */
export interface SuggestionSource {
  /** What the key may do now; the suggestion is never wider. */
  readonly current: Policy;
  /**
   * The key's accepted requests and their outcomes, in the order of the log, of all its generations; read three times, so it
   * must say the same each time. Requests of the 90 days before `from` tell what orders were that are changed or cancelled later.
   */
  readonly events: () => AsyncIterable<RecordedEvent>;
  /** Milliseconds since 1970: of which time use is looked at; neither end is left out. */
  readonly from: number;
  readonly to: number;
  /** How much more than was seen amounts and rates may be, in percent. */
  readonly headroomPct: number;
}

/** The least policy that would have allowed what was used. */
export interface Suggestion {
  /** Null: nothing was used that needs a key, so the least policy is none. */
  readonly policy: Policy | null;
  /** Its file, with a comment for each line; empty without a policy. */
  readonly yaml: string;
  readonly lines: readonly SuggestedLine[];
  /** Requests that were looked at; those that the policy of now would refuse, by the rule, are left out of everything. */
  readonly requests: number;
  readonly days: number;
  readonly outside: Readonly<Record<string, number>>;
  readonly replay: Replay;
}

const DAY_MS = 86_400_000;
/** The gateway knows a key's own orders for so long. */
export const LOOK_BACK_MS = 90 * DAY_MS;

/**
 * Suggests the least policy that would have allowed what a key did, never wider than the one it has, and holds it against the
 * same log before it is given out.
 *
 * @param name of the key, for the file's head
 * @throws HoldfastError POLICY_SUGGESTION_WRONG
 * @example
 * const { yaml } = await suggestPolicy('bot', { current, events, from, to, headroomPct: 20 });
 */
export async function suggestPolicy(name: string, source: SuggestionSource): Promise<Suggestion> {
  const { current, headroomPct, from, to } = source;
  const room = BigInt(headroomPct);
  const use = await readUse(source);
  const seen = {
    requests: use.requests,
    days: use.days.size,
    outside: Object.fromEntries([...use.outsideBy].sort(([, a], [, b]) => b - a)),
  };
  const kinds = leastKinds(use, current);
  if (!kinds.read && kinds.trade === null) {
    return { policy: null, yaml: '', lines: [], ...seen, replay: { allowed: 0, unknown: 0, refused: {} } };
  }
  const amounts = new UsedAmounts(kinds, refillsToTry(use.busiest, room, current.rate));
  for await (const event of source.events()) {
    if (event.kind === 'outcome') {
      if (event.outcome === 'rejected') amounts.day.release(event.of);
    } else if (isUse(event.request, from - DAY_MS, to)) {
      amounts.count(event.request, event.request.time >= from);
    }
  }
  const policy = leastPolicy(kinds, amounts, room);
  const lines = suggestedLines(policy, { current, use, amounts, headroomPct });
  const replay = await replayBoth(policy, current, used(source));
  const yaml = suggestionYaml(lines, { name, source, ...seen, replay });
  checkFile(yaml, policy, current);
  return { policy, yaml, lines, ...seen, replay };
}

async function readUse({ current, events, from, to }: SuggestionSource): Promise<SeenUse> {
  const use = new SeenUse(current);
  for await (const event of events()) {
    if (event.kind === 'outcome') continue;
    if (isUse(event.request, from, to)) use.count(event.request);
    else if (isUse(event.request, from - LOOK_BACK_MS, from)) use.countEarlier(event.request);
  }
  return use;
}

async function* used({ events, from, to }: SuggestionSource): AsyncGenerator<RecordedEvent> {
  for await (const event of events()) {
    if (event.kind === 'outcome' || isUse(event.request, from, to)) yield event;
  }
}

/** A request that was accepted, or of which nobody says what was decided, in a time. */
function isUse({ time, decided }: RecordedRequest, from: number, to: number): boolean {
  return time >= from && time <= to && decided?.accepted !== false;
}

/** What is given out is read back: comments and values must not have become something else on the way. */
function checkFile(yaml: string, policy: Policy, current: Policy): void {
  const read = parsePolicy(yaml, 'suggested policy');
  const same = canonicalPolicy(read).equals(canonicalPolicy(policy));
  const { more } = diffPolicies(current, read);
  if (same && more.length === 0) return;
  throw new HoldfastError(
    'POLICY_SUGGESTION_WRONG',
    same
      ? 'The suggested policy would be wider than the one of now.'
      : 'The suggested policy’s file does not say what was meant.',
    { rules: more.map(({ rule }) => rule) },
  );
}
