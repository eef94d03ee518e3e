import { canonicalPolicy } from './canonical-policy.ts';
import type { Policy } from './policy.ts';

/**
 * A policy as a file that means the same, with every default written out. Texts are in quotes, because YAML reads some of
 * them as something else.
 *
 * @example
 * parsePolicy(policyYaml(policy), 'copy.yaml'); // the same policy
 */
export function policyYaml(policy: Policy): string {
  const keys = policyValues(policy);
  const order = ['allow', ...[...keys.keys()].filter((key) => key !== 'allow')];
  return order.map((key) => `${key}: ${keys.get(key)}\n`).join('');
}

/** What stands behind each key of a policy's file, with every default written out, in one line of YAML each. */
export function policyValues(policy: Policy): ReadonlyMap<string, string> {
  // JSON is YAML; a key a line is all that is missing for people.
  const keys: Record<string, unknown> = JSON.parse(canonicalPolicy(policy).toString('utf8'));
  return new Map(Object.entries(keys).map(([key, value]) => [key, spaced(value)]));
}

function spaced(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(spaced).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value).map(([key, member]) => `${key}: ${spaced(member)}`);
    return `{${members.join(', ')}}`;
  }
  return JSON.stringify(value);
}
