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
  // JSON is YAML; a key a line is all that is missing for people.
  const keys: Record<string, unknown> = JSON.parse(canonicalPolicy(policy).toString('utf8'));
  const order = ['allow', ...Object.keys(keys).filter((key) => key !== 'allow')];
  return order.map((key) => `${key}: ${spaced(keys[key])}\n`).join('');
}

function spaced(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(spaced).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value).map(([key, member]) => `${key}: ${spaced(member)}`);
    return `{${members.join(', ')}}`;
  }
  return JSON.stringify(value);
}
