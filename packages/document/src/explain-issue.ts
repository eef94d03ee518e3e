import type { z } from 'zod';
import { capitalised, withArticle } from './document-kind.ts';
import { show, showPath } from './problem.ts';
import { isDecimal, type SchemaTree } from './schema-tree.ts';
import { nearest } from './suggest.ts';

/** A fault in plain words. `place`: whether the key or its value is to blame. */
export interface Explanation {
  readonly path: readonly PropertyKey[];
  readonly place: 'key' | 'value';
  readonly message: string;
}

/** What zod found wrong with `input`, in plain words: what is there, what was likely meant, what is allowed. */
export function explainIssues(
  issues: readonly z.core.$ZodIssue[],
  input: unknown,
  tree: SchemaTree,
): Explanation[] {
  return issues.flatMap((issue) => explain(issue, input, tree));
}

function explain(issue: z.core.$ZodIssue, input: unknown, tree: SchemaTree): Explanation[] {
  const { path } = issue;
  if (issue.code === 'invalid_union') return explainUnion(issue, input, tree);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      path: [...path, key],
      place: 'key',
      message: unknownKey(key, path, valueAt(input, path), tree),
    }));
  }
  if (issue.code === 'custom') return [{ path, place: 'value', message: `${issue.message}.` }];
  const found = valueAt(input, path);
  if (found === undefined) {
    return [{ path, place: 'key', message: `is missing. Allowed: ${tree.allowedAt(path)}.` }];
  }
  if (found === null) {
    return [
      {
        path,
        place: 'key',
        message: `has nothing after it; give it a value or leave it out. Allowed: ${tree.allowedAt(path)}.`,
      },
    ];
  }
  return [
    { path, place: 'value', message: `${wrongValue(found, path, tree)} Allowed: ${tree.allowedAt(path)}.` },
  ];
}

/** The alternatives of a union are maps, told apart by the one key that each has. */
function explainUnion(issue: z.core.$ZodIssueInvalidUnion, input: unknown, tree: SchemaTree): Explanation[] {
  const found = valueAt(input, issue.path);
  const kinds = tree.keysAt(issue.path);
  if (typeof found !== 'object' || found === null || Array.isArray(found)) {
    return [
      {
        path: issue.path,
        place: 'value',
        message: `${show(found)} is not allowed. ${oneOf(issue.path, tree)}`,
      },
    ];
  }
  const present = kinds.filter((kind) => Object.hasOwn(found, kind));
  if (present.length !== 1) {
    const unknown = Object.keys(found).filter((key) => !kinds.includes(key));
    if (present.length > 1 || unknown.length === 0) {
      return [{ path: issue.path, place: 'key', message: oneOf(issue.path, tree) }];
    }
    return unknown.map((key) => ({
      path: [...issue.path, key],
      place: 'key',
      message: unknownKey(key, issue.path, found, tree),
    }));
  }
  const branch = issue.errors[kinds.indexOf(present[0])];
  return branch.flatMap((inner) =>
    explain({ ...inner, path: [...issue.path, ...inner.path] } as z.core.$ZodIssue, input, tree),
  );
}

function oneOf(path: readonly PropertyKey[], tree: SchemaTree): string {
  const name = capitalised(withArticle(String(path.at(-1))));
  const nullable = tree.nodesAt(path).some(({ type }) => type === 'null');
  return `${name} ${nullable ? 'is null or ' : ''}has exactly one of the keys ${tree.keysAt(path).join(', ')}.`;
}

function unknownKey(
  key: string,
  parent: readonly PropertyKey[],
  siblings: unknown,
  tree: SchemaTree,
): string {
  const allowed = tree.keysAt(parent);
  if (allowed.includes(key)) return oneOf(parent, tree);
  const free = allowed.filter((name) => !Object.hasOwn(siblings as object, name));
  const here = nearest(key, free);
  const elsewhere = tree.allKeys().filter((name) => name === key || name.endsWith(`.${key}`));
  const meant = here ?? (elsewhere.length === 1 ? elsewhere[0] : undefined);
  const hint = meant === undefined ? '' : ` Did you mean ${show(meant)}?`;
  return `unknown key.${hint} Allowed: ${allowed.join(', ')}.`;
}

function wrongValue(found: unknown, path: readonly PropertyKey[], tree: SchemaTree): string {
  const nodes = tree.nodesAt(path);
  const takes = (...types: string[]) => nodes.some(({ type }) => type !== undefined && types.includes(type));
  const refused = `${show(found)} is not allowed.`;
  if (typeof found === 'string') {
    const reason = nodes.find((node) => Object.hasOwn(node.refused ?? {}, found))?.refused?.[found];
    if (reason !== undefined) return `${show(found)} is not allowed ${reason}.`;
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
  if (
    (typeof found === 'number' || typeof found === 'boolean') &&
    takes('string') &&
    !nodes.some(isDecimal)
  ) {
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
