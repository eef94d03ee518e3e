import type { Facts } from '@holdfast/errors';
import { Refusal } from '../refusal.ts';

/** Refuses by a rule of the policy. The message begins with the rule's name, so that its owner finds the key. */
export function refuseRule(rule: string, message: string, facts: Facts = {}): never {
  throw new Refusal('policy', rule, `${rule}: ${message}`, facts);
}
