import { setTimeout as wait } from 'node:timers/promises';
import type { PaperRequest } from '../host/dialect-server.ts';
import type { FaultPlan } from './fault-plan.ts';
import type { Fate } from './faults.ts';

/** A fault came in place of an answer. */
export class InjectedFault extends Error {
  override readonly name = 'InjectedFault';
  readonly fault: keyof FaultPlan['chance'];

  constructor(fault: keyof FaultPlan['chance']) {
    super(fault);
    this.fault = fault;
  }
}

/**
 * Does what a request asks, or does not, as its fate has it. That the right answer is to go out in a wrong way is noted in the
 * request.
 *
 * @throws InjectedFault in place of the result, before or after it was done
 */
export async function underFaults<T>(
  { delayMs, fault }: Fate,
  request: PaperRequest,
  work: () => T | Promise<T>,
): Promise<T> {
  if (delayMs > 0) await wait(delayMs);
  const isLate = fault?.endsWith('_after') === true;
  request.delivery = fault === 'answer_twice' || fault === 'answer_stale' ? fault : 'once';
  if (fault !== null && !isLate && request.delivery === 'once') throw new InjectedFault(fault);
  const result = await work();
  if (fault !== null && isLate) throw new InjectedFault(fault);
  return result;
}
