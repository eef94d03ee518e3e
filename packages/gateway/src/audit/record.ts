import type { AuditContent } from './content.ts';
import { parseContent } from './content-bytes.ts';
import { entryInvalid } from './invalid.ts';

/** The most bytes of a stored entry. */
export const MOST_RECORD_BYTES = 131_072;

/** What the database recorded in place of a content that it could not take. */
interface UnrecordableContent {
  readonly kind: 'unrecordable';
  readonly problem: string;
}

export type RecordContent = AuditContent | UnrecordableContent;

/** What the database decided in the statement that wrote the entry; null for entries that decide nothing. */
type Verdict =
  | { readonly key: string; readonly accepted: boolean; readonly rule: string | null }
  | { readonly of: bigint; readonly outcome: 'accepted' | 'rejected' | 'unknown' | 'partly' };

/** A stored entry: what the database knows, around what the gateway says. */
export interface AuditRecord {
  readonly id: bigint;
  readonly kind: 'request' | 'outcome' | 'administration' | 'summary';
  /** Database time, UTC, with microseconds: `2026-01-31T12:00:00.000000Z`. */
  readonly time: string;
  readonly replica: string;
  readonly verdict: Verdict | null;
  readonly content: RecordContent;
}

const ENVELOPE =
  /^\{"id":([1-9][0-9]{0,18}),"kind":"(request|outcome|administration|summary)","time":"([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z)","replica":"([A-Za-z0-9][A-Za-z0-9._-]{0,63})","verdict":(null|\{"[ -~]*?\}),"content":(\{[ -~]*\})\}$/;
const UNRECORDABLE = /^\{"unrecordable":"([a-z ]{1,40})"\}$/;

/**
 * The kind that the database stores a content under.
 *
 * @example
 * recordKind({ kind: 'lifecycle', change: 'stop', version }); // 'administration'
 */
export function recordKind(content: AuditContent): AuditRecord['kind'] {
  switch (content.kind) {
    case 'request':
    case 'outcome':
      return content.kind;
    case 'unauthenticated':
      return 'summary';
    default:
      return 'administration';
  }
}

/**
 * Reads a stored entry: the bytes that the Merkle tree covers.
 *
 * @throws HoldfastError AUDIT_ENTRY_INVALID for anything that the gateway and its database don't write
 * @example
 * const { time, verdict, content } = parseRecord(bytes);
 */
export function parseRecord(bytes: Uint8Array): AuditRecord {
  if (bytes.length > MOST_RECORD_BYTES) return entryInvalid('record', 'is too long');
  const match = ENVELOPE.exec(Buffer.from(bytes).toString('latin1'));
  if (match === null) return entryInvalid('record', 'is not in the form of a stored entry');
  const [, id, kind, time, replica, verdict, content] = match;
  const record: AuditRecord = {
    id: BigInt(id),
    kind: kind as AuditRecord['kind'],
    time,
    replica,
    verdict: parseVerdict(verdict),
    content: parseRecordContent(content),
  };
  const stored = record.content.kind === 'unrecordable' ? record.kind : recordKind(record.content);
  if (stored !== record.kind) return entryInvalid('kind', 'does not fit the content');
  const decides = record.verdict === null ? null : 'key' in record.verdict ? 'request' : 'outcome';
  if (decides !== (kind === 'request' || kind === 'outcome' ? kind : null)) {
    return entryInvalid('verdict', 'does not fit the kind');
  }
  return record;
}

function parseRecordContent(text: string): RecordContent {
  const problem = UNRECORDABLE.exec(text);
  return problem === null
    ? parseContent(Buffer.from(text, 'latin1'))
    : { kind: 'unrecordable', problem: problem[1] };
}

/** Accepts only the way that PostgreSQL writes a jsonb value. */
function parseVerdict(text: string): Verdict | null {
  if (text === 'null') return null;
  let value: Record<string, unknown>;
  try {
    value = JSON.parse(text) as Record<string, unknown>;
  } catch {
    return entryInvalid('verdict', 'is no JSON');
  }
  const { key, rule, accepted, of, outcome } = value;
  if (
    typeof key === 'string' &&
    typeof accepted === 'boolean' &&
    (rule === null || typeof rule === 'string')
  ) {
    const written = `{"key": ${JSON.stringify(key)}, "rule": ${JSON.stringify(rule)}, "accepted": ${accepted}}`;
    if (written === text && accepted === (rule === null)) return { key, accepted, rule };
  }
  if (typeof of === 'number' && Number.isSafeInteger(of) && isOutcome(outcome)) {
    if (`{"of": ${of}, "outcome": "${outcome}"}` === text) return { of: BigInt(of), outcome };
  }
  return entryInvalid('verdict', 'is not in its form');
}

function isOutcome(value: unknown): value is 'accepted' | 'rejected' | 'unknown' | 'partly' {
  return value === 'accepted' || value === 'rejected' || value === 'unknown' || value === 'partly';
}
