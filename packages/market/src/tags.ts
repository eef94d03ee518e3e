import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { AssetTags } from '@holdfast/engine';
import { HoldfastError } from '@holdfast/errors';
import { LineCounter, parseDocument, visit } from 'yaml';
import { z } from 'zod';
import { readTagLines } from './tag-lines.ts';

const slug = z.string().regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, {
  error: 'must be lower-case words joined by hyphens, such as layer-1',
});

const tagEntrySchema = z
  .strictObject({
    sector: slug.optional(),
    kind: z.enum(['stablecoin', 'wrapped', 'staked', 'leveraged', 'synthetic']).optional(),
    peg: z.enum(['usd', 'eur', 'gold', 'btc', 'eth', 'other']).optional(),
  })
  .refine((entry) => entry.sector !== undefined || entry.kind !== undefined, {
    error: 'needs a sector or a kind',
  });

const tagFileSchema = z.strictObject({ assets: z.record(z.string().min(1).max(200), tagEntrySchema) });

/** What the tags file says of one asset. */
export type TagEntry = z.output<typeof tagEntrySchema>;

/** The tags of all assets, and the hash of the file: results depend on it. */
export interface TagBook {
  readonly sha256: string;
  readonly assets: ReadonlyMap<string, TagEntry>;
}

const UNTAGGED: AssetTags = { sector: null, tags: [] };

/** The tags file that is shipped with Holdfast. */
export const SHIPPED_TAGS_FILE = fileURLToPath(new URL('../tags.yaml', import.meta.url));

/**
 * Reads and checks a tags file: `assets:` with one entry an asset id.
 *
 * @throws HoldfastError TAGS_INVALID, with file, line, column and key
 * @example
 * const book = loadTags();
 * tagsOf(book, 'tether'); // { sector: null, tags: ['stablecoin'] }
 */
export function loadTags(path: string = SHIPPED_TAGS_FILE): TagBook {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    throw new HoldfastError('TAGS_INVALID', `The tags file ${path} can't be read.`, { path }, { cause });
  }
  return parseTags(text, path);
}

/** As `loadTags`, from text; `path` is named in errors. */
export function parseTags(text: string, path: string): TagBook {
  const sha256 = createHash('sha256').update(text).digest('hex');
  return { sha256, assets: readTagLines(text) ?? parseTagYaml(text, path) };
}

/**
 * Reads a tags file of any form that YAML allows.
 *
 * @throws HoldfastError TAGS_INVALID
 */
export function parseTagYaml(text: string, path: string): Map<string, TagEntry> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true });
  const invalid = (offset: number, key: string, why: string): HoldfastError => {
    const { line, col } = lines.linePos(offset);
    const at = `${path}:${line}:${col}`;
    return new HoldfastError('TAGS_INVALID', `${at}: ${key === '' ? '' : `${key}: `}${why}`, {
      path,
      line,
      column: col,
      key,
    });
  };
  const [syntax] = document.errors;
  if (syntax) throw invalid(syntax.pos[0], '', syntax.message.split('\n')[0]);
  visit(document, {
    Alias: (_, node) => {
      throw invalid(node.range?.[0] ?? 0, '', 'aliases are not allowed; write the entry out');
    },
  });
  const parsed = tagFileSchema.safeParse(document.toJS());
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const path_ = issue.path.filter((part) => typeof part !== 'symbol');
    throw invalid(offsetOf(document, path_), path_.join('.'), issue.message);
  }
  return new Map(Object.entries(parsed.data.assets));
}

/** Sector and kind of an asset as the engine reads them. */
export function tagsOf(book: TagBook, asset: string): AssetTags {
  const entry = book.assets.get(asset);
  if (entry === undefined) return UNTAGGED;
  return {
    sector: entry.sector ?? null,
    tags: [entry.sector, entry.kind].filter((tag) => tag !== undefined),
  };
}

/** Where the node of a path begins, or its nearest ancestor when the path names something missing. */
function offsetOf(document: ReturnType<typeof parseDocument>, path: readonly (string | number)[]): number {
  for (let length = path.length; length > 0; length--) {
    const node = document.getIn(path.slice(0, length), true);
    const range = (node as { range?: readonly number[] } | undefined)?.range;
    if (range) return range[0];
  }
  return document.contents?.range?.[0] ?? 0;
}
