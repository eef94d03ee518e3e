import type { DocumentKind } from '@holdfast/document';

export const DEFINITION_KIND: DocumentKind = {
  noun: 'definition',
  example: 'select: {top: 10}',
  syntaxCode: 'DEFINITION_SYNTAX',
  invalidCode: 'DEFINITION_INVALID',
};
