import { Buffer } from 'node:buffer';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatDecimal } from '@holdfast/decimal';
import { isHoldfastError } from '@holdfast/errors';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalPolicy, readCanonicalPolicy } from '../../src/policy/canonical-policy.ts';
import { parsePolicy, policyFromInput } from '../../src/policy/parse-policy.ts';

const root = join(import.meta.dirname, '../../../..');
const parse = (text: string) => parsePolicy(text, 'p.yaml');
const TRADE = 'allow: [trade]\nsymbols: [BTCUSDT]\nmax_order_usd: 50\n';
const canonical = (text: string) => canonicalPolicy(parse(text)).toString();

function messageOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (!isHoldfastError(error)) throw error;
    expect(error.code).toMatch(/^POLICY_(INVALID|SYNTAX)$/);
    return error.message;
  }
  throw new Error('nothing was thrown');
}

describe('a policy file', () => {
  it('fills in the documented defaults', () => {
    expect(canonical(TRADE)).toBe(
      '{"allow":["trade"],"cancel_all":false,"expires":null,"hours":null,"ips":["127.0.0.1","::1"],"market":false,"max_daily_slippage_usd":"1","max_daily_usd":"50","max_open_orders":null,"max_order_usd":"50","max_share_of_volume_pct":null,"order_types":["limit","post-only"],"own_orders_only":false,"price_band_pct":"2","rate":{"burst":20,"per_second":"10"},"sides":["buy","sell"],"symbols":["BTCUSDT"]}',
    );
  });

  it('allows no trading without trade, whatever else it says', () => {
    expect(parse('allow: [read]\nsymbols: [BTCUSDT]\nmax_order_usd: 50').trade).toBeNull();
  });

  it('does not read the account without read', () => {
    expect(parse(TRADE).read).toBe(false);
  });

  it.each([
    ['0.10', '0.1'],
    ['"0.10"', '0.1'],
    ['0.00000001', '0.00000001'],
    ['123456789012.12345678', '123456789012.12345678'],
    ['50.000000000000', '50'],
  ])('keeps the amount %s exactly', (written, amount) => {
    const { trade } = parse(`allow: [trade]\nsymbols: [A]\nmax_order_usd: ${written}`);
    expect(formatDecimal(trade!.maxOrderUsd)).toBe(amount);
  });

  it.each([
    '0',
    '0.0',
    '007',
    '-1',
    '+1',
    '1e3',
    '1E3',
    '.5',
    '5.',
    '0x10',
    '0o17',
    '0b1',
    '.inf',
    '.nan',
    '"1,000"',
    '1_000',
    '"$50"',
    '50 USD',
    '"٥٠"',
    '５０',
    '0.000000001',
    '1000000000000.01',
    '"1".',
    '"NaN"',
    '"Infinity"',
    '" 50"',
    'true',
    '[50]',
    '{usd: 50}',
    '',
    '99999999999999999999999999999999999999999',
  ])('refuses the amount %j', (written) => {
    expect(messageOf(() => parse(`allow: [trade]\nsymbols: [A]\nmax_order_usd: ${written}`))).toMatch(
      /^p\.yaml:3:/,
    );
  });

  it.each([
    ['allow: []', 'p.yaml:1:8 allow:'],
    ['allow: [write]', 'p.yaml:1:9 allow[0]: "write" is not allowed.'],
    ['allow: [read, transfer]', '"transfer" is not allowed yet: it needs an approval by a second person'],
    ['allow: [read, withdraw]', '"withdraw" is not allowed yet: it needs an approval by a second person'],
    ['allow: [admin]', '"admin" is not allowed yet: it needs an approval by a second person'],
    ['allow: [credential]', '"credential" is not allowed. Allowed: read, trade.'],
    ['allow: all', 'Allowed: [read], [trade] or [read, trade].'],
    ['allow: [trade]', 'symbols: is required when allow has trade'],
    ['allow: [trade]\nsymbols: [A]', 'max_order_usd: is required when allow has trade'],
    [`${TRADE}symbol: [B]`, 'p.yaml:4:1 symbol: unknown key.'],
    [`${TRADE}max_dayly_usd: 5`, 'Did you mean "max_daily_usd"?'],
    [`${TRADE}max_order_usd: 5000`, 'p.yaml:4:1 max_order_usd: is here for the second time'],
    [`${TRADE}market: true`, 'p.yaml:4:9 market: needs price_band_pct'],
    [`${TRADE}order_types: [limit, market]`, 'p.yaml:4:22 order_types[1]: "market" fills at any price'],
    [`${TRADE}order_types: [stop-market]`, 'needs market: true'],
    [`${TRADE}order_types: [trailing-stop]`, 'needs market: true'],
    [`${TRADE}order_types: [iceberg]`, '"iceberg" is not allowed.'],
    [`${TRADE}sides: []`, 'Allowed: [buy], [sell] or [buy, sell].'],
    [`${TRADE}sides: [BUY]`, 'Did you mean "buy"?'],
    [`${TRADE}price_band_pct: 51`, 'above 0 to 50'],
    [`${TRADE}price_band_pct: 0`, 'above 0 to 50'],
    [`${TRADE}price_band_pct: 2%`, 'above 0 to 50'],
    [`${TRADE}max_share_of_volume_pct: 101`, 'above 0 to 100'],
    [`${TRADE}max_open_orders: 0`, 'a whole number from 1'],
    [`${TRADE}max_open_orders: 1.5`, 'a whole number from 1'],
    [`${TRADE}max_open_orders: .inf`, 'a whole number from 1'],
    [`${TRADE}cancel_all: yes`, 'Allowed: true, false.'],
    [`${TRADE}cancel_all: true\nown_orders_only: true`, 'which own_orders_only forbids'],
    [`${TRADE}rate: {per_second: 0}`, 'rate.per_second: must be a plain number above 0'],
    [`${TRADE}rate: {per_second: 0.0001}`, 'at most 3 decimals'],
    [`${TRADE}rate: {burst: 0}`, 'rate.burst: 0 is not allowed'],
    [`${TRADE}rate: {per_minute: 1}`, 'rate.per_minute: unknown key'],
    [`${TRADE}symbols: [B]`, 'second time'],
    ['allow: [read]\nips: []', 'p.yaml:2:6 ips'],
    ['allow: [read]\nips: [10.0.0.1/8]', 'ips[0]: has an address inside a block; write 10.0.0.0/8'],
    ['allow: [read]\nips: [010.0.0.1]', 'ips[0]: is no address'],
    ['allow: [read]\nips: ["fe80::1%eth0"]', 'ips[0]: is no address'],
    ['allow: [read]\nips: [any]', 'ips[0]: is no address'],
    ['allow: [read]\nhours: [8:00-9:00]', 'hours[0]: must be two times'],
    ['allow: [read]\nhours: [09:00-09:00]', 'hours[0]: must be two times'],
    ['allow: [read]\nhours: [24:00-09:00]', 'hours[0]: must be two times'],
    ['allow: [read]\nhours: [09:00-24:01]', 'hours[0]: must be two times'],
    ['allow: [read]\nhours: [09:60-10:00]', 'hours[0]: must be two times'],
    ['allow: [read]\nhours: [09:00-17:00 Europe/Berlin]', 'hours[0]: must be two times'],
    ['allow: [read]\nhours: []', 'p.yaml:2:8 hours'],
    ['allow: [read]\nexpires: 2027-02-30', 'expires: must be a date'],
    ['allow: [read]\nexpires: 2027-01-01T00:00:00+02:00', 'expires: must be a date'],
    ['allow: [read]\nexpires: 90d', 'expires: must be a date'],
    ['allow: [read]\nexpires: 1798761600', 'expires: 1798761600 is read as a number'],
    ['allow: &a [read]\nips: *a', 'aliases such as'],
    ['allow: [read]\n---\nallow: [trade]', 'a file holds one policy'],
    ['[read]', 'A policy has at least one, such as "allow: [read]".'],
    ['', 'A policy has at least one'],
    ['allow: [read]\n__proto__: {}', 'can be no key'],
    ['allow: [read]\nconstructor: {}', 'unknown key'],
  ])('refuses %j with its place', (text, message) => {
    expect(messageOf(() => parse(text))).toContain(message);
  });

  it('reads an expiry as a moment in UTC', () => {
    expect(parse('allow: [read]\nexpires: 2027-01-01').expires).toBe(Date.UTC(2027, 0, 1));
    expect(parse('allow: [read]\nexpires: 2028-02-29T12:30:00Z').expires).toBe(Date.UTC(2028, 1, 29, 12, 30));
  });

  it('never lets an unquoted number of JSON stand for money', () => {
    expect(
      messageOf(() => policyFromInput({ allow: ['trade'], symbols: ['A'], max_order_usd: 0.1 }, 'request')),
    ).toContain('max_order_usd: 0.1 is not allowed.');
  });
});

