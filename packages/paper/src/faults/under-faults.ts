import { setTimeout as wait } from 'node:timers/promises';
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
 * Does what a request asks, or does not, as its fate has it.
 *
 * @throws InjectedFault in place of the result, before or after it was done
 */
export async function underFaults<T>({ delayMs, fault }: Fate, work: () => T | Promise<T>): Promise<T> {
  if (delayMs > 0) await wait(delayMs);
  if (fault !== null && !fault.endsWith('_after')) throw new InjectedFault(fault);
  const result = await work();
  if (fault !== null) throw new InjectedFault(fault);
  return result;
}
