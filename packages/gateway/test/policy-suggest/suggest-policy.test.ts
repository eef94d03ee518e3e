import { describe, expect, it } from 'vitest';
import { parsePolicy } from '../../src/policy/parse-policy.ts';
import { policyYaml } from '../../src/policy/policy-yaml.ts';
import { suggestPolicy } from '../../src/policy-suggest/suggest-policy.ts';
import { commentLines, suggestionYaml } from '../../src/policy-suggest/suggestion-yaml.ts';
import type { RecordedEvent, RecordedRequest } from '../../src/policy-test/recorded-request.ts';
import { bought, dec, recorded } from '../policy-test/requests.ts';
import { asLog, DAY, END, policyOf } from './logs.ts';

const NOTHING_SOLD: [string, string] = ['0', '0'];

async function suggest(
  requests: readonly (RecordedRequest | RecordedEvent)[],
  { current = policyOf(), headroomPct = 20, days = 30 } = {},
) {
  const events = requests.map(
    (one): RecordedEvent => ('kind' in one ? one : { kind: 'request', request: one }),
  );
  const source = { current, events: asLog(events), from: END - days * DAY, to: END, headroomPct };
  const suggestion = await suggestPolicy('bot', source);
  const said = new Map(suggestion.lines.map(({ key, saw }) => [key, saw]));
  return {
    ...suggestion,
    said,
    value: (key: string) => suggestion.lines.find((line) => line.key === key)?.value,
  };
}

const at = (daysAgo: number, parts: Partial<RecordedRequest> = {}) => ({
  time: END - daysAgo * DAY,
  ...parts,
});
const read = (daysAgo: number, parts: Partial<RecordedRequest> = {}) =>
  recorded([], NOTHING_SOLD, at(daysAgo, { class: 'read', ...parts }));
const buy = (daysAgo: number, parts: Partial<RecordedRequest> = {}) =>
  recorded([bought()], ['100', '0'], at(daysAgo, parts));
const cancel = (symbol: string | null, namesOrder = true) =>
  recorded([], NOTHING_SOLD, at(1, { cancels: [{ symbol, namesOrder }] }));

