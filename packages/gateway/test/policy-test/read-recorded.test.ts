import { describe, expect, it } from 'vitest';
import { readRecorded } from '../../src/policy-test/read-recorded.ts';
import { exportLines, recordBytes, sampleContent, sampleLog } from '../audit/sample.ts';

async function read(text: string | string[]) {
  async function* chunks() {
    for (const piece of [text].flat()) yield Buffer.from(piece);
  }
  const events = [];
  for await (const event of readRecorded(chunks())) events.push(event);
  return events;
}

const BY_HAND =
  '{"time":"2026-06-01T12:00:00Z","exchange":"binance","class":"trade","orders":[{"symbol":"BTCUSDT","side":"buy","type":"limit","quantity":"0.5","price":"100"}]}';

describe('a log of requests', () => {
  it('is an export: its requests come out, other entries and checkpoints don’t', async () => {
    const { store } = await sampleLog(9, [4, 9]);
    const events = await read(await exportLines(store));
    expect(events.map((event) => event.kind)).toEqual(['request', 'request', 'request']);
    const [first] = events;
    expect(first.kind === 'request' && first.request).toMatchObject({
      place: '1',
      key: 'vk1',
      exchange: 'binance',
      address: '192.0.2.7',
      class: 'trade',
      orders: [{ symbol: 'BTCUSDT', side: 'buy', quantity: { units: 1n, scale: 2 } }],
      worth: { notionalUsd: { units: 650n, scale: 0 } },
      decided: { accepted: true, rule: null },
    });
  });

  it('is what "audit show --json" prints, also in pieces and without a newline at the end', async () => {
    const line = recordBytes(7, sampleContent(0)).toString();
    const whole = `${line}\n\n${line}`;
    const pieces = whole.match(/[\s\S]{1,97}/g) ?? [];
    expect(await read(pieces)).toHaveLength(2);
    expect(await read(pieces)).toEqual(await read(whole));
  });

  it('tells what the exchange rejected', async () => {
    const outcome = recordBytes(8, sampleContent(1)).toString();
    expect(await read(outcome)).toEqual([]);
    for (const word of ['rejected', 'partly']) {
      const event = { kind: 'outcome', of: '7', outcome: word };
      expect(await read(outcome.replace('"outcome": "accepted"', `"outcome": "${word}"`))).toEqual([event]);
    }
  });

  it('knows no worth of what was refused before its price was looked at', async () => {
    const content = sampleContent(0);
    if (content.kind !== 'request') throw new Error('the first sample is a request');
    const zero = { units: 0n, scale: 0 };
    const refused = { ...content, notionalUsd: zero, slippageUsd: zero };
    const [event] = await read(recordBytes(7, refused).toString());
    expect(event.kind === 'request' && event.request.worth).toBeNull();
  });

  it('may be written by hand; what is left out is not known', async () => {
    const [event] = await read(BY_HAND);
    expect(event.kind === 'request' && event.request).toMatchObject({
      place: 'line 1',
      time: Date.UTC(2026, 5, 1, 12),
      key: null,
      address: null,
      product: 'spot',
      worth: null,
      decided: null,
      orders: [{ action: 'create', quantity: { units: 5n, scale: 1 }, trigger: null }],
    });
  });

  it.each([
    ['no JSON', 'entry'],
    ['a cut line', BY_HAND.slice(0, -1)],
    ['a list', '[]'],
    ['nothing in it', '{}'],
    ['an unknown key', BY_HAND.replace('"class"', '"klass":1,"class"')],
    ['an unknown exchange', BY_HAND.replace('binance', 'mtgox')],
    ['a time without a zone', BY_HAND.replace('00Z', '00')],
    ['a number for an amount', BY_HAND.replace('"0.5"', '0.5')],
    ['an exponent', BY_HAND.replace('"0.5"', '"5e-1"')],
    ['a negative amount', BY_HAND.replace('"0.5"', '"-1"')],
    ['an order type that no policy knows', BY_HAND.replace('"limit"', '"iceberg"')],
    ['an address that is none', BY_HAND.replace('"class"', '"address":"10.0.0.300","class"')],
    [
      'an entry that the gateway did not write',
      recordBytes(7, sampleContent(0)).toString().replace('buy', 'bye'),
    ],
  ])('with %s is refused, and the line is named', async (_, line) => {
    await expect(read(`${BY_HAND}\n\n${line}\n`)).rejects.toMatchObject({
      code: 'POLICY_LOG_INVALID',
      facts: { line: 3 },
    });
  });
});
