import {
  type AnswerReading,
  allAlike,
  inTurn,
  isRejectedByStatus,
  listIn,
  type OrderAnswer,
  objectIn,
  onlyCancels,
  REJECTED,
  textIn,
  UNKNOWN,
} from '../../dialect/answer-reading.ts';
import type { AnswerReader, Classification, Description } from '../../dialect/dialect.ts';
import { byExchange } from '../../dialect/order-reference.ts';
import type { JsonObject, JsonValue } from '../../http/strict-json.ts';

/**
 * Errors that say that the order was not placed; a colon and more may follow. Not among them: `EService:Unavailable`,
 * `EService:Busy`, `EService:Timeout`, `EService:Deadline elapsed` and `EGeneral:Internal error`, which leave it open.
 *
 * Source: https://docs.kraken.com/exchange/guides/general/errors
 */
const NOT_PLACED = [
  'EAPI:Bad request',
  'EAPI:Feature disabled',
  'EAPI:Invalid key',
  'EAPI:Invalid nonce',
  'EAPI:Invalid signature',
  'EAPI:Rate limit exceeded',
  'EAccount:Invalid permissions',
  'EAuth:Account temporary disabled',
  'EAuth:Account unconfirmed',
  'EAuth:Rate limit exceeded',
  'EAuth:Too many requests',
  'EGeneral:Invalid arguments',
  'EGeneral:Permission denied',
  'EGeneral:Temporary lockout',
  'EGeneral:Too many requests',
  'EGeneral:Unknown method',
  'EOrder:Cannot open opposing position',
  'EOrder:Cannot open position',
  'EOrder:Cost minimum not met',
  'EOrder:Domain rate limit exceeded',
  'EOrder:Insufficient funds',
  'EOrder:Insufficient initial margin',
  'EOrder:Insufficient margin',
  'EOrder:Invalid order',
  'EOrder:Invalid price',
  'EOrder:Margin allowance exceeded',
  'EOrder:Margin level too low',
  'EOrder:Margin position size exceeded',
  'EOrder:Minimum not met',
  'EOrder:Order minimum not met',
  'EOrder:Orders limit exceeded',
  'EOrder:Positions limit exceeded',
  'EOrder:Post only order',
  'EOrder:Rate limit exceeded',
  'EOrder:Scheduled orders limit exceeded',
  'EOrder:Tick size check failed',
  'EOrder:Trading agreement required',
  'EOrder:Unknown order',
  'EOrder:Unknown position',
  'EService:Market in cancel_only mode',
  'EService:Market in limit_only mode',
  'EService:Market in post_only mode',
  'ETrade:Invalid request',
  'ETrade:User Locked',
];

/**
 * Reads Kraken's answers, which have status 200 also for what was refused: `error` is then not empty.
 *
 * @see https://docs.kraken.com/api-reference/trading/add-order
 */
export const krakenAnswers: AnswerReader = {
  tooMany(_status, body) {
    const errors = listIn(body, 'error');
    // Of a market's orders it is not: that counter is no reason to hold up anything else.
    const told = errors.some(
      (error) => typeof error === 'string' && /^(?:EAPI:Rate limit|EGeneral:Too many requests)/.test(error),
    );
    return told ? { scope: 'key', waitMs: 10_000 } : null;
  },
  read(status, body, classification, description) {
    if (isRejectedByStatus(status)) return allAlike(description, REJECTED);
    if (status !== 200) return allAlike(description, UNKNOWN);
    const errors = listIn(body, 'error');
    const result = objectIn(body, 'result');
    if (result === null) {
      const certain = errors.length > 0 && errors.every(isNotPlaced);
      return allAlike(description, certain ? REJECTED : UNKNOWN);
    }
    return errors.length > 0
      ? allAlike(description, UNKNOWN)
      : readResult(result, classification, description);
  },
  // One of a counter that falls by 0.33 a second for the lowest tier.
  openOrdersEveryMs: 5000,
  openOrders: [
    {
      request: () => ({
        method: 'POST',
        host: 'api.kraken.com',
        path: '/0/private/OpenOrders',
        query: [],
        body: { kind: 'none' },
      }),
      read(status, body) {
        const open = objectIn(objectIn(body, 'result'), 'open');
        return status === 200 && listIn(body, 'error').length === 0 && open !== null
          ? { count: open.size, next: null }
          : null;
      },
    },
  ],
};

function readResult(
  result: JsonObject,
  { endpoint }: Classification,
  description: Description,
): AnswerReading {
  switch (endpoint.path) {
    case '/0/private/AddOrder':
      return allAlike(description, placed(listIn(result, 'txid')));
    case '/0/private/AddOrderBatch':
      return inTurn(description, listIn(result, 'orders').map(batchItem));
    case '/0/private/AmendOrder':
      return allAlike(
        description,
        textIn(result, 'amend_id') === null ? UNKNOWN : { state: 'placed', ids: [] },
      );
    case '/0/private/EditOrder': {
      const txid = result.get('txid');
      const done = txid !== undefined && textIn(result, 'status') === 'ok';
      const answer = done ? placed([txid]) : UNKNOWN;
      return { ...allAlike(description, answer), cancelled: description.cancels.map(() => done) };
    }
    default: {
      // An order that was named twice or is gone already makes the count smaller: then it isn't said which were.
      const all = textIn(result, 'count') === String(description.cancels.length);
      return onlyCancels(description, () => all);
    }
  }
}

function batchItem(item: JsonValue): OrderAnswer {
  const error = textIn(item, 'error');
  if (error !== null) return isNotPlaced(error) ? REJECTED : UNKNOWN;
  const txid = textIn(item, 'txid');
  return placed(txid === null ? listIn(item, 'txid') : [txid]);
}

function placed(txids: readonly JsonValue[]): OrderAnswer {
  const ids = txids.filter(
    (id) => typeof id === 'string' && /^[A-Z0-9]{6}-[A-Z0-9]{5}-[A-Z0-9]{6}$/.test(id),
  );
  // A test order's answer has no txid.
  return ids.length === 0 ? UNKNOWN : { state: 'placed', ids: ids.map((id) => byExchange(String(id))) };
}

function isNotPlaced(error: JsonValue): boolean {
  return (
    typeof error === 'string' && NOT_PLACED.some((code) => error === code || error.startsWith(`${code}:`))
  );
}
