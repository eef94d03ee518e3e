export type { DocumentKind } from './document-kind.ts';
export { type Position, type Problem, problemsError, show, showPath } from './problem.ts';
export {
  checkDocument,
  type FromFileName,
  type ReadDocument,
  readDocument,
} from './read-document.ts';
export {
  type Hints,
  type JsonSchema,
  jsonSchemaOf,
  type SchemaNode,
  type SchemaTree,
  schemaTreeOf,
} from './schema-tree.ts';
export { nearest } from './suggest.ts';
export { readYaml, type YamlSource } from './yaml-source.ts';
