import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openVenue } from '../../src/venue/ccxt-venue.ts';
import type { Venue } from '../../src/venue/venue.ts';
import { filled, on, order } from '../support/binance-order.ts';
import { binanceMarkets, type FakeAnswer, FakeGateway } from '../support/fake-gateway.ts';

let gateway: FakeGateway;
let venue: Venue;

beforeEach(async () => {
  gateway = await FakeGateway.start(binanceMarkets());
  const keys = { apiKey: 'k'.repeat(64), secret: 's'.repeat(64) };
  venue = openVenue({ exchange: 'binance', gateway: gateway.address, ...keys, live: true });
});
afterEach(() => gateway.stop());

const onOrder = (answer: FakeAnswer) => gateway.answer(on('POST', '/api/v3/order', answer));

describe('an answer to an order', () => {
  const code = (number: number, msg: string) => ({ code: number, msg });

  it.each<[string, FakeAnswer]>([
    ['a connection that breaks before it', { body: '', breaks: 'before' }],
    ['a connection that breaks within it', { body: filled, breaks: 'within' }],
    ['200 with a page', { body: '<html>hello</html>' }],
    ['200 with half an object', { body: JSON.stringify(filled).slice(0, 90) }],
    ['200 with nothing', { body: '' }],
    ['200 with an empty object', { body: {} }],
    ['500', { status: 500, body: code(-1000, 'An unknown error occurred.') }],
    ['502 of a proxy', { status: 502, body: '<html>Bad Gateway</html>' }],
    ['503 that is known', { status: 503, body: code(-1008, 'Server is currently overloaded.') }],
    ['504', { status: 504, body: '' }],
    ['408', { status: 408, body: '' }],
    ['-1001', { status: 400, body: code(-1001, 'Internal error; unable to process your request.') }],
    [
      '-1006',
      {
        status: 400,
        body: code(
          -1006,
          'An unexpected response was received from the message bus. Execution status unknown.',
        ),
      },
    ],
    [
      '-1007',
      {
        status: 400,
        body: code(
          -1007,
          'Timeout waiting for response from backend server. Send status unknown; execution status unknown.',
        ),
      },
    ],
    [
      'a refusal inside a 5xx',
      { status: 500, body: code(-2010, 'Account has insufficient balance for requested action.') },
    ],
    ['a rate limit inside a 5xx', { status: 503, body: code(-1003, 'Too many requests.') }],
    ['an id that is taken', { status: 400, body: code(-2010, 'Duplicate order sent.') }],
    [
      'the gateway: it saw the request before',
      {
        status: 400,
        body: code(
          -1021,
          'This request was seen before: Holdfast: replay: The same request was made before.',
        ),
      },
    ],
    [
      'the gateway: the exchange did not answer',
      {
        status: 503,
        body: code(
          0,
          'Service unavailable: Holdfast: exchange: The exchange did not answer; whether it acted is unknown.',
        ),
      },
    ],
    ['a code that nobody knows', { status: 400, body: code(-7777, 'Something new.') }],
  ])('is unclear: %s', async (_name, answer) => {
    onOrder(answer);
    expect(await venue.place(order())).toMatchObject({ kind: 'unclear' });
  });

  it.each<[string, FakeAnswer, string]>([
    [
      'no money',
      { status: 400, body: code(-2010, 'Account has insufficient balance for requested action.') },
      'funds',
    ],
    [
      'a post-only order that would trade',
      { status: 400, body: code(-2010, 'Order would immediately match and take.') },
      'passive',
    ],
    ['a closed market', { status: 400, body: code(-1013, 'Market is closed.') }, 'halted'],
    ['an unknown market', { status: 400, body: code(-1121, 'Invalid symbol.') }, 'halted'],
    ['a lot', { status: 400, body: code(-1013, 'Filter failure: LOT_SIZE') }, 'filters'],
    ['a tick', { status: 400, body: code(-1013, 'Filter failure: PRICE_FILTER') }, 'filters'],
    ['a minimum', { status: 400, body: code(-1013, 'Filter failure: NOTIONAL') }, 'filters'],
    [
      'too many digits',
      { status: 400, body: code(-1111, 'Parameter quantity has too much precision.') },
      'filters',
    ],
    ['too many open orders', { status: 400, body: code(-1013, 'Filter failure: MAX_NUM_ORDERS') }, 'filters'],
    ['a rate limit', { status: 429, body: code(-1003, 'Too many requests.') }, 'busy'],
    ['a ban', { status: 418, body: code(-1003, 'Way too much request weight used; IP banned.') }, 'busy'],
    [
      'too many orders',
      { status: 400, body: code(-1015, 'Too many new orders; current limit is 50 orders per 10 SECOND.') },
      'busy',
    ],
    [
      'a clock that is off',
      { status: 400, body: code(-1021, 'Timestamp for this request is outside of the recvWindow.') },
      'busy',
    ],
    [
      'the gateway: too late',
      {
        status: 400,
        body: code(
          -1021,
          'Timestamp for this request is outside of the recvWindow: Holdfast: late: The request became too old before it could be sent; it was not sent.',
        ),
      },
      'busy',
    ],
    [
      'the gateway: a limit',
      { status: 400, body: code(-2010, 'Order refused: Holdfast: max_order_usd: 600 USD is more than 500.') },
      'policy',
    ],
    [
      'the gateway: no right',
      {
        status: 403,
        body: code(-2015, 'This key has no operation privilege: Holdfast: class: trade is not allowed.'),
      },
      'policy',
    ],
    [
      'a key that is gone',
      { status: 401, body: code(-2015, 'Invalid API-key, IP, or permissions for action.') },
      'policy',
    ],
    [
      'a frozen key',
      {
        status: 401,
        body: code(-1002, 'You are not authorized: Holdfast: frozen: The key is frozen by an operator.'),
      },
      'policy',
    ],
    [
      'a wrong signature',
      { status: 401, body: code(-1022, 'Signature for this request is not valid.') },
      'policy',
    ],
    [
      'a parameter that it does not know',
      { status: 400, body: code(-1104, 'Not all sent parameters were read.') },
      'other',
    ],
  ])('is a certain refusal: %s', async (_name, answer, cause) => {
    gateway.answer(on('GET', '/api/v3/account', { body: { balances: [] } }));
    // A key that has worked before: ccxt then takes -2015 for a ban.
    await venue.balances();
    onOrder(answer);
    expect(await venue.place(order())).toMatchObject({ kind: 'refused', cause });
  });

  it('tells its reason without address, key and signature', async () => {
    onOrder({ status: 502, body: 'x' });
    const placed = await venue.place(order());
    const { reason } = placed as { reason: string };
    expect(reason).not.toMatch(/https?:|signature=|kkkk|127\.0\.0\.1/);
  });
});
