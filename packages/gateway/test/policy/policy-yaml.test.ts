import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { canonicalPolicy } from '../../src/policy/canonical-policy.ts';
import { parsePolicy } from '../../src/policy/parse-policy.ts';
import { policyYaml } from '../../src/policy/policy-yaml.ts';
import { ALL_TYPES, policyWith } from './requests.ts';

const SHIPPED = join(import.meta.dirname, '..', '..', '..', '..', 'policies');

it.each([
  ...readdirSync(SHIPPED)
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => parsePolicy(readFileSync(join(SHIPPED, name), 'utf8'), name)),
  policyWith(
    ...ALL_TYPES,
    'symbols: ["NO", "1e5", "XBT/USD"]',
    'ips: ["::1", 10.0.0.0/8]',
    'hours: [22:00-06:00]',
  ),
  policyWith('max_open_orders: 3', 'expires: 2027-01-01T12:00:00Z', 'rate: {per_second: 0.5, burst: 1}'),
])('a policy as YAML is the same policy', (policy) => {
  const text = policyYaml(policy);
  expect(text.startsWith('allow: ')).toBe(true);
  expect(canonicalPolicy(parsePolicy(text, 'copy.yaml'))).toEqual(canonicalPolicy(policy));
});
