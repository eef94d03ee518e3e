import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import type { Description, Dialect, ParsedRequest } from '../../src/dialect/dialect.ts';
import type { ClientFrame, StreamPlace } from '../../src/dialect/stream-dialect.ts';
import { isJsonObject, parseStrictJson } from '../../src/http/strict-json.ts';
import { Refusal } from '../../src/refusal.ts';
import { requestAt } from '../../src/streams/login-dialect.ts';
import type { WireOrder } from '../process/exchanges/venue.ts';

/** A frame to be changed, and where it is sent. */
export interface Sample {
  readonly place: StreamPlace;
  readonly text: string;
}

export interface FrameFuzz {
  readonly dialect: Dialect;
  readonly samples: readonly Sample[];
  readonly instruments?: ReadonlyMap<string, string>;
  /** The channels that a rebuilt frame asks for, as another reader finds them; all must be in `channels`. */
  channelsIn(frame: object): readonly string[];
  readonly channels: RegExp;
  /** Whether subscriptions are frames that the exchange gets; true when left out. */
  readonly subscribes?: boolean;
  /** The orders of a frame as it came, by a reader that shares no code with the gateway; null where it knows none. */
  ordersIn(frame: object): readonly WireOrder[] | null;
}

const NASTY = [
  ...[
    '',
    '0',
    '-1',
    '1e5',
    'NaN',
    '0x10',
    '.5',
    '5.',
    '1,000',
    '00012.50',
    'true',
    'null',
    '[]',
    '{}',
    '[1,2]',
  ],
  ...[
    '{"a":1,"a":2}',
    ' BTC-USDT',
    'btc-usdt',
    'market',
    'Market',
    'buy',
    'cross',
    'cash',
    'linear',
    'spot',
    '1',
  ],
  ...[
    '99999999999',
    '__proto__',
    '"}',
    'login',
    'auth',
    'subscribe',
    'order',
    'batch-orders',
    'order.create',
    'ping',
  ],
  ...[
    'account',
    'wallet',
    'toString',
    '\\u0000',
    '\u202e',
    '49000',
    '70000',
    'BTC-USDT-SWAP',
    'quote_ccy',
    'withdraw',
  ],
  ...[
    'order.place',
    'order.cancelReplace',
    'session.logon',
    'add_order',
    'batch_add',
    'executions',
    'balances',
  ],
];
const NAMES = [
  ...[
    'op',
    'args',
    'id',
    'req_id',
    'reqId',
    'header',
    'channel',
    'instId',
    'instIdCode',
    'sz',
    'px',
    'side',
    'ordType',
  ],
  ...[
    'tdMode',
    'category',
    'symbol',
    'qty',
    'price',
    'isLeverage',
    'request',
    'expTime',
    'attachAlgoOrds',
    'leverage',
  ],
  ...[
    'method',
    'params',
    'token',
    'order_qty',
    'limit_price',
    'orders',
    'apiKey',
    'signature',
    'timestamp',
    '__proto__',
  ],
];

const mutation = fc.record({
  kind: fc.constantFrom(
    'byte',
    'cut',
    'value',
    'member added',
    'member twice',
    'member gone',
    'name',
    'escape',
    'wrap',
  ),
  at: fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
  value: fc.oneof(fc.constantFrom(...NASTY), fc.string({ maxLength: 6 })),
  name: fc.constantFrom(...NAMES),
});
type Mutation = typeof mutation extends fc.Arbitrary<infer T> ? T : never;

function mutate(text: string, { kind, at, value, name }: Mutation): string {
  const place = Math.floor(at * (text.length + 1));
  switch (kind) {
    case 'byte':
      return text.slice(0, place) + value + text.slice(place + 1);
    case 'cut':
      return text.slice(0, place);
    case 'value':
      return replaced(text, /"(?:[^"\\]|\\.)*"(?!:)|-?\d[\d.]*/g, at, () =>
        at > 0.5 ? value : JSON.stringify(value),
      );
    case 'member added':
      return replaced(text, /\{/g, at, () => `{${JSON.stringify(name)}:${JSON.stringify(value)},`);
    case 'member twice':
      return replaced(text, /"[^"]*":(?:"[^"]*"|[0-9.]+)/g, at, (member) => `${member},${member}`);
    case 'member gone':
      return replaced(text, /"[^"]*":(?:"[^"]*"|[0-9.]+),/g, at, () => '');
    case 'name':
      return replaced(text, /"[^"]*":/g, at, () => `${JSON.stringify(name)}:`);
    case 'escape':
      return replaced(text, /[a-zA-Z]/g, at, (letter) => `\\u00${letter.charCodeAt(0).toString(16)}`);
    case 'wrap':
      return at > 0.5 ? `[${text}]` : ` ${text} `;
    default:
      return kind satisfies never;
  }
}

