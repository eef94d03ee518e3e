import { HoldfastError } from '@holdfast/errors';
import type { Policy } from '../policy/policy.ts';
import type { RecordedEvent } from '../policy-test/recorded-request.ts';
import { PolicyTest } from '../policy-test/test-policy.ts';

/** What a suggested policy says of the requests that it was made from. */
export interface Replay {
  readonly allowed: number;
  /** What can't be judged from a log. */
  readonly unknown: number;
  /** By the rule: the policy of now refuses such requests too, because it is stricter than the one of their time. */
  readonly refused: Readonly<Record<string, number>>;
}

/**
 * Replays accepted requests under a suggestion and under the policy that it narrows.
 *
 * @param events of one key: all its generations share their limits
 * @throws HoldfastError POLICY_SUGGESTION_WRONG when the suggestion refuses some, and the policy before none
 */
export async function replayBoth(
  suggested: Policy,
  before: Policy,
  events: AsyncIterable<RecordedEvent>,
): Promise<Replay> {
  const [now, then] = [new PolicyTest(suggested), new PolicyTest(before)];
  for await (const event of events) {
    const shared: RecordedEvent =
      event.kind === 'outcome' ? event : { ...event, request: { ...event.request, key: null } };
    now.replay(shared);
    then.replay(shared);
  }
  const { allowed, unknown, refused, refusedBy } = now.totals();
  if (refused > 0 && then.totals().refused === 0) {
    throw new HoldfastError(
      'POLICY_SUGGESTION_WRONG',
      'The suggested policy would have refused requests that were accepted.',
      { rules: Object.keys(refusedBy) },
    );
  }
  return { allowed, unknown, refused: refusedBy };
}
