import { HoldfastError } from '@holdfast/errors';
import { describe, expect, it } from 'vitest';
import { malformed, Refusal } from '../src/refusal.ts';

describe('a refusal', () => {
  const refusal = new Refusal('policy', 'max_order_usd', 'The order is too big.', { limit: '100' });

  it('is an error of the family, with reason, rule and facts', () => {
    expect(refusal).toBeInstanceOf(HoldfastError);
    expect(refusal).toMatchObject({ code: 'REQUEST_REFUSED', reason: 'policy', rule: 'max_order_usd' });
    expect(refusal.message).toContain('The order is too big.');
    expect(refusal.facts).toEqual({ limit: '100', reason: 'policy', rule: 'max_order_usd' });
  });

  it('can’t be given another reason by its facts', () => {
    expect(new Refusal('signature', 'key id', 'x', { reason: 'rate', rule: 'y' }).facts).toEqual({
      reason: 'signature',
      rule: 'key id',
    });
  });

  it('names its rule once to the caller, also if the sentence begins with it', () => {
    expect(refusal.explanation).toMatch(/^Holdfast: max_order_usd: .*The order is too big\./);
    expect(new Refusal('policy', 'symbols', 'symbols: not BTC/USDT.').explanation).toBe(
      'Holdfast: symbols: not BTC/USDT.',
    );
  });

  it('is thrown for what can’t be parsed', () => {
    expect(() => malformed('some rule', 'Some sentence.')).toThrow(
      expect.objectContaining({ reason: 'malformed', rule: 'some rule' }),
    );
  });
});
