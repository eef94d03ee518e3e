import { Buffer } from 'node:buffer';
import { type Decimal, parseDecimal } from '@holdfast/decimal';
import { describe, expect, it } from 'vitest';
import type {
  CancelIntent,
  Dialect,
  EndpointClass,
  OrderIntent,
  ParsedRequest,
  Product,
  Stamp,
} from '../../src/dialect/dialect.ts';
import type { HeaderLine, InboundRequest } from '../../src/http/inbound.ts';
import type { OutboundRequest } from '../../src/http/outbound.ts';
import { publicRequest } from '../../src/http/public-request.ts';
import { Refusal } from '../../src/refusal.ts';
import {
  type CapturedRequest,
  captureRequest,
  type MarketSpec,
  type Operation,
  type Reply,
} from './ccxt-client.ts';
import { altered, inboundOf, inboundOfOutbound, withHeader } from './inbound.ts';
import type { TestKey } from './keys.ts';

/** How a dialect is held against ccxt. */
export interface ConformanceSetup {
  /** Shown in the tests' names: `binance, HMAC`. */
  readonly name: string;
  readonly dialect: Dialect;
  readonly now: number;
  readonly markets: readonly MarketSpec[];
  readonly options?: Record<string, unknown>;
  /** Accounts that the exchange would call spot, where orders name them. */
  readonly spotAccounts?: ReadonlySet<string>;
  readonly virtual: TestKey;
  /** Another key of the same kind: what it verifies must fail, and it stands for the exchange's real one. */
  readonly real: TestKey;
  /** Lower-case names of the headers that may leave. Those that ccxt sends too must have ccxt's value. */
  readonly outboundHeaders: readonly string[];
  /** Lower-case names of the headers that the signature covers or that carry it. */
  readonly signedHeaders: readonly string[];
  /** Outbound headers whose bytes may differ from ccxt's (an ECDSA signature); `verifyOutbound` must check them. */
  readonly looseHeaders?: readonly string[];
  /** Signed headers that hold nothing of the key, so that they may leave as they came. */
  readonly keylessHeaders?: readonly string[];
  /** ccxt writes a body that the exchange doesn't read, since all is in a header: none leaves. */
  readonly bodyIsNotRead?: true;
  /** Where parameters travel inside a header: the request with them as its body, and back. Half of the fuzzing is done within. */
  readonly envelope?: {
    /** Null for a request without any. */
    open(inbound: InboundRequest): InboundRequest | null;
    close(inbound: InboundRequest): InboundRequest;
  };
  /** An independent check of what leaves, throwing when it is wrong. */
  readonly verifyOutbound?: (outbound: OutboundRequest, real: TestKey, stamp: Stamp) => void;
  /** Clock and nonce for signing; by default nonce = now, as ccxt has it. */
  readonly stamp?: Stamp;
}

/** One ccxt operation and what the dialect must make of it. */
export interface OperationCase {
  readonly name: string;
  readonly call: Operation;
  /** Answers requests that come before the one that is meant. */
  readonly reply?: Reply;
  readonly class: EndpointClass;
  readonly product?: Product;
  /** Expected orders, each compared only in the fields named; none expected when left out. */
  readonly orders?: readonly ExpectedOrder[];
  readonly cancels?: readonly CancelIntent[];
  /** The rule by which `describe` refuses it: what isn't spot is classified, and then described by nobody. */
  readonly refused?: string;
  /** ccxt leaves characters unencoded here that the gateway encodes: compare after decoding. */
  readonly encodingDiffers?: boolean;
}

/** An expected order; amounts as plain text. */
type ExpectedOrder = {
  readonly [Field in keyof OrderIntent]?: OrderIntent[Field] extends Decimal | null
    ? string | null
    : OrderIntent[Field];
};

/**
 * Holds a dialect against ccxt. For each operation: what ccxt signs with the virtual key is parsed and verifies; with
 * another secret or one byte changed it doesn't; class and description are the expected ones; and what is signed with
 * the real key is what ccxt would have sent with it at the same clock.
 */
export function describeConformance(setup: ConformanceSetup, cases: readonly OperationCase[]): void {
  describe(`${setup.name}: what ccxt sends`, () => {
    for (const operation of cases) {
      if (operation.class === 'public') describePublic(setup, operation);
      else describeSigned(setup, operation);
    }
  });
}

/** What ccxt sends for an operation with the virtual key, as the gateway receives it. */
export async function sampleOf(setup: ConformanceSetup, operation: OperationCase): Promise<InboundRequest> {
  return inboundOf(await capture(setup, operation, 'virtual'), setup.dialect, setup.now);
}

/** The stamp that signing uses in these tests. */
export function stampOf(setup: ConformanceSetup): Stamp {
  return (
    setup.stamp ?? { now: setup.now, nonce: BigInt(setup.now), random: '0123456789abcdef0123456789abcdef' }
  );
}

/** Signs a parsed request with the setup's real key. */
export function signParsed(
  setup: ConformanceSetup,
  { inbound, query, body }: ParsedRequest,
): OutboundRequest {
  const { method, host, path } = inbound;
  return setup.dialect.sign({ method, host, path, query, body }, setup.real.real, stampOf(setup));
}

