import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { byExchange } from '../../../src/dialect/order-reference.ts';
import { deribit } from '../../../src/dialects/deribit/index.ts';
import { Refusal } from '../../../src/refusal.ts';
import { judge, order, post } from './requests.ts';

const refuses = (name: string, params: Readonly<Record<string, unknown>>, rule?: string) =>
  expect(() => judge(name, params)).toThrow(rule === undefined ? Refusal : expect.objectContaining({ rule }));
const first = (changes: Readonly<Record<string, unknown>>) => judge('buy', order(changes)).orders[0];
const market = { type: 'market', price: undefined };
const stop = { type: 'stop_market', price: undefined, trigger: 'last_price', trigger_price: '90' };

describe('the product of an order on Deribit', () => {
  it.each([
    [{}, 'spot'],
    [{ instrument_name: 'ETH_BTC' }, 'spot'],
    [{ reduce_only: false, mmp: false }, 'spot'],
    [{ reduce_only: true }, 'derivative'],
    [{ mmp: true }, 'derivative'],
    [{ advanced: 'usd' }, 'derivative'],
    [{ instrument_name: 'BTC-PERPETUAL' }, 'derivative'],
    [{ instrument_name: 'BTC_USDC-PERPETUAL' }, 'derivative'],
    [{ instrument_name: 'BTC-27DEC24' }, 'derivative'],
    [{ instrument_name: 'BTC-27DEC24-90000-C' }, 'derivative'],
    [{ instrument_name: 'XRP_USDC-30JUN23-0d625-C' }, 'derivative'],
    [{ instrument_name: 'BTC-CS-9JUN23-26500_27500' }, 'derivative'],
    [{ instrument_name: 'BTC-FS-28MAY23_PERP' }, 'derivative'],
  ])('%j is %s', (changes, product) => expect(first(changes).product).toBe(product));

  it.each([
    'btc_usdc',
    'BTC_USDC ',
    'BTC/USDC',
    'BTCUSDC',
    'BTC__USDC',
    'BTC_USDC_X',
    '_USDC',
    'BTC_USDC,ETH_USDC',
    'BTC_USDC-',
    '',
  ])('is refused for the instrument "%s"', (instrument_name) => {
    refuses('buy', order({ instrument_name }));
    refuses('sell', order({ instrument_name }));
    refuses('cancel_all_by_instrument', { instrument_name });
  });
});

