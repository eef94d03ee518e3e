import type { z } from 'zod';
import { allowedAt, definitionKeys, keysAt, nodesAt } from './keys.ts';
import { show, showPath } from './problem.ts';
import { nearest } from './suggest.ts';

/** A fault in plain words. `place`: whether the key or its value is to blame. */
export interface Explanation {
  readonly path: readonly PropertyKey[];
  readonly place: 'key' | 'value';
  readonly message: string;
}

/** What zod found wrong with `input`, in plain words: what is there, what was likely meant, what is allowed. */
export function explainIssues(issues: readonly z.core.$ZodIssue[], input: unknown): Explanation[] {
  return issues.flatMap((issue) => explain(issue, input));
}

function explain(issue: z.core.$ZodIssue, input: unknown): Explanation[] {
  const { path } = issue;
  if (issue.code === 'invalid_union') return explainUnion(issue, input);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      path: [...path, key],
      place: 'key',
      message: unknownKey(key, path, valueAt(input, path)),
    }));
  }
  if (issue.code === 'custom') return [{ path, place: 'value', message: `${issue.message}.` }];
  const found = valueAt(input, path);
  if (found === undefined) {
    return [{ path, place: 'key', message: `is missing. Allowed: ${allowedAt(path)}.` }];
  }
  if (found === null) {
    return [
      {
        path,
        place: 'key',
        message: `has nothing after it; give it a value or leave it out. Allowed: ${allowedAt(path)}.`,
      },
    ];
  }
  return [{ path, place: 'value', message: `${wrongValue(found, path)} Allowed: ${allowedAt(path)}.` }];
}

/** The overlay is the one union: its two kinds are told apart by their key. */
function explainUnion(issue: z.core.$ZodIssueInvalidUnion, input: unknown): Explanation[] {
  const found = valueAt(input, issue.path);
  const kinds = keysAt(issue.path);
  if (typeof found !== 'object' || found === null || Array.isArray(found)) {
    return [{ path: issue.path, place: 'value', message: `${show(found)} is not allowed. ${oneOf(kinds)}` }];
  }
  const present = kinds.filter((kind) => Object.hasOwn(found, kind));
  if (present.length !== 1) {
    const unknown = Object.keys(found).filter((key) => !kinds.includes(key));
    if (present.length > 1 || unknown.length === 0) {
      return [{ path: issue.path, place: 'key', message: oneOf(kinds) }];
    }
    return unknown.map((key) => ({
      path: [...issue.path, key],
      place: 'key',
      message: unknownKey(key, issue.path, found),
    }));
  }
  const branch = issue.errors[kinds.indexOf(present[0])];
  return branch.flatMap((inner) =>
    explain({ ...inner, path: [...issue.path, ...inner.path] } as z.core.$ZodIssue, input),
  );
}

function oneOf(kinds: readonly string[]): string {
  return `An overlay is null or has exactly one of the keys ${kinds.join(', ')}.`;
}

function unknownKey(key: string, parent: readonly PropertyKey[], siblings: unknown): string {
  const allowed = keysAt(parent);
  if (allowed.includes(key)) return oneOf(allowed);
  const free = allowed.filter((name) => !Object.hasOwn(siblings as object, name));
  const here = nearest(key, free);
  const elsewhere = definitionKeys().filter((name) => name === key || name.endsWith(`.${key}`));
  const meant = here ?? (elsewhere.length === 1 ? elsewhere[0] : undefined);
  const hint = meant === undefined ? '' : ` Did you mean ${show(meant)}?`;
  return `unknown key.${hint} Allowed: ${allowed.join(', ')}.`;
}

function wrongValue(found: unknown, path: readonly PropertyKey[]): string {
  const nodes = nodesAt(path);
  const takes = (...types: string[]) => nodes.some(({ type }) => type !== undefined && types.includes(type));
  const refused = `${show(found)} is not allowed.`;
  if (typeof found === 'string') {
    if (takes('integer', 'number'))
      return `${refused}${numberHint(
        found,
        nodes.some(({ type }) => type === 'null'),
      )}`;
    if (takes('array')) return `${refused} For a list of one, write [${showPath([found])}].`;
    const meant = nearest(
      found,
      nodes.flatMap((node) => node.enum ?? []),
    );
    return meant === undefined ? refused : `${refused} Did you mean ${show(meant)}?`;
  }
  if ((typeof found === 'number' || typeof found === 'boolean') && takes('string')) {
    return `${show(found)} is read as a ${typeof found}; text that looks like one needs quotes.`;
  }
  return refused;
}

function numberHint(text: string, nullable: boolean): string {
  const percent = /^\s*([\d.]+)\s*%\s*$/.exec(text);
  if (percent) return ` Write a fraction without %, such as ${Number(percent[1]) / 100}.`;
  const plain = text.replaceAll(/[\s,_']/g, '');
  if (/^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(plain)) {
    return ` Write the number without quotes and separators: ${plain}.`;
  }
  return nullable && /^(no|none|off|never|false|nil|n\/a|~|-)$/i.test(text.trim())
    ? ' Write null to switch it off.'
    : '';
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  let value = input;
  for (const part of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return undefined;
    value = (value as Record<PropertyKey, unknown>)[part];
  }
  return value;
}
