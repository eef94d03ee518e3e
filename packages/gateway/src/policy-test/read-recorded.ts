import { type Decimal, parseDecimal } from '@holdfast/decimal';
import { HoldfastError } from '@holdfast/errors';
import { z } from 'zod';
import type { AuditCancel, AuditOrder, RequestContent } from '../audit/content.ts';
import { EXPORT_FORMAT, MOST_LINE_BYTES, parseEntryLine } from '../audit/export-lines.ts';
import { lineBlocks } from '../audit/line-blocks.ts';
import { parseRecord } from '../audit/record.ts';
import { EXCHANGE_IDS } from '../dialect/exchange-id.ts';
import { parseIpAddress } from '../policy/ip-address.ts';
import { ORDER_TYPES } from '../policy/policy.ts';
import type { RecordedCancel, RecordedEvent, RecordedOrder, RecordedRequest } from './recorded-request.ts';

/**
 * Reads the requests of a log: an export of the audit log (`audit export`), or lines of JSON, each an entry of the audit log
 * (`audit show --json`) or a request written by hand. Entries of other kinds are skipped, but for outcomes. An export is not
 * verified.
 *
 * @throws HoldfastError POLICY_LOG_INVALID with the line
 * @example
 * for await (const event of readRecorded(createReadStream('audit.export'))) test.replay(event);
 */
export async function* readRecorded(stream: AsyncIterable<Uint8Array>): AsyncGenerator<RecordedEvent> {
  let number = 0;
  let isExport = false;
  for await (const { bytes, last } of lineBlocks(stream, MOST_LINE_BYTES)) {
    if (bytes.length > MOST_LINE_BYTES && last) throw invalid(number + 1, 'it is too long');
    const lines = bytes.toString('utf8').split('\n');
    // Behind the last newline there is no line.
    if (lines.at(-1) === '') lines.pop();
    for (const line of lines) {
      number++;
      if (line === '') continue;
      if (number === 1 && line === EXPORT_FORMAT) isExport = true;
      const event = isExport ? ofExport(line, number) : ofJson(line, number);
      if (event !== null) yield event;
    }
  }
}

function ofExport(line: string, number: number): RecordedEvent | null {
  if (!line.startsWith('entry')) return null;
  const entry = parseEntryLine(line);
  return entry === null ? null : ofRecord(entry.bytes, number);
}

function ofJson(line: string, number: number): RecordedEvent | null {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw invalid(number, 'it is no JSON, and the file no export of the audit log');
  }
  if (typeof value === 'object' && value !== null && 'content' in value) {
    return ofRecord(Buffer.from(line, 'utf8'), number);
  }
  const parsed = byHand.safeParse(value);
  if (!parsed.success) {
    const [{ path, message }] = parsed.error.issues;
    throw invalid(number, `${path.length === 0 ? 'the request' : path.join('.')}: ${message}`);
  }
  return { kind: 'request', request: { ...parsed.data, place: `line ${number}` } };
}

function ofRecord(bytes: Buffer, number: number): RecordedEvent | null {
  try {
    return recordedEvent(bytes);
  } catch (error) {
    throw invalid(number, error instanceof HoldfastError ? error.message : 'it is no entry of the log');
  }
}

/**
 * Reads a stored entry of the audit log; null for entries that are neither a request nor say that one was rejected.
 *
 * @throws HoldfastError AUDIT_ENTRY_INVALID
 */
export function recordedEvent(bytes: Uint8Array): RecordedEvent | null {
  const record = parseRecord(bytes);
  const { content, verdict, id, time } = record;
  if (content.kind === 'outcome' && verdict !== null && 'of' in verdict) {
    const { of, outcome } = verdict;
    return outcome === 'rejected' || outcome === 'partly'
      ? { kind: 'outcome', of: of.toString(), outcome }
      : null;
  }
  if (content.kind !== 'request' || verdict === null || !('key' in verdict)) return null;
  const { key, accepted, rule } = verdict;
  return {
    kind: 'request',
    request: {
      place: id.toString(),
      time: Date.parse(time),
      key,
      exchange: content.exchange,
      address: content.address,
      class: content.class,
      product: content.product ?? 'other',
      orders: content.orders.map(orderOf),
      cancels: content.cancels.map(cancelOf),
      worth: worthOf(content),
      decided: { accepted, rule },
    },
  };
}

/** What was refused before its price was looked at has no worth, and says 0. */
function worthOf({ notionalUsd, slippageUsd, orders }: RequestContent): RecordedRequest['worth'] {
  return orders.length > 0 && notionalUsd.units === 0n ? null : { notionalUsd, slippageUsd };
}

function orderOf({ clientOrderId: _, amends: __, ...order }: AuditOrder): RecordedOrder {
  return order;
}

function cancelOf({ symbol, orderId }: AuditCancel): RecordedCancel {
  return { symbol, namesOrder: orderId !== null };
}

const amount = z.string().transform((text, context): Decimal => {
  const number = parseDecimal(text);
  if (number !== null) return number;
  context.addIssue({ code: 'custom', message: 'is no plain number; write it as a text such as "0.5"' });
  return z.NEVER;
});
const optional = amount.nullable().default(null);
const symbol = z.string().min(1).max(64);

const PRODUCTS = [
  'spot',
  'margin',
  'derivative',
  'earn',
  'convert',
  'lending',
  'sub-account',
  'otc',
  'other',
] as const;

const order = z.strictObject({
  action: z.enum(['create', 'test', 'amend']).default('create'),
  symbol: symbol.nullable().default(null),
  side: z.enum(['buy', 'sell']).nullable().default(null),
  type: z.enum(ORDER_TYPES).nullable().default(null),
  quantity: optional,
  quoteQuantity: optional,
  price: optional,
  trigger: optional,
  timeInForce: z.string().max(64).nullable().default(null),
  product: z.enum(PRODUCTS).default('spot'),
});

/** A request as a person writes it; what is left out is not known. */
const byHand = z
  .strictObject({
    time: z.iso.datetime().transform((text) => Date.parse(text)),
    exchange: z.enum(EXCHANGE_IDS),
    key: z.string().min(1).max(256).nullable().default(null),
    address: z
      .string()
      .refine((text) => parseIpAddress(text) !== null, 'is no IP address')
      .nullable()
      .default(null),
    class: z.enum(['public', 'read', 'trade', 'transfer', 'withdraw', 'admin', 'credential']),
    product: z.enum(PRODUCTS).default('spot'),
    orders: z.array(order).max(200).default([]),
    cancels: z
      .array(z.strictObject({ symbol: symbol.nullable().default(null), namesOrder: z.boolean() }))
      .max(200)
      .default([]),
    notionalUsd: optional,
    slippageUsd: optional,
  })
  .transform(({ notionalUsd, slippageUsd, ...request }) => ({
    ...request,
    worth: notionalUsd === null || slippageUsd === null ? null : { notionalUsd, slippageUsd },
    decided: null,
  }));

function invalid(line: number, why: string): HoldfastError {
  return new HoldfastError('POLICY_LOG_INVALID', `Line ${line} of the log can't be read: ${why}.`, { line });
}
