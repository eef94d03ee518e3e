import {
  type AnswerReading,
  allAlike,
  idsIn,
  isRejectedByStatus,
  member,
  objectIn,
  onlyCancels,
  REJECTED,
  textIn,
  UNKNOWN,
} from '../../dialect/answer-reading.ts';
import type { AnswerReader } from '../../dialect/dialect.ts';
import { isJsonArray } from '../../http/strict-json.ts';

/**
 * Codes that say that an order was not placed or not changed. Not among them: 10001, 10040, 10041, 11031, 11051, 11094, 13008,
 * 13025, 13028, 13503, 13666, 13777 and 13888: a failure, a service that is away or too slow, a request that another one
 * took over.
 *
 * Source: https://docs.deribit.com/articles/errors
 */
const REFUSED: ReadonlySet<string> = new Set(
  `9999 10000 10002 10003 10004 10005 10006 10007 10008 10009 10010 10011 10012 10013 10014 10015 10016 10017 10018 10019
  10020 10021 10022 10023 10024 10025 10026 10027 10028 10029 10030 10031 10032 10033 10034 10035 10036 10037 10038 10039
  10043 10044 10045 10046 10047 10048 10066 10072
  11008 11013 11021 11022 11029 11030 11035 11036 11037 11038 11039 11041 11042 11043 11044 11046 11047 11048 11049 11050
  11054 11055 11098
  12005 13004 13009 13010 13011 13012 13016 13018 13019 13020 13021 13030 13031 13036 13040 13403 13901 13904
  -32602 -32601 -32600 -32700 -32000`
    .trim()
    .split(/\s+/),
);

/** Reads Deribit's answers: `result`, or `error` with a code, which counts before the status. */
export const deribitAnswers: AnswerReader = {
  tooMany(_status, body) {
    const code = textIn(objectIn(body, 'error'), 'code');
    return code === '10028' || code === '10066' ? { scope: 'key', waitMs: 5000 } : null;
  },
  read(status, body, _classification, description): AnswerReading {
    const code = textIn(objectIn(body, 'error'), 'code');
    if (code !== null) return allAlike(description, REFUSED.has(code) ? REJECTED : UNKNOWN);
    if (isRejectedByStatus(status)) return allAlike(description, REJECTED);
    const result = member(body, 'result');
    if (status !== 200 || result === undefined) return allAlike(description, UNKNOWN);
    if (description.orders.length === 0) {
      // One order is answered with itself, several with their number or a list.
      const single = description.cancels.some(({ order }) => order !== null);
      return onlyCancels(description, () => !single || textIn(result, 'order_state') === 'cancelled');
    }
    const ids = idsIn(objectIn(result, 'order'), 'order_id');
    return allAlike(description, ids.length === 0 ? UNKNOWN : { state: 'placed', ids });
  },
  openOrdersEveryMs: 500,
  openOrders: [
    {
      request: () => ({
        method: 'GET',
        host: 'www.deribit.com',
        path: '/api/v2/private/get_open_orders',
        query: [
          { name: 'kind', value: 'spot' },
          { name: 'type', value: 'all' },
        ],
        body: { kind: 'none' },
      }),
      read(status, body) {
        const result = member(body, 'result');
        return status === 200 && result !== undefined && isJsonArray(result)
          ? { count: result.length, next: null }
          : null;
      },
    },
  ],
};
