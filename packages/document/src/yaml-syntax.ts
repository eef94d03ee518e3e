import type { ErrorCode } from 'yaml';
import { withArticle } from './document-kind.ts';

export const TAGS_ARE_NOT_READ = 'tags such as !name are not read; text that starts with ! needs quotes.';

/** What went wrong in a YAML file and what to do, in plain words. Texts without an own entry are the library's. */
const EXPLANATIONS: Partial<Record<ErrorCode, string>> = {
  TAB_AS_INDENT: 'a tab is used for indentation; use spaces.',
  BAD_INDENT:
    'the indentation does not fit the lines around it; keys of one map start in the same column. Or a bracket before it is not closed.',
  BLOCK_AS_IMPLICIT_KEY:
    'a second ": " on one line; put text that holds a colon in quotes, or start a new line for a new key.',
  BLOCK_IN_FLOW: 'a map or list over several lines can not stand inside [ ] or { }.',
  MULTILINE_IMPLICIT_KEY: 'a key must stand on one line and be followed by a colon and a space.',
  KEY_OVER_1024_CHARS: 'a key is longer than 1,024 characters; is a quote or bracket not closed?',
  BAD_DQ_ESCAPE:
    'a \\ in double quotes starts an escape that YAML does not know; use single quotes for plain text.',
  TAG_RESOLVE_FAILED: TAGS_ARE_NOT_READ,
  BAD_ALIAS: 'aliases such as *name are not read; text that starts with * needs quotes.',
  BAD_SCALAR_START: 'text that starts with this character needs quotes.',
};

export function tooDeep(noun: string): string {
  return `maps and lists are nested too deeply for ${withArticle(noun)}.`;
}

/** A message of the YAML library in plain words. */
export function explainSyntax(code: ErrorCode, message: string, noun: string): string {
  if (code === 'RESOURCE_EXHAUSTION') return tooDeep(noun);
  const own = EXPLANATIONS[code];
  if (own !== undefined) return own;
  // The library may quote any amount of the source.
  const text = message.replaceAll(/\s+/g, ' ').slice(0, 200);
  return `${text}${text.endsWith('.') ? '' : '.'} Is a quote, bracket, comma or colon missing or too much?`;
}
