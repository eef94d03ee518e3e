import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { explainPolicy } from '../../src/policy/explain-policy.ts';
import { parsePolicy } from '../../src/policy/parse-policy.ts';
import { policyWith } from './requests.ts';

const SHIPPED = join(import.meta.dirname, '..', '..', '..', '..', 'policies');
const text = (...lines: string[]) =>
  explainPolicy(policyWith(...lines))
    .flatMap(({ title, points }) => [title, ...points])
    .join('\n');

describe('a policy in plain words', () => {
  it('says of every limit what it is', () => {
    const said = text(
      'symbols: [BTCUSDT, ETHUSDT]',
      'max_order_usd: 12.5',
      'max_daily_usd: 1250000',
      'max_daily_slippage_usd: 3',
      'max_open_orders: 7',
      'max_share_of_volume_pct: 0.25',
      'price_band_pct: 1.5',
      'rate: {per_second: 0.5, burst: 3}',
      'ips: [203.0.113.7, 10.0.0.0/8]',
      'hours: [06:00-22:00]',
      'expires: 2027-01-01',
    );
    for (const part of [
      'buy and sell BTCUSDT and ETHUSDT',
      'up to 12.5 USD each',
      'up to 1,250,000 USD in any 24 hours',
      'bad prices can take up to 3 USD from you in any 24 hours',
      'up to 7 orders open',
      'up to 0.25 % of what the exchange trades',
      'up to 1.5 % worse',
      '0.5 requests a second, or 3 at once',
      'from 203.0.113.7 and 10.0.0.0/8',
      '06:00-22:00 UTC',
      'until 2027-01-01T00:00:00Z',
    ]) {
      expect(said).toContain(part);
    }
  });

  it.each([
    ['sides: [buy]', 'buy, not sell,'],
    ['sides: [sell]', 'sell, not buy,'],
    ['cancel_all: true', 'cancel every order of the account at once'],
    ['own_orders_only: true', 'only orders that it placed itself'],
    ['ips: [0.0.0.0/0]', 'from EVERY address'],
    ['ips: [10.0.0.1, "::/0"]', 'from EVERY address'],
    ['ips: ["::1"]', 'from the machine that the gateway runs on'],
    ['max_daily_slippage_usd: 0', 'bad prices take nothing from you'],
    ['allow: [trade]', 'buy and sell'],
  ])('with %s says "%s"', (line, part) => {
    expect(text(line)).toContain(part);
  });

  it('says that market orders have no price only where they are allowed', () => {
    expect(text('market: true')).toContain('leave the price to the exchange');
    expect(text()).not.toContain('leave the price to the exchange');
  });

  it('does not show what a key that may not trade can’t do, nor the account to one that may not read', () => {
    const reader = explainPolicy(parsePolicy('allow: [read]', 'x.yaml')).flatMap(({ points }) => points);
    expect(reader).toContain('nothing can be bought, sold or taken with it');
    expect(reader.join('\n')).not.toMatch(/USD|buy and sell|cancel orders/);
    expect(text('allow: [trade]')).not.toMatch(/see the balances|thief sees/);
  });

  it('counts symbols that are too many to read', () => {
    const names = Array.from({ length: 15 }, (_, i) => `COIN${i}USDT`);
    expect(text(`symbols: [${names.join(', ')}]`)).toContain('COIN11USDT and 3 others');
  });

  it.each(readdirSync(SHIPPED).filter((name) => name.endsWith('.yaml')))(
    '%s is a policy with a meaning',
    (name) => {
      const policy = parsePolicy(readFileSync(join(SHIPPED, name), 'utf8'), name);
      for (const { title, points } of explainPolicy(policy)) {
        expect(title).not.toBe('');
        expect(points.length).toBeGreaterThan(0);
      }
    },
  );
});
