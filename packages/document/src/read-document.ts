import type { z } from 'zod';
import { capitalised, type DocumentKind, withArticle } from './document-kind.ts';
import { explainIssues } from './explain-issue.ts';
import { problemsError, show, showPath } from './problem.ts';
import { isDecimal, type SchemaTree, schemaTreeOf } from './schema-tree.ts';
import { readYaml, type YamlSource } from './yaml-source.ts';

/** A document as its file gives it and as its schema reads it. */
export interface ReadDocument<Schema extends z.ZodType> {
  /** As written: plain maps, lists and values. */
  readonly input: z.input<Schema>;
  /** Checked, with every default filled in. */
  readonly value: z.output<Schema>;
}

/** A key that the file's name stands in for when the file leaves it out. */
export interface FromFileName {
  readonly key: string;
  readonly value: string;
}

/**
 * Reads a YAML file of one schema. `file` is its path, for messages. Limits: 262,144 characters; YAML 1.2 core schema
 * without aliases and tags. Where the schema has a text of `format: 'decimal'`, a number may stand unquoted and is
 * read exactly as it is written, so that 0.10 is 0.10 and no float in between.
 *
 * @throws HoldfastError `syntaxCode` or `invalidCode`; the message has a line for each problem, in the order of the
 * file: `indices/x.yaml:7:3 select.tpo: unknown key. Did you mean "top"? Allowed: by, …`
 * @example
 * readDocument('top: 10', 'x.yaml', z.strictObject({ top: z.int() }), kind).value.top; // 10
 */
export function readDocument<Schema extends z.ZodType>(
  text: string,
  file: string,
  schema: Schema,
  kind: DocumentKind,
  fromFileName?: FromFileName,
): ReadDocument<Schema> {
  const source = readYaml(text, file, kind);
  const tree = schemaTreeOf(schema);
  const map = topMap(source, file, kind);
  const stand =
    fromFileName !== undefined && !Object.hasOwn(map, fromFileName.key) ? fromFileName : undefined;
  let input: unknown = stand === undefined ? map : { [stand.key]: stand.value, ...map };
  let result = schema.safeParse(input);
  if (!result.success) {
    // A decimal is a text to the schema, so that a number in its place always leads here. Most schemas have none.
    input = readDecimals(input, [], source, tree);
    result = schema.safeParse(input);
  }
  if (result.success) return { input: input as z.input<Schema>, value: result.data };
  const problems = explainIssues(result.error.issues, input, tree).map(({ path, place, message }) => ({
    position: place === 'key' ? source.keyPosition(path) : source.valuePosition(path),
    key: showPath(path),
    message:
      stand !== undefined && path[0] === stand.key
        ? `is left out, and the file's name can't stand in for it. Rename the file or add ${withArticle(stand.key)}. Allowed: ${tree.allowedAt([stand.key])}.`
        : message,
  }));
  throw problemsError(kind.invalidCode, file, problems);
}

/**
 * Checks a document that is plain data already, such as one sent as JSON. `origin` names it in messages.
 *
 * @throws HoldfastError `invalidCode`
 */
export function checkDocument<Schema extends z.ZodType>(
  input: unknown,
  origin: string,
  schema: Schema,
  { invalidCode }: Pick<DocumentKind, 'invalidCode'>,
): z.output<Schema> {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  throw problemsError(
    invalidCode,
    origin,
    explainIssues(result.error.issues, input, schemaTreeOf(schema)).map(({ path, message }) => ({
      position: null,
      key: showPath(path),
      message,
    })),
  );
}

function topMap(source: YamlSource, file: string, { noun, example, invalidCode }: DocumentKind): object {
  const { value } = source;
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  const found = value === null ? 'holds no keys' : `holds ${show(value)} instead of keys`;
  throw problemsError(invalidCode, file, [
    {
      position: source.valuePosition([]),
      key: '',
      message: `the file ${found}. ${capitalised(withArticle(noun))} has at least one, such as "${example}".`,
    },
  ]);
}

/** The value with every number that the schema wants exactly replaced by its text. */
function readDecimals(
  value: unknown,
  path: readonly (string | number)[],
  source: YamlSource,
  tree: SchemaTree,
): unknown {
  if (typeof value === 'number') {
    return tree.nodesAt(path).some(isDecimal) ? (source.numberText(path) ?? value) : value;
  }
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item, i) => readDecimals(item, [...path, i], source, tree));
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, readDecimals(item, [...path, key], source, tree)]),
  );
}
