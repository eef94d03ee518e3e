import { describe, expect, it } from 'vitest';
import { type AuditedRequest, type LiveOverviewInput, renderLiveOverview } from '../../src/index.ts';
import { forgotten, NASTY, textOf } from '../page-text.ts';
import {
  auditedRequest,
  freshPortfolio,
  liveOverviewInput,
  portfolioInput,
  tradeOf,
} from '../portfolio-fixture.ts';

const textWith = (changed: Partial<LiveOverviewInput> = {}): string =>
  textOf(renderLiveOverview(liveOverviewInput(changed)));

/** What the log's table says of a request. */
function told(changed: Partial<AuditedRequest>): string {
  const content = { ...auditedRequest(), ...changed };
  const lastEntries = [{ time: '2021-12-27T00:10:00Z', position: 5, content }];
  return textWith({
    gateway: { ordersAllowed: 1, ordersRefused: 0, entries: 6, checkpoint: null, lastEntries },
  });
}

describe('portfolios', () => {
  it('are cards with value, returns, lines and a link', () => {
    const page = renderLiveOverview(liveOverviewInput());
    const text = textOf(page);
    expect(page.match(/<article class="card"/g)).toHaveLength(3);
    expect(page).toContain('<a href="growth.html"><bdi>growth</bdi></a>');
    expect(page).toMatch(/aria-label="Return since the start: balanced \+\d[^"]*, Index: [^"]*, Bitcoin /);
    expect(text).toMatch(/3 portfolios worth \$[\d,.]+; \$20,000\.00 was put in; 1 not valued yet\./);
    expect(text).toContain('Not valued yet');
    expect(text).toContain('None: it is off.');
  });

  it('show the last three trades of all runs, latest first, with their reasons', () => {
    const text = textWith({
      portfolios: [
        {
          href: 'a.html',
          report: portfolioInput({
            runs: [
              { ...portfolioInput().runs[0], trades: [tradeOf(30), tradeOf(40)] },
              { ...portfolioInput().runs[0], trades: [tradeOf(10), tradeOf(21)] },
            ],
          }),
        },
      ],
    });
    expect(text).toMatch(/Reason 40 .* Reason 30 .* Sold 1,234,567 SHIB for \$580\.12 Reason 21 /);
    expect(text).not.toContain('Reason 10 ');
  });

  it('that wait or stand still are told before all else', () => {
    const paused = portfolioInput({
      name: 'savings',
      interruption: {
        kind: 'paused',
        since: '2021-12-01',
        reason: 'Its guard tripped.',
        whatToDo: 'Resume.',
      },
    });
    const { portfolios } = liveOverviewInput();
    const text = textWith({ portfolios: [...portfolios, { href: 'savings.html', report: paused }] });
    const first = text.indexOf('Last trades');
    expect(text.indexOf('growth waits for your approval.')).toBeGreaterThan(0);
    expect(text.indexOf('growth waits for your approval.')).toBeLessThan(first);
    expect(text.indexOf('savings is paused.')).toBeGreaterThan(0);
    expect(text.indexOf('savings is paused.')).toBeLessThan(first);
  });

  it.each([
    ['missing', [], 'No portfolio runs.'],
    ['without a value', [{ href: 'a.html', report: freshPortfolio() }], '1 portfolio, not valued yet.'],
  ])('can be %s', (_, portfolios, words) => {
    expect(textWith({ portfolios })).toContain(words);
  });

  it('say that there were trades when none of them is at hand', () => {
    const report = portfolioInput({ runs: [], tradeCount: 5 });
    expect(textWith({ portfolios: [{ href: 'a.html', report }] })).toContain('Last trades None lately.');
  });
});

describe('a replay', () => {
  const replay = { from: '2021-01-01', to: '2021-12-31', date: '2021-07-02' };

  it('is told with its progress, and the page loads itself anew while it runs, only then', () => {
    const page = renderLiveOverview(liveOverviewInput({ replay }));
    expect(page).toContain('<meta http-equiv="refresh" content="5">');
    expect(page).toContain('<title>50% · Portfolios · Holdfast</title>');
    expect(page).toContain('aria-label="50% done"');
    expect(textOf(page)).toContain('It is 2021-07-02, 50% of the way from 2021-01-01 to 2021-12-31.');
    expect(renderLiveOverview(liveOverviewInput())).not.toContain('http-equiv="refresh"');
  });

  it.each([
    ['before its start', '2020-01-01', '0%'],
    ['after its end', '2030-01-01', '100%'],
  ])('stays between nothing and all %s', (_, date, percent) => {
    expect(textWith({ replay: { ...replay, date } })).toContain(`${percent} of the way`);
  });

  it('of a single day is done', () => {
    const day = '2021-01-01';
    expect(textWith({ replay: { from: day, to: day, date: day } })).toContain('100% of the way');
  });
});

describe('the audit log', () => {
  it('counts orders and says how far it is signed', () => {
    const text = textWith();
    expect(text).toContain('Orders allowed 1,204');
    expect(text).toContain('Orders refused 3 0.2% of all');
    expect(text).toContain('Signed up to 2,431 checkpoint of 2021-12-31 00:09');
  });

  it('tells of each entry its place, who, what, the decision and whether it is signed', () => {
    const text = textWith();
    expect(text).toContain(
      'it has no place in the log yet 2021-12-27 00:10 demo-balanced Buy 0.5 BTCUSDT at 47,000.1 ( limit ) $23,500.05 allowed , taken by the exchange not placed yet',
    );
    expect(text).toMatch(/2,431 2021-12-27 00:10 .* refused max_order_usd next checkpoint/);
    expect(text).toMatch(/2,430 .* Cancel 2 orders on ADAUSDT .* yes/);
    expect(text).toContain('GET /api/v3/account');
    expect(text).toMatch(/2,428 2021-12-27 00:10 gateway The gateway started yes/);
  });

  it.each([
    ['an order by value', { quantity: null, quoteQuantity: '100' }, 'Buy for 100 of the quote of BTCUSDT'],
    ['a test', { action: 'test' }, 'Test: buy 0.5 BTCUSDT'],
    [
      'a change that says nothing',
      { action: 'amend', side: null, symbol: null, type: null, quantity: null, price: null },
      'Change to: order $',
    ],
  ] as const)('puts %s into words', (_, changed, words) => {
    const [order] = auditedRequest().orders;
    expect(told({ orders: [{ ...order, ...changed }] })).toContain(words);
  });

  it('tells a few of many orders, and counts the rest', () => {
    const [order] = auditedRequest().orders;
    expect(told({ orders: Array.from({ length: 10 }, () => order) })).toContain('and 7 more orders');
    expect(told({ orders: Array.from({ length: 4 }, () => order) })).toContain('and 1 more order ');
  });

  it('shows a worth that is no number as it is', () => {
    expect(told({ notionalUsd: 'much' })).toContain(' much ');
  });

  it('has a page without a checkpoint, without an entry, and without a gateway', () => {
    const text = textWith({
      gateway: { ordersAllowed: 0, ordersRefused: 0, entries: 0, checkpoint: null, lastEntries: [] },
    });
    expect(text).toContain('The audit log has no entry yet.');
    expect(text).toContain('no checkpoint yet');
    expect(text).toContain('none was asked for');
    expect(forgotten(renderLiveOverview(liveOverviewInput({ gateway: null })))).toEqual([]);
    expect(textWith({ gateway: null })).not.toContain('Orders allowed');
  });
});

describe('the indices', () => {
  it('are below, as on their own page', () => {
    const page = renderLiveOverview(liveOverviewInput());
    for (const { href, name } of liveOverviewInput().indices.indices) {
      expect(page).toContain(`<a href="${href}"><bdi>${name}</bdi></a>`);
    }
    expect(page.indexOf('id="indices"')).toBeGreaterThan(page.indexOf('id="gateway"'));
    expect(textOf(page)).toContain('Survivor bias.');
  });
});

describe('hostile strings', () => {
  it('stay text wherever they come from', () => {
    const input = liveOverviewInput();
    const report = portfolioInput({
      name: NASTY,
      index: { name: NASTY, href: NASTY },
      accounts: [{ name: NASTY, exchange: NASTY, paper: true }],
      runs: [
        {
          time: NASTY,
          cause: NASTY,
          outcome: { status: 'waiting', planned: [], expires: NASTY, command: NASTY },
          trades: [tradeOf(1, { time: NASTY, symbol: NASTY, amount: NASTY, reason: NASTY })],
          shortfalls: [],
          unreachable: [],
        },
      ],
    });
    const order = {
      action: 'create',
      side: null,
      symbol: NASTY,
      type: NASTY,
      quantity: NASTY,
      quoteQuantity: NASTY,
      price: NASTY,
    } as const;
    const request = {
      kind: 'request',
      virtualKey: NASTY,
      method: NASTY,
      path: NASTY,
      orders: [order],
      cancels: [],
      notionalUsd: NASTY,
      accepted: false,
      rule: NASTY,
      outcome: null,
    } as const;
    const page = renderLiveOverview({
      ...input,
      portfolios: [{ href: 'javascript:alert(1)', report }],
      gateway: {
        ordersAllowed: 0,
        ordersRefused: 1,
        entries: 1,
        checkpoint: { size: 1, time: NASTY },
        lastEntries: [
          { time: NASTY, position: 0, content: request },
          { time: NASTY, position: 1, content: { ...request, orders: [], cancels: [NASTY] } },
          { time: NASTY, position: 2, content: { ...request, orders: [] } },
          { time: NASTY, position: 3, content: { kind: 'event', text: NASTY, operator: NASTY } },
        ],
      },
      notices: [NASTY],
    });
    expect(page.match(/<script/g)).toHaveLength(1);
    expect(page).not.toContain('<img');
    expect(page).not.toContain('javascript:');
    expect(page.replace(/"[^"]*"/g, '""').match(/<[^>]*\son\w+=/i)).toBeNull();
  });
});