function describeSigned(setup: ConformanceSetup, operation: OperationCase): void {
  const { dialect, virtual, real } = setup;
  it(`${operation.name}: verifies, is ${operation.class}, leaves as ccxt would send it`, async () => {
    const inbound = await sampleOf(setup, operation);
    const parsed = dialect.parse(inbound);
    expect(parsed.signature?.keyId).toBe(virtual.client.apiKey);
    expect(dialect.verify(parsed, virtual.virtual)).toBe(true);
    expect(dialect.verify(parsed, real.virtual)).toBe(false);

    const classification = dialect.classify(parsed);
    expect(classification.class).toBe(operation.class);
    expect(classification.product).toBe(operation.product ?? 'spot');
    if (operation.refused === undefined) {
      const description = dialect.describe(parsed, classification, setup.spotAccounts);
      expectOrders(description.orders, operation.orders ?? []);
      expect(description.cancels).toEqual(operation.cancels ?? []);
    } else {
      expect(() => dialect.describe(parsed, classification, setup.spotAccounts)).toThrow(
        expect.objectContaining({ rule: operation.refused }),
      );
    }

    const outbound = signParsed(setup, parsed);
    expectSameRequest(setup, operation, outbound, await capture(setup, operation, 'real'));
    const again = dialect.parse(inboundOfOutbound(outbound, dialect.exchange, setup.now));
    expect(again.signature?.keyId).toBe(real.client.apiKey);
    expect(dialect.verify(again, real.virtual)).toBe(true);
    setup.verifyOutbound?.(outbound, real, stampOf(setup));
    expectNothingVirtual(setup, inbound, outbound);
  });

  it(`${operation.name}: no altered byte passes`, async () => {
    const inbound = await sampleOf(setup, operation);
    for (const [what, changed] of alterations(setup, inbound)) {
      expect(accepted(setup, changed), what).toBe(false);
    }
  });
}

function describePublic(setup: ConformanceSetup, operation: OperationCase): void {
  const { dialect } = setup;
  it(`${operation.name}: is public and leaves without any key`, async () => {
    const inbound = await sampleOf(setup, operation);
    const parsed = dialect.parse(inbound);
    if (parsed.signature !== null) expect(dialect.verify(parsed, setup.virtual.virtual)).toBe(true);
    const classification = dialect.classify(parsed);
    expect(classification.class).toBe('public');
    expect(dialect.describe(parsed, classification)).toEqual({ orders: [], cancels: [] });
    const outbound = publicRequest(parsed);
    const sent = await capture(setup, operation, 'none');
    const url = new URL(sent.url);
    expect({ method: outbound.method, host: outbound.host }).toEqual({ method: sent.method, host: url.host });
    expectSameTarget(operation, outbound.target, `${url.pathname}${url.search}`);
    expectNothingVirtual(setup, inbound, outbound);
  });
}

function capture(
  setup: ConformanceSetup,
  operation: OperationCase,
  key: 'virtual' | 'real' | 'none',
): Promise<CapturedRequest> {
  return captureRequest(
    {
      exchange: setup.dialect.exchange,
      now: setup.now,
      markets: setup.markets,
      throughGateway: key === 'virtual',
      ...(setup.options === undefined ? {} : { options: setup.options }),
      ...(key === 'none' ? {} : { credentials: setup[key].client }),
    },
    operation.call,
    operation.reply,
  );
}

function expectOrders(orders: readonly OrderIntent[], expected: readonly ExpectedOrder[]): void {
  const amounts = new Set(['quantity', 'quoteQuantity', 'price', 'trigger']);
  expect(orders).toHaveLength(expected.length);
  for (const [index, fields] of expected.entries()) {
    const wanted = Object.fromEntries(
      Object.entries(fields).map(([name, value]) => [
        name,
        amounts.has(name) && typeof value === 'string' ? parseDecimal(value) : value,
      ]),
    );
    expect(orders[index]).toMatchObject(wanted);
  }
}

function expectSameRequest(
  setup: ConformanceSetup,
  operation: OperationCase,
  outbound: OutboundRequest,
  sent: CapturedRequest,
): void {
  const url = new URL(sent.url);
  expect(outbound.method).toBe(sent.method);
  expect(outbound.host).toBe(url.host);
  const target = sent.url.slice(url.origin.length);
  if (operation.encodingDiffers) {
    expectSameTarget(operation, outbound.target, target);
  } else {
    expect(outbound.target).toBe(target.endsWith('?') ? target.slice(0, -1) : target);
    expect(outbound.body.toString('utf8')).toBe(setup.bodyIsNotRead ? '' : sent.body);
  }
  const ours = new Map(outbound.headers.map(([name, value]) => [name.toLowerCase(), value]));
  expect(ours.size, 'no header twice').toBe(outbound.headers.length);
  for (const name of ours.keys()) expect(setup.outboundHeaders).toContain(name);
  const theirs = new Map(
    Object.entries(sent.headers).map(([name, value]) => [name.toLowerCase(), String(value)]),
  );
  for (const name of setup.outboundHeaders) {
    if (!theirs.has(name) || setup.looseHeaders?.includes(name)) continue;
    if (operation.encodingDiffers && setup.signedHeaders.includes(name)) continue;
    expect(ours.get(name), name).toBe(theirs.get(name));
  }
}

