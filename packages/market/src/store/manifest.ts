import { HoldfastError } from '@holdfast/errors';
import { z } from 'zod';
import { qualityReportSchema } from '../quality/schema.ts';
import { VALUE_ROLES } from '../source/columns.ts';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const date = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);

/** Names are part of file names and of commands, so they are plain. */
export const snapshotNameSchema = z.string().regex(/^[a-z0-9][a-z0-9._-]{0,63}$/);

/** What is known about a snapshot: `manifest.json` beside the data, and the file that a name points with. */
export const manifestSchema = z.strictObject({
  formatVersion: z.literal(1),
  /** The name that the import gave. */
  name: snapshotNameSchema,
  /** See `contentHash`. */
  sha256,
  /** UTC, ISO 8601. */
  importedAt: z.string(),
  source: z.strictObject({ file: z.string(), sha256, bytes: z.int().min(0) }),
  /** The source's columns by role. */
  columns: z.strictObject({
    asset: z.string(),
    date: z.string(),
    close: z.string(),
    marketCap: z.string().optional(),
    volume: z.string().optional(),
    open: z.string().optional(),
    high: z.string().optional(),
    low: z.string().optional(),
  }),
  /** Value columns of data.parquet. */
  roles: z.array(z.enum(VALUE_ROLES)).min(1),
  rows: z.int().min(1),
  assets: z.int().min(1),
  dates: z.int().min(1),
  firstDate: date,
  lastDate: date,
  /** Size of data.parquet. */
  dataBytes: z.int().min(1),
  quality: qualityReportSchema,
});

export type Manifest = z.output<typeof manifestSchema>;

/** `assets.json`: the assets in the order of their numbers, with what people call them. */
export const assetListSchema = z.array(
  z.strictObject({ id: z.string(), symbol: z.string().optional(), name: z.string().optional() }),
);

export type AssetList = z.output<typeof assetListSchema>;

/**
 * Checks JSON that was read back from the data home.
 *
 * @throws HoldfastError SNAPSHOT_DAMAGED, with the file and the key
 */
export function parseStored<T>(schema: z.ZodType<T>, text: string, path: string): T {
  const damaged = (why: string, cause?: unknown): HoldfastError =>
    new HoldfastError(
      'SNAPSHOT_DAMAGED',
      `${path} is damaged: ${why}. Import the data again with --replace.`,
      { path },
      { cause },
    );
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw damaged('it is not JSON', cause);
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw damaged(`${issue.path.join('.') || 'content'}: ${issue.message}`, parsed.error);
}
