import type { Decimal } from '@holdfast/decimal';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Classification, Description, ParsedBody, ParsedRequest } from '../../src/dialect/dialect.ts';
import type { InboundRequest } from '../../src/http/inbound.ts';
import type { OutboundRequest } from '../../src/http/outbound.ts';
import { publicRequest } from '../../src/http/public-request.ts';
import { isJsonArray, isJsonObject, type JsonValue, scalarText } from '../../src/http/strict-json.ts';
import { Refusal } from '../../src/refusal.ts';
import { venues } from '../process/exchanges/index.ts';
import {
  type ConformanceSetup,
  type OperationCase,
  sampleOf,
  signaturesOf,
  signParsed,
} from './conformance.ts';
import { inboundOfOutbound } from './inbound.ts';
import { mutate, mutation } from './mutations.ts';
import { FUZZED_REQUESTS } from './tried.ts';

/**
 * Changes what ccxt sends in every way that `mutations.ts` knows, signature checks aside, so that the code behind them
 * is reached. Either the request is refused with a `Refusal`, or what would leave, parsed again, is judged exactly as
 * what came in was, has no parameter that didn't come in, and carries nothing of the virtual key and no header that
 * isn't listed. A reader that shares no code with the gateway (`test/process/exchanges`) verifies its signature, and finds
 * the very orders in it that were judged.
 *
 * @param more requests in a form that ccxt doesn't send; their signatures need not be good
 */
export function fuzzDialect(
  setup: ConformanceSetup,
  cases: readonly OperationCase[],
  more: readonly InboundRequest[] = [],
  runs = FUZZED_REQUESTS,
): void {
  describe(`${setup.name}: ${runs} changed requests`, () => {
    const samples: InboundRequest[] = [...more];
    const counts = { refused: 0, forwarded: 0, 'orders read': 0 };

    beforeAll(async () => {
      for (const operation of cases) samples.push(await sampleOf(setup, operation));
    });

    it('are refused, or leave exactly as they were judged', () => {
      const seed = Number(process.env.FUZZ_SEED ?? Date.now() % 2 ** 31);
      process.stdout.write(`${setup.name}: fuzz seed ${seed} (repeat with FUZZ_SEED=${seed})\n`);
      fc.assert(
        fc.property(
          fc.nat({ max: samples.length - 1 }),
          fc.array(mutation, { minLength: 1, maxLength: 3 }),
          fc.boolean(),
          (index, mutations, within) => {
            const sample = samples[index];
            const change = (request: InboundRequest) => mutations.reduce(mutate, request);
            const inner = within ? setup.envelope?.open(sample) : null;
            const changed = inner ? (setup.envelope?.close(change(inner)) ?? inner) : change(sample);
            counts[judgedAsSent(setup, sample, changed)]++;
          },
        ),
        { numRuns: runs, seed },
      );
      expect(counts.refused, 'some are refused').toBeGreaterThan(runs / 20);
      const passed = counts.forwarded + counts['orders read'];
      expect(passed, 'some still pass the parser').toBeGreaterThan(runs / 50);
      expect(counts['orders read'], 'some of them are orders').toBeGreaterThan(runs / 200);
    });
  });
}