describe('an order on Deribit', () => {
  it('is a limit order unless it says otherwise', () =>
    expect(first({ type: undefined })).toMatchObject({ type: 'limit', side: 'buy', price: { units: 100n } }));
  it('to sell has its side from the method', () =>
    expect(judge('sell', order()).orders[0].side).toBe('sell'));

  it.each([
    [{ ...market }, 'market', null, null],
    [{ ...stop }, 'stop-market', null, 90n],
    [{ ...stop, type: 'take_market' }, 'stop-market', null, 90n],
    [{ ...stop, type: 'stop_limit', price: '89' }, 'stop-limit', 89n, 90n],
    [{ ...stop, type: 'take_limit', price: '89' }, 'stop-limit', 89n, 90n],
    [
      { ...market, type: 'trailing_stop', trigger: 'mark_price', trigger_offset: '5' },
      'trailing-stop',
      null,
      null,
    ],
    [{ post_only: true, reject_post_only: true }, 'post-only', 100n, null],
  ])('%j is a %s', (changes, type, price, trigger) => {
    const described = first(changes);
    expect([described.type, described.price?.units ?? null, described.trigger?.units ?? null]).toEqual([
      type,
      price,
      trigger,
    ]);
  });

  it.each([
    ['good_til_cancelled', 'GTC'],
    ['good_til_day', 'GTD'],
    ['fill_or_kill', 'FOK'],
    ['immediate_or_cancel', 'IOC'],
  ])('that is %s is %s', (time_in_force, timeInForce) =>
    expect(first({ time_in_force }).timeInForce).toBe(timeInForce),
  );

  it.each([
    ['a size in contracts', { contracts: '10', amount: undefined }],
    ['a size in contracts beside the amount', { contracts: '10' }],
    ['further orders', { otoco_config: '[]' }],
    ['a link to further orders', { linked_order_type: 'one_cancels_other' }],
    ['a condition for further orders', { trigger_fill_condition: 'incremental' }],
    ['an unknown parameter', { leverage: '5' }],
    ['an old parameter', { stop_price: '5' }],
    ['a market order that may rest', { ...market, type: 'market_limit' }],
    ['an unknown type', { type: 'stop' }],
    ['a type in capitals', { type: 'LIMIT' }],
    ['no price', { price: undefined }],
    ['a price at market', { type: 'market' }],
    ['a price of a stop at market', { ...stop, price: '100' }],
    ['no amount', { amount: undefined }],
    ['no trigger price', { ...stop, trigger_price: undefined }],
    ['no kind of trigger', { ...stop, trigger: undefined }],
    ['an unknown kind of trigger', { ...stop, trigger: 'best_price' }],
    ['a trigger without waiting', { trigger: 'last_price' }],
    ['a trigger price without waiting', { trigger_price: '90' }],
    ['an offset without trailing', { ...stop, trigger_offset: '5' }],
    ['a trailing stop without offset', { ...market, type: 'trailing_stop', trigger: 'last_price' }],
    ['post-only whose price may be changed', { post_only: true }],
    ['post-only that is said not to be rejected', { post_only: true, reject_post_only: false }],
    ['rejection without post-only', { reject_post_only: true }],
    ['post-only at market', { ...market, post_only: true, reject_post_only: true }],
    [
      'post-only that is immediate',
      { post_only: true, reject_post_only: true, time_in_force: 'fill_or_kill' },
    ],
    ['a flag that is a number', { post_only: 1, reject_post_only: 1 }],
    ['a flag in capitals', { reduce_only: 'True' }],
    ['an unknown time in force', { time_in_force: 'gtc' }],
    ['a label with strange letters', { label: 'a b' }],
    ['a long label', { label: 'a'.repeat(65) }],
    ['an end that is no time', { valid_until: 'now' }],
    ['an invisible order', { max_show: '0' }],
  ])('is refused with %s', (_, changes) => {
    refuses('buy', order(changes));
    refuses('sell', order(changes));
  });

  it.each([
    '1e5',
    '1E-3',
    '-1',
    '+1',
    'NaN',
    'Infinity',
    '0x10',
    '.5',
    '5.',
    '1,000',
    '١٢٣',
    '',
    '0',
    '0.0',
    ' 1',
  ])('refuses the amount "%s" wherever one stands', (amount) => {
    refuses('buy', order({ amount }));
    refuses('buy', order({ price: amount }));
    refuses('sell', order({ ...stop, trigger_price: amount }));
    refuses(
      'sell',
      order({ ...market, type: 'trailing_stop', trigger: 'last_price', trigger_offset: amount }),
    );
    refuses('buy', order({ display_amount: amount }));
    refuses('edit', { order_id: '1', amount, price: '1' });
    refuses('edit', { order_id: '1', amount: '1', price: amount });
  });

  it('counts the number as it is written in JSON, and refuses exponents, lists and null', () => {
    const described = (amount: string) => {
      const text = JSON.stringify({
        jsonrpc: '2.0',
        id: 1,
        method: 'private/buy',
        params: order({ amount: 7777 }),
      });
      const inbound = post('private/buy', {}, {}, { body: Buffer.from(text.replace('7777', amount)) });
      const parsed = deribit.parse(inbound);
      return deribit.describe(parsed, deribit.classify(parsed)).orders[0].quantity;
    };
    expect(described('0.250')).toEqual({ units: 250n, scale: 3 });
    for (const bad of ['1e5', '-1', '0', 'null', '[1]', '{"a":1}', 'true'])
      expect(() => described(bad)).toThrow(Refusal);
  });

  it('keeps every digit', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 1n, max: 10n ** 18n }), fc.nat({ max: 12 }), (units, scale) => {
        const digits = String(units).padStart(scale + 1, '0');
        const amount = scale === 0 ? digits : `${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
        expect(first({ amount }).quantity).toEqual({ units, scale });
      }),
    );
  });
});

describe('changing and cancelling on Deribit', () => {
  const edit = { order_id: 'BTC_USDC-1', amount: '2', price: '100' };

  it('an amendment is that of a limit order, unless it repeats what else the order is', () => {
    const [plain, postOnly, waiting] = [
      edit,
      { ...edit, post_only: true, reject_post_only: true },
      { ...edit, trigger_price: '90' },
    ].map((params) => judge('edit', params).orders[0]);
    expect(plain).toMatchObject({
      action: 'amend',
      symbol: null,
      type: 'limit',
      amends: byExchange('BTC_USDC-1'),
    });
    expect(postOnly.type).toBe('post-only');
    expect(judge('edit', { ...edit, trigger_offset: '5' }).orders[0].type).toBe('limit');
    expect(waiting).toMatchObject({ type: null, trigger: { units: 90n } });
  });

  it.each([{ reduce_only: true }, { mmp: true }, { advanced: 'implv' }])(
    'with %j is a derivative’s',
    (more) => expect(judge('edit', { ...edit, ...more }).orders[0].product).toBe('derivative'),
  );

  it.each([
    ['edit', { ...edit, order_id: undefined }],
    ['edit', { ...edit, order_id: '' }],
    ['edit', { ...edit, order_id: 'a b' }],
    ['edit', { ...edit, amount: undefined }],
    ['edit', { ...edit, contracts: '1' }],
    ['edit', { ...edit, label: 'x' }],
    ['edit', { ...edit, instrument_name: 'BTC_USDC' }],
    ['edit', { ...edit, post_only: true }],
    ['edit', { ...edit, trigger_price: '90', post_only: true, reject_post_only: true }],
    ['cancel', {}],
    ['cancel', { order_id: '' }],
    ['cancel', { order_id: '1,2' }],
    ['cancel', { order_id: '1', label: 'x' }],
    ['cancel_by_label', {}],
    ['cancel_by_label', { label: '' }],
    ['cancel_by_label', { label: 'a', currency: 'btc' }],
    ['cancel_all', { kind: 'spot' }],
    ['cancel_all', { detailed: 'yes' }],
    ['cancel_all', { freeze_quotes: true }],
    ['cancel_all_by_instrument', { instrument_name: 'BTC_USDC', include_combos: true }],
    ['cancel_all_by_instrument', {}],
    ['cancel_all_by_instrument', { instrument_name: 'BTC_USDC', type: 'every' }],
    ['cancel_all_by_kind_or_type', { currency: 'BTC', kind: 'all' }],
    ['cancel_all_by_currency_pair', { currency_pair: 'BTC_USDC' }],
  ])('%s refuses %j', (name, params) => refuses(name, params));

  it('everything but one order, or those of one market, counts as cancelling all', () => {
    const all = [{ symbol: null, order: null }];
    for (const [name, params] of [
      ['cancel_all', { detailed: true }],
      ['cancel_by_label', { label: 'bot-7', currency: 'BTC' }],
      ['cancel_all_by_currency', { currency: 'BTC', kind: 'spot', type: 'limit' }],
      ['cancel_all_by_kind_or_type', { currency: 'any', kind: 'spot' }],
      ['cancel_all_by_currency_pair', { currency_pair: 'btc_usdc' }],
    ] as const)
      expect(judge(name, params).cancels).toEqual(all);
    expect(judge('cancel_all_by_instrument', { instrument_name: 'BTC_USDC', type: 'all' }).cancels).toEqual([
      { symbol: 'BTC_USDC', order: null },
    ]);
    refuses('cancel_all_by_instrument', { instrument_name: 'BTC-PERPETUAL' }, 'product');
  });
});