function expectSameTarget(operation: OperationCase, ours: string, theirs: string): void {
  const [ourPath, ourQuery = ''] = ours.split('?');
  const [theirPath, theirQuery = ''] = theirs.split('?');
  expect(ourPath).toBe(theirPath);
  const pairs = (query: string) =>
    [...new URLSearchParams(query)].filter(([name]) => !(operation.encodingDiffers && name === 'signature'));
  expect(pairs(ourQuery)).toEqual(pairs(theirQuery));
}

/** Neither the virtual key's id nor any of its signatures may leave. */
function expectNothingVirtual(
  setup: ConformanceSetup,
  inbound: InboundRequest,
  outbound: OutboundRequest,
): void {
  const text = [outbound.target, outbound.body.toString('latin1'), ...outbound.headers.flat()].join('\n');
  expect(text).not.toContain(setup.virtual.client.apiKey);
  for (const secret of signaturesOf(setup, inbound)) expect(text).not.toContain(secret);
}

/** Long values that only the virtual key's holder can write: signature headers and parameters. */
export function signaturesOf(setup: ConformanceSetup, inbound: InboundRequest): string[] {
  const fromHeaders = inbound.headers
    .filter(([name]) => setup.signedHeaders.includes(name.toLowerCase()))
    .filter(([name]) => !setup.keylessHeaders?.includes(name.toLowerCase()))
    .map(([, value]) => value);
  const fromPairs = [inbound.rawQuery, inbound.body.toString('latin1')].flatMap((text) =>
    [...text.matchAll(/(?:^|&)sign(?:ature)?=([^&]+)/g)].map(([, value]) => value),
  );
  return [...fromHeaders, ...fromPairs].filter(
    (value) => value.length >= 40 && !value.includes(setup.real.client.apiKey),
  );
}

function accepted(setup: ConformanceSetup, inbound: InboundRequest): boolean {
  try {
    const parsed = setup.dialect.parse(inbound);
    return (
      parsed.signature?.keyId === setup.virtual.client.apiKey &&
      setup.dialect.verify(parsed, setup.virtual.virtual)
    );
  } catch (error) {
    if (error instanceof Refusal) return false;
    throw error;
  }
}

/** Every way to change one byte of what the signature should cover; long parts are sampled evenly. */
function* alterations(
  setup: ConformanceSetup,
  inbound: InboundRequest,
): Generator<readonly [string, InboundRequest]> {
  const uncovered = new Set<string>(setup.dialect.uncovered);
  if (!uncovered.has('query')) {
    for (const [at, rawQuery] of changedTexts(inbound.rawQuery)) {
      yield [`query at ${at}: ${rawQuery}`, altered(inbound, { rawQuery })];
    }
    yield ['query with one more parameter', altered(inbound, { rawQuery: appended(inbound.rawQuery) })];
  }
  if (!uncovered.has('body')) {
    for (const [at, body] of changedTexts(inbound.body.toString('latin1'))) {
      yield [`body at ${at}: ${body}`, altered(inbound, { body: Buffer.from(body, 'latin1') })];
    }
    yield [
      'body with a blank behind it',
      altered(inbound, { body: Buffer.concat([inbound.body, Buffer.from(' ')]) }),
    ];
  }
  if (!uncovered.has('path')) {
    for (const [at, path] of changedTexts(inbound.path))
      yield [`path at ${at}: ${path}`, altered(inbound, { path })];
  }
  if (!uncovered.has('method')) {
    for (const method of ['GET', 'POST', 'PUT', 'DELETE', 'PATCH']) {
      if (method !== inbound.method) yield [`method ${method}`, altered(inbound, { method })];
    }
  }
  for (const [name, value] of inbound.headers) {
    if (!setup.signedHeaders.includes(name.toLowerCase())) continue;
    for (const [at, changed] of changedTexts(value)) {
      yield [`header ${name} at ${at}: ${changed}`, withHeader(inbound, name, changed)];
    }
    yield [`header ${name} left out`, withHeader(inbound, name, null)];
    yield [`header ${name} empty`, withHeader(inbound, name, '')];
    const line: HeaderLine = [name, value];
    yield [`header ${name} twice`, altered(inbound, { headers: [...inbound.headers, line] })];
  }
}

const MOST_POSITIONS = 160;

function* changedTexts(text: string): Generator<readonly [number, string]> {
  const step = Math.max(1, Math.ceil(text.length / MOST_POSITIONS));
  for (let at = 0; at < text.length; at += step) {
    const before = text.charCodeAt(at);
    for (const other of new Set([before ^ 1, before ^ 0x20])) {
      yield [at, text.slice(0, at) + String.fromCharCode(other) + text.slice(at + 1)];
    }
    yield [at, text.slice(0, at) + text.slice(at + 1)];
  }
}

function appended(query: string): string {
  return query === '' ? 'added=1' : `${query}&added=1`;
}