function judgedAsSent(
  setup: ConformanceSetup,
  sample: InboundRequest,
  changed: InboundRequest,
): 'refused' | 'forwarded' | 'orders read' {
  const { dialect } = setup;
  let parsed: ParsedRequest;
  let judged: { readonly classification: Classification; readonly description: Description };
  let outbound: OutboundRequest;
  try {
    parsed = dialect.parse(changed);
    dialect.verify(parsed, setup.virtual.virtual);
    const classification = dialect.classify(parsed);
    judged = { classification, description: dialect.describe(parsed, classification, setup.spotAccounts) };
    if (parsed.signature === null && classification.class !== 'public') return 'refused';
    outbound = classification.class === 'public' ? publicRequest(parsed) : signParsed(setup, parsed);
  } catch (error) {
    if (error instanceof Refusal) return 'refused';
    throw error;
  }
  const again = dialect.parse(inboundOfOutbound(outbound, dialect.exchange, setup.now));
  const classification = dialect.classify(again);
  expect({
    classification,
    description: dialect.describe(again, classification, setup.spotAccounts),
  }).toEqual(judged);
  expect([outbound.method, outbound.host]).toEqual([changed.method, changed.host]);
  expect(again.inbound.path).toBe(changed.path);
  expect(again.query).toEqual(parsed.query);
  expect(namesOf(again.body)).toEqual(namesOf(parsed.body));
  expect(again.body).toEqual(parsed.body);
  if (classification.class !== 'public') {
    expect(again.signature?.keyId).toBe(setup.real.client.apiKey);
    expect(dialect.verify(again, setup.real.virtual)).toBe(true);
  }
  for (const [name, value] of outbound.headers) {
    expect([...setup.outboundHeaders, 'accept']).toContain(name.toLowerCase());
    // biome-ignore lint/suspicious/noControlCharactersInRegex: a line break would begin a header of its own
    expect(value).not.toMatch(/[\u0000-\u001f\u007f-\uffff]/);
  }
  const text = [outbound.target, outbound.body.toString('utf8'), ...outbound.headers.flat()].join('\n');
  expect(text).not.toContain(setup.virtual.client.apiKey);
  for (const signature of signaturesOf(setup, sample)) expect(text).not.toContain(signature);
  return readByTheExchange(setup, outbound, judged.description) ? 'orders read' : 'forwarded';
}

/** What the exchange finds in what leaves, read by code of its own; false where that knows no such order. */
function readByTheExchange(
  { dialect, real }: ConformanceSetup,
  outbound: OutboundRequest,
  { orders }: Description,
): boolean {
  const venue = venues.find(({ exchange }) => exchange === dialect.exchange);
  if (venue === undefined) throw new Error(`no exchange stands for ${dialect.exchange}`);
  const [path, query = ''] = outbound.target.split('?');
  const headers = Object.fromEntries(outbound.headers.map(([name, value]) => [name.toLowerCase(), value]));
  const wire = { method: outbound.method, path, query, body: outbound.body.toString('utf8'), headers };
  const { apiKey: keyId, secret, password: passphrase = null } = real.client;
  const signed = venue.verify(wire, { algorithm: real.real.algorithm, keyId, secret, passphrase });
  if (signed === null) return false;
  expect(signed, 'the exchange takes the signature').toBe(true);
  const read = venue.ordersOf(wire);
  if (read === null) return false;
  expect(
    orders.map(({ symbol, side, type, quantity, quoteQuantity, price }) => ({
      symbol,
      side,
      market: AT_ANY_PRICE.has(type),
      quantity: amountOf(quantity),
      quoteQuantity: amountOf(quoteQuantity),
      price: amountOf(price),
    })),
  ).toEqual(
    read.map(({ symbol, side, type, quantity, quoteQuantity, price }) => ({
      symbol,
      side,
      market: type === 'market',
      quantity: plain(quantity),
      quoteQuantity: plain(quoteQuantity),
      price: plain(price),
    })),
  );
  return true;
}

/** Types that fill at any price, at once or later. */
const AT_ANY_PRICE: ReadonlySet<string | null> = new Set(['market', 'stop-market', 'trailing-stop']);

function amountOf(amount: Decimal | null): string | null {
  if (amount === null) return null;
  const digits = amount.units.toString().padStart(amount.scale + 1, '0');
  const point = digits.length - amount.scale;
  return plain(`${digits.slice(0, point)}.${digits.slice(point)}`);
}

/** A plain decimal without needless zeros: `050.10` is `50.1`. */
function plain(text: string | null): string | null {
  if (text === null) return null;
  const [whole, fraction = ''] = text.split('.');
  const [left, right] = [whole.replace(/^0+(?=\d)/, ''), fraction.replace(/0+$/, '')];
  return right === '' ? left : `${left}.${right}`;
}

function namesOf(body: ParsedBody): string[] {
  if (body.kind === 'none') return [];
  return body.kind === 'form' ? body.pairs.map(({ name }) => name) : jsonNames(body.value);
}

function jsonNames(value: JsonValue): string[] {
  if (isJsonObject(value)) return [...value].flatMap(([name, inner]) => [name, ...jsonNames(inner)]);
  if (isJsonArray(value)) return value.flatMap(jsonNames);
  return [scalarText(value) ?? String(value)];
}
