import type { FrameReference, StreamPlace } from '../../../dialect/stream-dialect.ts';
import type { Refusal } from '../../../refusal.ts';
import { refuseBybit } from '../refuse.ts';
import { isTradePlace } from './places.ts';

/** "Server error": no code of Bybit's says that the exchange is away. */
const AWAY = 10016;

/** A refusal as Bybit would say it: with `retCode` where frames trade, with `success` where channels are. */
export function refuseBybitFrame(refusal: Refusal, { op, id }: FrameReference, place: StreamPlace): string {
  const { retCode, retMsg } =
    refusal.reason === 'unavailable'
      ? { retCode: AWAY, retMsg: `Service unavailable: ${refusal.explanation}` }
      : (JSON.parse(refuseBybit(refusal).body) as { retCode: number; retMsg: string });
  const named = (name: string) => (id === null ? {} : { [name]: JSON.parse(id) as unknown });
  if (isTradePlace(place))
    return JSON.stringify({ ...named('reqId'), retCode, retMsg, op: op ?? '', data: {}, connId: 'holdfast' });
  return JSON.stringify({
    ...named('req_id'),
    success: false,
    ret_code: retCode,
    ret_msg: retMsg,
    op: op ?? '',
    conn_id: 'holdfast',
    request: { op: op ?? '' },
  });
}