describe('the canonical bytes of a policy', () => {
  it.each([
    ['order of keys', 'max_order_usd: 50\nsymbols: [BTCUSDT]\nallow: [trade]\n'],
    ['a default written out', `${TRADE}price_band_pct: 2.00\nmax_daily_usd: "50.0"\n`],
    ['comments', `# mine\n${TRADE}`],
    ['a repeated element', 'allow: [trade, trade]\nsymbols: [BTCUSDT, BTCUSDT]\nmax_order_usd: 50'],
    ['another spelling of an address', `${TRADE}ips: ["::ffff:127.0.0.1", "0:0::1/128"]`],
  ])('do not depend on %s', (_, text) => {
    expect(canonical(text)).toBe(canonical(TRADE));
  });

  it.each([
    'max_order_usd: 50.00000001',
    'max_daily_usd: 51',
    'max_daily_slippage_usd: 0',
    'sides: [buy]',
    'order_types: [limit]',
    'price_band_pct: 2.0001',
    'max_open_orders: 1',
    'max_share_of_volume_pct: 100',
    'cancel_all: true',
    'own_orders_only: true',
    'rate: {burst: 21}',
    'ips: [127.0.0.1]',
    'hours: [00:00-24:00]',
    'expires: 2027-01-01',
  ])('change with %s', (line) => {
    const base = line.startsWith('max_order_usd') ? TRADE.replace(/max_order_usd.*\n/, '') : TRADE;
    expect(canonical(base + line)).not.toBe(canonical(TRADE));
  });

  it('are read back to the same policy', () => {
    for (const text of [
      TRADE,
      'allow: [read]\nhours: [22:00-06:00]\nexpires: 2027-01-01',
      ...shipped().map(([, text]) => text),
    ]) {
      const policy = parse(text);
      const back = readCanonicalPolicy(canonicalPolicy(policy));
      expect(canonicalPolicy(back)).toEqual(canonicalPolicy(policy));
      expect(back.trade?.symbols).toEqual(policy.trade?.symbols);
      expect(back.trade?.orderTypes).toEqual(policy.trade?.orderTypes);
    }
  });

  it('round trip for any amounts, the derived slippage limit included', () => {
    const amount = fc.tuple(fc.bigInt(1n, 10n ** 18n), fc.integer({ min: 0, max: 8 }));
    fc.assert(
      fc.property(amount, amount, fc.integer({ min: 1, max: 500_000 }), ([a, s], [b, t], band) => {
        const text = `allow: [trade]\nsymbols: [A]\nmax_order_usd: ${formatDecimal({ units: a, scale: s })}\nmax_daily_usd: ${formatDecimal({ units: b, scale: t })}\nprice_band_pct: ${formatDecimal({ units: BigInt(band), scale: 4 })}`;
        fc.pre(a <= 10n ** BigInt(12 + s) && b <= 10n ** BigInt(12 + t));
        const bytes = canonicalPolicy(parse(text));
        expect(canonicalPolicy(readCanonicalPolicy(bytes))).toEqual(bytes);
      }),
    );
  });

  it.each([
    ['nothing', ''],
    ['no JSON', 'allow: [read]'],
    ['a blank more', `${canonical(TRADE)} `],
    ['other order', '{"rate":{"burst":20,"per_second":"10"},"allow":["read"]}'],
    ['a default left out', '{"allow":["read"]}'],
    ['a key twice', canonical(TRADE).replace('"allow":["trade"]', '"allow":["read"],"allow":["trade"]')],
    ['an amount as number', canonical(TRADE).replace('"50"', '50')],
    ['an amount in another spelling', canonical(TRADE).replace('"50"', '"50.0"')],
    ['an unknown key', canonical(TRADE).replace('{"allow"', '{"all":1,"allow"')],
    ['withdraw', canonical(TRADE).replace('"trade"', '"withdraw"')],
  ])('are refused when they hold %s', (_, text) => {
    expect(messageOf(() => readCanonicalPolicy(Buffer.from(text)))).not.toBe('');
  });
});

function shipped(): [string, string][] {
  const folder = join(root, 'policies');
  return readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => [name, readFileSync(join(folder, name), 'utf8')]);
}

describe('shipped policies', () => {
  it.each(shipped())('%s is valid and names its schema', (name, text) => {
    expect(() => parsePolicy(text, name)).not.toThrow();
    expect(text).toMatch(/^# yaml-language-server: \$schema=\.\/policy\.schema\.json\n/);
  });

  it.each(shipped())('%s stands in docs/policy.md as it is', (_, text) => {
    const example = text.replace(/^.*\n/, '').trim();
    expect(readFileSync(join(root, 'docs/policy.md'), 'utf8')).toContain(example);
  });
});
