import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ParsedBody, ParsedRequest } from '../../src/dialect/dialect.ts';
import type { InboundRequest } from '../../src/http/inbound.ts';
import type { OutboundRequest } from '../../src/http/outbound.ts';
import { publicRequest } from '../../src/http/public-request.ts';
import { isJsonArray, isJsonObject, type JsonValue, scalarText } from '../../src/http/strict-json.ts';
import { Refusal } from '../../src/refusal.ts';
import {
  type ConformanceSetup,
  type OperationCase,
  sampleOf,
  signaturesOf,
  signParsed,
} from './conformance.ts';
import { inboundOfOutbound } from './inbound.ts';
import { mutate, mutation } from './mutations.ts';

/**
 * Changes what ccxt sends in every way that `mutations.ts` knows, signature checks aside, so that the code behind them
 * is reached. Either the request is refused with a `Refusal`, or what would leave, parsed again, is judged exactly as
 * what came in was, has no parameter that didn't come in, and carries nothing of the virtual key and no header that
 * isn't listed.
 */
export function fuzzDialect(setup: ConformanceSetup, cases: readonly OperationCase[], runs = 10_000): void {
  describe(`${setup.name}: ${runs} changed requests`, () => {
    const samples: InboundRequest[] = [];
    const counts = { refused: 0, forwarded: 0 };

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
          (index, mutations) => {
            const sample = samples[index];
            const changed = mutations.reduce(mutate, sample);
            counts[judgedAsSent(setup, sample, changed)]++;
          },
        ),
        { numRuns: runs, seed },
      );
      expect(counts.refused, 'some are refused').toBeGreaterThan(runs / 20);
      expect(counts.forwarded, 'some still pass the parser').toBeGreaterThan(runs / 50);
    });
  });
}

function judgedAsSent(
  setup: ConformanceSetup,
  sample: InboundRequest,
  changed: InboundRequest,
): 'refused' | 'forwarded' {
  const { dialect } = setup;
  let parsed: ParsedRequest;
  let judged: unknown;
  let outbound: OutboundRequest;
  try {
    parsed = dialect.parse(changed);
    dialect.verify(parsed, setup.virtual.virtual);
    const classification = dialect.classify(parsed);
    judged = { classification, description: dialect.describe(parsed, classification) };
    if (parsed.signature === null && classification.class !== 'public') return 'refused';
    outbound = classification.class === 'public' ? publicRequest(parsed) : signParsed(setup, parsed);
  } catch (error) {
    if (error instanceof Refusal) return 'refused';
    throw error;
  }
  const again = dialect.parse(inboundOfOutbound(outbound, dialect.exchange, setup.now));
  const classification = dialect.classify(again);
  expect({ classification, description: dialect.describe(again, classification) }).toEqual(judged);
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
  return 'forwarded';
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