function replaced(text: string, pattern: RegExp, at: number, change: (match: string) => string): string {
  const matches = [...text.matchAll(pattern)];
  if (matches.length === 0) return text;
  const chosen = matches[Math.floor(at * 997) % matches.length];
  return text.slice(0, chosen.index) + change(chosen[0]) + text.slice(chosen.index + chosen[0].length);
}

/**
 * Changes frames in every way above. Each is refused with a `Refusal`; or its subscription, read again, is the same and asks for known
 * channels only; or it is a request in which the gateway finds the very orders that a reader of the frame's own text finds.
 */
export function fuzzFrames(fuzz: FrameFuzz, runs = 10_000): void {
  const counts = { refused: 0, login: 0, ping: 0, subscribed: 0, orders: 0, 'other request': 0 };
  let seed = 0;

  beforeAll(() => {
    seed = Number(process.env.FUZZ_SEED ?? Date.now() % 2 ** 31);
    process.stdout.write(
      `${fuzz.dialect.exchange} frames: fuzz seed ${seed} (repeat with FUZZ_SEED=${seed})\n`,
    );
  });

  test(`${runs} changed frames are refused, or leave exactly as they were judged`, () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...fuzz.samples),
        fc.array(mutation, { minLength: 1, maxLength: 3 }),
        ({ place, text }, mutations) => {
          counts[judgedAsSent(fuzz, place, mutations.reduce(mutate, text))]++;
        },
      ),
      { numRuns: runs, seed },
    );
    expect(counts.refused, 'some are refused').toBeGreaterThan(runs / 20);
    expect(counts.orders, 'some of the others are orders').toBeGreaterThan(runs / 200);
    if (fuzz.subscribes !== false)
      expect(counts.subscribed, 'and some are subscriptions').toBeGreaterThan(runs / 200);
  }, 60_000);
}

type Count = 'refused' | 'login' | 'ping' | 'subscribed' | 'orders' | 'other request';

function judgedAsSent(fuzz: FrameFuzz, place: StreamPlace, text: string): Count {
  const { dialect, instruments = new Map() } = fuzz;
  const { streams } = dialect;
  if (streams === undefined) throw new Error('the dialect has no streams');
  // Whatever came, it can be answered.
  const reference = streams.reference(text);
  JSON.parse(streams.refuse(new Refusal('malformed', 'a rule', 'A sentence.'), reference, place));
  let frame: ClientFrame;
  let request: ParsedRequest | null = null;
  let described: Description = { orders: [], cancels: [] };
  try {
    frame = streams.read(text, place);
    if (frame.kind === 'request') {
      const { method, path, query, body } = frame.request(instruments);
      const bare = requestAt(
        { place, headers: [], receivedAt: 0 },
        { keyId: 'x', timestamp: null, nonce: null, windowMs: null },
      );
      request = { ...bare, inbound: { ...bare.inbound, method, path, host: place.restHost }, query, body };
      const classification = dialect.classify(request);
      if (classification.class !== 'trade') return 'other request';
      described = dialect.describe(request, classification);
    }
  } catch (error) {
    if (error instanceof Refusal) return 'refused';
    throw error;
  }
  if (frame.kind === 'login' || frame.kind === 'ping') return frame.kind;
  if (frame.kind !== 'request') {
    if (typeof frame.outbound !== 'function') return 'login';
    const outbound = frame.outbound('TOKEN');
    for (const channel of fuzz.channelsIn(JSON.parse(outbound) as object))
      expect(channel).toMatch(fuzz.channels);
    // The exchange reads the rebuilt frame as the gateway read the client's.
    const came = parseStrictJson(Buffer.from(text, 'utf8'));
    expect(isJsonObject(came)).toBe(true);
    expect(fuzz.channelsIn(JSON.parse(outbound) as object)).toEqual(
      fuzz.channelsIn(JSON.parse(text) as object),
    );
    return 'subscribed';
  }
  const orders = fuzz.ordersIn(JSON.parse(text) as object);
  if (orders === null) return 'other request';
  expect(
    described.orders
      .filter(({ action }) => action === 'create')
      .map(({ symbol, side, price, quantity, quoteQuantity }) => ({
        symbol,
        side,
        price: price === null ? null : Number(price.units) / 10 ** price.scale,
        quantity: quantity === null ? null : Number(quantity.units) / 10 ** quantity.scale,
        quoteQuantity:
          quoteQuantity === null ? null : Number(quoteQuantity.units) / 10 ** quoteQuantity.scale,
      })),
  ).toEqual(
    orders.map(({ symbol, side, price, quantity, quoteQuantity }) => ({
      symbol,
      side,
      price: price === null ? null : Number(price),
      quantity: quantity === null ? null : Number(quantity),
      quoteQuantity: quoteQuantity === null ? null : Number(quoteQuantity),
    })),
  );
  return 'orders';
}
