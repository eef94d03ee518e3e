import { z } from 'zod';
import { definitionSchema } from './schema.ts';

/** The part of JSON Schema that zod makes of a definition. */
export interface SchemaNode {
  type?: string;
  description?: string;
  default?: unknown;
  format?: string;
  pattern?: string;
  enum?: string[];
  const?: unknown;
  minimum?: number;
  exclusiveMinimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  uniqueItems?: boolean;
  items?: SchemaNode;
  properties?: Record<string, SchemaNode>;
  required?: string[];
  additionalProperties?: boolean | SchemaNode;
  anyOf?: SchemaNode[];
  allOf?: SchemaNode[];
  if?: SchemaNode;
  then?: SchemaNode;
  not?: SchemaNode;
}

/** The definition's schema as plain data: what zod says of each key, without the rules across keys. */
export function schemaTree(): SchemaNode {
  return z.toJSONSchema(definitionSchema, { io: 'input', target: 'draft-7' }) as SchemaNode;
}

let tree: SchemaNode | undefined;
let allKeys: readonly string[] | undefined;

/** What may stand at a path: several nodes where there is a choice, none for an unknown key. */
export function nodesAt(path: readonly PropertyKey[]): SchemaNode[] {
  tree ??= schemaTree();
  let nodes = alternatives(tree);
  for (const part of path) {
    nodes = nodes.flatMap((node) => {
      const { items, properties = {}, additionalProperties } = node;
      if (typeof part === 'number') return items ? alternatives(items) : [];
      if (Object.hasOwn(properties, part)) return alternatives(properties[String(part)]);
      return typeof additionalProperties === 'object' ? alternatives(additionalProperties) : [];
    });
  }
  return nodes;
}

/** The keys that a map at a path may have, in the schema's order. */
export function keysAt(path: readonly PropertyKey[]): string[] {
  return nodesAt(path).flatMap((node) => Object.keys(node.properties ?? {}));
}

/** Every key of a definition by its whole name, parents before their keys: `base`, `base.date`, … */
export function definitionKeys(): readonly string[] {
  const walk = (path: string[]): string[] =>
    keysAt(path).flatMap((key) => [[...path, key].join('.'), ...walk([...path, key])]);
  allKeys ??= walk([]);
  return allKeys;
}

function alternatives(node: SchemaNode): SchemaNode[] {
  return node.anyOf ? node.anyOf.flatMap(alternatives) : [node];
}

/**
 * What may stand at a path, for a person.
 *
 * @example
 * allowedAt(['weight', 'cap']); // 'a number above 0 and at most 1, or null'
 */
export function allowedAt(path: readonly PropertyKey[]): string {
  return [...new Set(nodesAt(path).map(describe))].join(', or ');
}

function describe(node: SchemaNode): string {
  switch (node.type) {
    case 'null':
      return 'null';
    case 'integer':
    case 'number':
      return `a ${node.type === 'integer' ? 'whole number' : 'number'}${range(node)}`;
    case 'array':
      return `a list ${count(node)}${node.items?.type === 'object' ? 'maps' : 'texts'}, such as ${node.items?.type === 'object' ? '[{from: 2021-01-01, bitcoin: 1}]' : '[a, b]'}`;
    case 'object':
      return `a map with the keys ${Object.keys(node.properties ?? {}).join(', ')}`;
    default:
      if (node.enum) return node.enum.join(', ');
      if (node.format === 'date') return 'a calendar date written YYYY-MM-DD';
      if (node.pattern) return 'lower-case letters, digits and hyphens, at most 64';
      return `text${node.minLength ? ` of 1 to ${node.maxLength} characters` : ` of at most ${node.maxLength} characters`}`;
  }
}

function range({ minimum, exclusiveMinimum, maximum }: SchemaNode): string {
  const plain = (bound: number) => bound.toLocaleString('en-US', { useGrouping: false });
  const low =
    exclusiveMinimum !== undefined && Number.isFinite(exclusiveMinimum)
      ? ` above ${plain(exclusiveMinimum)}`
      : minimum !== undefined && minimum !== Number.MIN_SAFE_INTEGER
        ? ` from ${plain(minimum)}`
        : '';
  const high = maximum !== undefined && maximum !== Number.MAX_SAFE_INTEGER ? ` to ${plain(maximum)}` : '';
  return low.startsWith(' above') && high !== '' ? `${low} and at most ${plain(maximum!)}` : low + high;
}

function count({ minItems = 0, maxItems }: SchemaNode): string {
  if (maxItems !== undefined) return `of ${minItems} to ${maxItems} `;
  return minItems > 0 ? `of at least ${minItems} ` : 'of ';
}
