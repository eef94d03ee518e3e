import { z } from 'zod';

/** The part of JSON Schema that zod makes of our documents. */
export interface SchemaNode extends Hints {
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

/**
 * What a schema may say with `.meta({…})` for messages only; a JSON Schema doesn't show it. A text with the
 * standard key `format: 'decimal'` may be written as a YAML number and is read as it is written.
 */
export interface Hints {
  /** What is allowed, instead of what follows from the schema: `a time such as 08:00`. */
  allowed?: string;
  /** A list as a person might write it. */
  example?: string;
  /** Values that are refused for a reason of their own, which goes on after `"…" is not allowed`. */
  refused?: Record<string, string>;
}

const HINTS = ['allowed', 'example', 'refused'] as const satisfies readonly (keyof Hints)[];

/** A JSON Schema (draft 7, the one that editors' YAML support is best at). */
export interface JsonSchema extends SchemaNode {
  readonly $schema: string;
  readonly $id?: string;
  readonly title: string;
}

/**
 * The JSON Schema of what a zod schema reads, made afresh, without the rules across keys, which zod can't hand over.
 *
 * @example
 * jsonSchemaOf(z.strictObject({ top: z.int() }), 'Selection').properties?.top.type; // 'integer'
 */
export function jsonSchemaOf(schema: z.ZodType, title: string): JsonSchema {
  const tree = z.toJSONSchema(schema, {
    io: 'input',
    target: 'draft-7',
    override: ({ jsonSchema }) => {
      for (const hint of HINTS) delete jsonSchema[hint];
      if (isDecimal(jsonSchema as SchemaNode)) {
        delete jsonSchema.type;
        delete jsonSchema.format;
        delete jsonSchema.pattern;
        jsonSchema.anyOf = [{ type: 'number' }, { type: 'string', pattern: '^[0-9]+([.][0-9]+)?$' }];
      }
    },
  }) as SchemaNode;
  return { ...tree, $schema: 'http://json-schema.org/draft-07/schema#', title };
}

/** Whether a number may stand here, to be read exactly as written. */
export function isDecimal({ type, format }: SchemaNode): boolean {
  return type === 'string' && format === 'decimal';
}

/** What a schema says of each key of a document, for messages. */
export interface SchemaTree {
  /** What may stand at a path: several nodes where there is a choice, none for an unknown key. */
  nodesAt(path: readonly PropertyKey[]): SchemaNode[];
  /** The keys that a map at a path may have, in the schema's order. */
  keysAt(path: readonly PropertyKey[]): string[];
  /** Every key of a document by its whole name, parents before their keys: `base`, `base.date`, … */
  allKeys(): readonly string[];
  /** What may stand at a path, for a person: `a number above 0 and at most 1, or null`. */
  allowedAt(path: readonly PropertyKey[]): string;
}

const trees = new WeakMap<z.ZodType, SchemaTree>();

/**
 * The tree of a schema; made at the first question, since most documents are right and none is asked.
 *
 * @example
 * schemaTreeOf(z.strictObject({ top: z.int().min(1) })).allowedAt(['top']); // 'a whole number from 1'
 */
export function schemaTreeOf(schema: z.ZodType): SchemaTree {
  const known = trees.get(schema);
  if (known !== undefined) return known;
  let root: SchemaNode | undefined;
  let all: readonly string[] | undefined;
  const nodesAt = (path: readonly PropertyKey[]): SchemaNode[] => {
    root ??= z.toJSONSchema(schema, { io: 'input', target: 'draft-7' }) as SchemaNode;
    return path.reduce<SchemaNode[]>(
      (nodes, part) => nodes.flatMap((node) => below(node, part)),
      [...alternatives(root)],
    );
  };
  const keysAt = (path: readonly PropertyKey[]): string[] =>
    nodesAt(path).flatMap((node) => Object.keys(node.properties ?? {}));
  const walk = (path: string[]): string[] =>
    keysAt(path).flatMap((key) => [[...path, key].join('.'), ...walk([...path, key])]);
  const tree: SchemaTree = {
    nodesAt,
    keysAt,
    allKeys: () => {
      all ??= walk([]);
      return all;
    },
    allowedAt: (path) => [...new Set(nodesAt(path).map(describe))].join(', or '),
  };
  trees.set(schema, tree);
  return tree;
}

function below(
  { items, properties = {}, additionalProperties }: SchemaNode,
  part: PropertyKey,
): SchemaNode[] {
  if (typeof part === 'number') return items ? alternatives(items) : [];
  if (Object.hasOwn(properties, part)) return alternatives(properties[String(part)]);
  return typeof additionalProperties === 'object' ? alternatives(additionalProperties) : [];
}

function alternatives(node: SchemaNode): SchemaNode[] {
  return node.anyOf ? node.anyOf.flatMap(alternatives) : [node];
}

function describe(node: SchemaNode): string {
  if (node.allowed !== undefined) return node.allowed;
  switch (node.type) {
    case 'null':
      return 'null';
    case 'boolean':
      return 'true, false';
    case 'integer':
    case 'number':
      return `a ${node.type === 'integer' ? 'whole number' : 'number'}${range(node)}`;
    case 'array':
      return `a list ${count(node)}${node.items?.type === 'object' ? 'maps' : 'texts'}, such as ${node.example ?? '[a, b]'}`;
    case 'object': {
      const keys = Object.keys(node.properties ?? {});
      return keys.length === 0 ? 'a map' : `a map with the keys ${keys.join(', ')}`;
    }
    default:
      if (node.enum) return node.enum.join(', ');
      if (node.format === 'date') return 'a calendar date written YYYY-MM-DD';
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