describe('a suggested policy', () => {
  it('has what was used, with room above amounts, and says of each line what it saw', async () => {
    const { yaml, said, value } = await suggest([
      recorded([bought({ price: dec('48.2') })], ['48.2', '0.1'], at(3)),
      recorded([bought({ price: dec('40') })], ['40', '0'], at(2.5)),
      read(1),
    ]);
    expect(value('symbols')).toBe('["BTCUSDT"]');
    expect(value('sides')).toBe('["buy"]');
    expect(value('order_types')).toBe('["limit"]');
    expect(value('max_order_usd')).toBe('"57.84"');
    expect(said.get('max_order_usd')).toBe(
      'Largest order: 48.2 USD, on 2026-06-27 12:00 UTC. With 20 % of room.',
    );
    expect(value('max_daily_usd')).toBe('"105.84"');
    expect(said.get('max_daily_usd')).toContain('88.2 USD, up to 2026-06-28 00:00 UTC');
    expect(value('max_daily_slippage_usd')).toBe('"0.12"');
    expect(value('price_band_pct')).toBe('"0.21"');
    expect(said.get('symbols')).toBe('BTCUSDT 2. Never used: ETHUSDT, SOLUSDT.');
    expect(yaml.replaceAll('\n# ', ' ')).toContain('3 accepted requests on 3 days.');
    expect(yaml).toContain('Replayed over the same requests it refuses none: 3 allowed');
  });

  it('has a comment above every line', async () => {
    const { yaml } = await suggest([buy(1), read(1)]);
    const lines = yaml.trim().split('\n');
    for (const [i, line] of lines.entries()) {
      if (/^[a-z]/.test(line)) expect(lines[i - 1]).toMatch(/^# \S/);
    }
    expect(lines.filter((line) => /^[a-z]/.test(line))).toHaveLength(17);
  });

  it('is never wider than the policy of now, whatever room is asked for', async () => {
    const { value, said } = await suggest([buy(1)], {
      headroomPct: 1000,
      current: policyOf('max_order_usd: 110'),
    });
    expect(value('max_order_usd')).toBe('"110"');
    expect(said.get('max_order_usd')).toContain('Held to what the key may do now.');
  });

  it('leaves out what the policy of now refuses, and says so', async () => {
    const rare = recorded([bought({ symbol: 'RAREUSDT' })], ['900', '0'], at(1));
    const { yaml, value, outside, requests } = await suggest([buy(1), rare]);
    expect([outside, requests]).toEqual([{ symbols: 1 }, 1]);
    expect(value('symbols')).toBe('["BTCUSDT"]');
    expect(value('max_order_usd')).toBe('"120"');
    expect(yaml).toContain('Left out, because the policy that the key has now refuses them: 1 by symbols.');
  });

  it('takes nothing from what was refused then, or is too old, but for sums that reach into the time', async () => {
    const refused = buy(1, { decided: { accepted: false, rule: 'rate' } });
    const sol = recorded([bought({ symbol: 'SOLUSDT' })], ['500', '0'], at(31));
    const { value } = await suggest([sol, buy(30.5), buy(29.9), refused]);
    expect(value('symbols')).toBe('["BTCUSDT"]');
    expect(value('max_order_usd')).toBe('"120"');
    // The one of half a day before is in the 24 hours of the first.
    expect(value('max_daily_usd')).toBe('"240"');
  });

  it('gives back what the exchange rejected', async () => {
    const first = buy(2);
    const { value } = await suggest([
      first,
      { kind: 'outcome', of: first.place, outcome: 'rejected' },
      buy(1.9),
    ]);
    expect(value('max_daily_usd')).toBe('"120"');
  });

  it('counts orders without a price by the band that it suggests, not by the one of their time', async () => {
    const market = (notional: string, slippage: string, daysAgo: number) =>
      recorded([bought({ type: 'market', price: null })], [notional, slippage], at(daysAgo));
    // 1 at 100 in a band of 1 %, then, after the policy was changed, 1 at 50 in one of 4 %.
    const { value } = await suggest([market('101', '1', 5), market('52', '2', 1)], { headroomPct: 0 });
    expect(value('price_band_pct')).toMatch(/^"4(\.1)?"$/);
    expect(Number(JSON.parse(value('max_order_usd') ?? ''))).toBeGreaterThanOrEqual(104);
    expect(Number(JSON.parse(value('max_daily_slippage_usd') ?? ''))).toBeGreaterThanOrEqual(4);
  });

  it('only reads when nothing was traded', async () => {
    const { policy, value, said } = await suggest([read(1)]);
    expect(policy?.trade).toBeNull();
    expect(value('allow')).toBe('["read"]');
    expect(said.get('allow')).toContain('Never used: trading.');
  });

  it.each<[string, RecordedRequest[]]>([
    ['no use', []],
    ['use before', [buy(31)]],
    ['use that is refused now', [recorded([bought({ symbol: 'RAREUSDT' })], ['1', '0'], at(1))]],
    ['only what needs no key', [read(1, { class: 'public' })]],
  ])('is none after %s', async (_, requests) => {
    expect(await suggest(requests)).toMatchObject({ policy: null, yaml: '', lines: [] });
  });

  it('allows a key that only cancels next to no order', async () => {
    const { policy, value, said } = await suggest([cancel('ETHUSDT')]);
    expect(value('symbols')).toBe('["ETHUSDT"]');
    expect(value('max_order_usd')).toBe('"0.00000001"');
    expect(value('market')).toBe('false');
    expect(said.get('sides')).toContain('No order was placed; a policy must name one all the same.');
    expect(policy?.trade?.maxOpenOrders).toBe(1);
  });

  it('keeps what a log can’t tell', async () => {
    const current = policyOf(
      'cancel_all: true',
      'max_open_orders: 70',
      'max_share_of_volume_pct: 3',
      'expires: 2027-01-01',
    );
    const { value, said } = await suggest([buy(1), cancel(null)], { current });
    expect(value('cancel_all')).toBe('true');
    expect(value('max_open_orders')).toBe('70');
    expect(value('max_share_of_volume_pct')).toBe('"3"');
    expect(value('expires')).toBe('"2027-01-01T00:00:00Z"');
    for (const key of [
      'cancel_all',
      'max_open_orders',
      'max_share_of_volume_pct',
      'expires',
      'own_orders_only',
    ]) {
      expect(said.get(key)).toMatch(/^As in the policy that the key has: /);
    }
  });

  it('takes away what was never done: cancelling all, touching other programs’ orders', async () => {
    const { value } = await suggest([buy(1)], { current: policyOf('cancel_all: true') });
    expect([value('cancel_all'), value('own_orders_only')]).toEqual(['false', 'true']);
    const all = await suggest([buy(1), cancel('BTCUSDT', false)], { current: policyOf('cancel_all: true') });
    expect([all.value('cancel_all'), all.value('own_orders_only')]).toEqual(['true', 'false']);
  });

  it('finds the symbols of orders that are cancelled by number among those placed in 90 days', async () => {
    const placed = (symbol: string, daysAgo: number) =>
      recorded([bought({ symbol })], ['100', '0'], at(daysAgo));
    const { value, said } = await suggest([
      placed('SOLUSDT', 125),
      placed('ETHUSDT', 115),
      buy(1),
      cancel(null),
    ]);
    expect(value('symbols')).toBe('["BTCUSDT", "ETHUSDT"]');
    expect(said.get('symbols')).toContain('1 change or cancellation did not name the symbol');
    // Where the log has no order at all, nothing can be taken away.
    const blind = await suggest([cancel(null)]);
    expect(blind.value('symbols')).toBe('["BTCUSDT", "ETHUSDT", "SOLUSDT"]');
    expect(blind.said.get('symbols')).toContain('the log has no order before');
  });

  it('keeps amounts where the worth of a request is not in the log', async () => {
    const unknown = recorded([bought({ type: 'market', price: null })], null, at(1));
    const { value, said } = await suggest([unknown]);
    expect([value('max_order_usd'), value('max_daily_usd'), value('price_band_pct')]).toEqual([
      '"1000"',
      '"5000"',
      '"5"',
    ]);
    expect(said.get('max_daily_usd')).toContain('of 1 request the log does not say the worth');
  });

  it('names the addresses that were seen, as one form; not more than a policy holds', async () => {
    const from = (address: string | null) => read(1, { address });
    const { value } = await suggest([from('10.1.2.3'), from('::ffff:10.1.2.3'), from('2001:DB8::0:7')]);
    expect(value('ips')).toBe('["10.1.2.3", "2001:db8::7"]');
    const many = Array.from({ length: 250 }, (_, i) => from(`10.0.0.${i}`));
    const kept = await suggest(many, { current: policyOf('rate: {per_second: 1000, burst: 1000}') });
    expect(kept.value('ips')).toContain('10.0.0.0/8');
    expect(kept.said.get('ips')).toContain('more addresses were seen than a policy holds (200)');
    expect((await suggest([from(null), from('10.1.2.3')])).said.get('ips')).toContain(
      'does not say the address',
    );
  });

  it('has hours only after enough days, and says how sure they are', async () => {
    const days = (count: number) => Array.from({ length: count }, (_, i) => read(count - i));
    expect((await suggest(days(13))).value('hours')).toBe('null');
    const { value, said } = await suggest(days(20));
    expect(value('hours')).toBe('["11:00-13:00"]');
    expect(said.get('hours')).toContain(
      'between 12:00 and 12:00 UTC on 20 days of use. If days are alike, about one in 22',
    );
  });

  it('has the rate of the busiest minute and the burst that this needs', async () => {
    const burst = Array.from({ length: 12 }, (_, i) => read(1, { time: END - DAY + i * 10 }));
    const { policy, said } = await suggest(burst);
    expect(policy?.rate).toEqual({ perSecondMilli: 240, burst: 15 });
    expect(said.get('rate')).toContain('Busiest minute: 12 requests');
  });
});

describe('text of a log', () => {
  const NASTY = 'BTC\n# x\r\nallow: [read]\u2028ips: ["0.0.0.0/0"]\u0085\u001b[2J\u202e\u0000 #"\'';

  it('never gets out of a comment', () => {
    for (const line of commentLines(`${NASTY} ${'long '.repeat(60)}`)) {
      expect(line).toMatch(/^#[^\p{C}\p{Zl}\p{Zp}]*$/u);
    }
    const policy = parsePolicy('allow: [read]', 'read.yaml');
    const yaml = suggestionYaml([{ key: 'allow', value: '["read"]', saw: NASTY, before: null }], {
      name: NASTY,
      source: { from: 0, to: 1, headroomPct: 20 },
      requests: 1,
      days: 1,
      outside: { [NASTY]: 1 },
      replay: { allowed: 1, unknown: 0, refused: { [NASTY]: 1 } },
    });
    expect(policyYaml(parsePolicy(yaml, 'suggested.yaml'))).toBe(policyYaml(policy));
  });

  it.each([NASTY, '*', '&a', '!!x', '{a: b}', 'BTC USDT', '#', '%0A', ''])(
    'that is no symbol, %j, never gets into a policy',
    async (symbol) => {
      const strange = recorded([bought({ symbol })], ['100', '0'], at(1));
      const { yaml, value, outside } = await suggest([buy(1), strange, cancel(symbol)]);
      expect(outside).toEqual({ symbols: 2 });
      expect(value('symbols')).toBe('["BTCUSDT"]');
      if (symbol.length > 2) expect(yaml).not.toContain(symbol);
    },
  );

  it.each([NASTY, '127.0.0.1\nallow: [trade]', '127.0.0.1/0', '0.0.0.0/0', 'fe80::1%eth0'])(
    'that is no address, %j, never gets into a policy',
    async (address) => {
      const { yaml, value } = await suggest([read(1, { address })]);
      expect(value('ips')).toBe(policyOfIps());
      expect(yaml).not.toContain(address);
    },
  );
});

function policyOfIps(): string | undefined {
  return /^ips: (.*)$/m.exec(policyYaml(policyOf()))?.[1];
}
