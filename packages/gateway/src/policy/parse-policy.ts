import {
  checkDocument,
  type DocumentKind,
  type JsonSchema,
  jsonSchemaOf,
  readDocument,
} from '@holdfast/document';
import type { Policy } from './policy.ts';
import { policySchema } from './policy-schema.ts';

const POLICY_KIND: DocumentKind = {
  noun: 'policy',
  example: 'allow: [read]',
  syntaxCode: 'POLICY_SYNTAX',
  invalidCode: 'POLICY_INVALID',
};

/**
 * Reads a policy file. Numbers are exact, whether quoted or not.
 *
 * @throws HoldfastError POLICY_SYNTAX, POLICY_INVALID, with file, line, column, key and what is allowed
 * @example
 * parsePolicy('allow: [read]', 'policies/dashboard.yaml').trade; // null
 */
export function parsePolicy(text: string, file: string): Policy {
  return readDocument(text, file, policySchema, POLICY_KIND).value;
}

/**
 * Checks a policy that is plain data already. Amounts must be texts: a JSON number went through a float.
 *
 * @throws HoldfastError POLICY_INVALID
 */
export function policyFromInput(input: unknown, origin: string): Policy {
  return checkDocument(input, origin, policySchema, POLICY_KIND);
}

/** JSON Schema of a policy file, for editors; what depends on several keys, only `parsePolicy` says. */
export function policyJsonSchema(): JsonSchema {
  return jsonSchemaOf(policySchema, 'Holdfast policy of a virtual key');
}
