import type { FrameReference } from '../../../dialect/stream-dialect.ts';
import type { Refusal, RefusalReason } from '../../../refusal.ts';
import { refuseOkx } from '../refuse.ts';
import { isOkxOrderOperation } from './order-frame.ts';

/**
 * Codes of streams, where OKX has other ones than for requests.
 *
 * @see https://www.okx.com/docs-v5/en/#error-code-websocket
 */
const CODES: Partial<Readonly<Record<RefusalReason, readonly [code: string, message: string]>>> = {
  malformed: ['60012', 'Illegal request'], // BadRequest
  signature: ['60009', 'Login failed'], // AuthenticationError
  stale: ['60006', 'Timestamp request expired'], // InvalidNonce
  replay: ['60006', 'Timestamp request expired'],
  rate: ['60014', 'Requests too frequent'], // RateLimitExceeded
};

/** A refusal as OKX would say it: the answer to a frame that trades, or an event. */
export function refuseOkxFrame(refusal: Refusal, { op, id }: FrameReference): string {
  const { code, msg } = JSON.parse(refuseOkx(refusal).body) as { code: string; msg: string };
  const named = id === null ? {} : { id: JSON.parse(id) as unknown };
  if (op !== null && isOkxOrderOperation(op)) return JSON.stringify({ ...named, op, code, msg, data: [] });
  const own = CODES[refusal.reason];
  const silent = refusal.reason === 'signature' && refusal.rule === 'signature';
  const text = own === undefined ? msg : silent ? own[1] : `${own[1]} (${refusal.explanation})`;
  return JSON.stringify({ ...named, event: 'error', code: own?.[0] ?? code, msg: text });
}
