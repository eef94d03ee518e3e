import fc from 'fast-check';
import { expect, it } from 'vitest';
import { clientOrderId } from '../../src/venue/client-order-id.ts';

const attempts = fc.record({
  portfolio: fc.string({ maxLength: 40 }),
  plan: fc.string({ maxLength: 20 }),
  step: fc.nat(500),
  attempt: fc.nat(500),
});

it('fits Binance and Kraken, whatever a portfolio is called', () => {
  fc.assert(
    fc.property(attempts, (of) => {
      const id = clientOrderId(of);
      // Binance, and Kraken's short form of a UUID.
      expect(id).toMatch(/^[a-zA-Z0-9-_]{1,36}$/);
      expect(id).toMatch(/^[0-9a-f]{32}$/);
      // Nor may ccxt or the exchange read it as another kind of Kraken's ids, of which free text has at most 18 characters.
      expect(id.length).toBeGreaterThan(18);
    }),
  );
});

it('is the same for the same attempt and another for every other one', () => {
  fc.assert(
    fc.property(attempts, attempts, (a, b) => {
      const same =
        a.portfolio === b.portfolio && a.plan === b.plan && a.step === b.step && a.attempt === b.attempt;
      expect(clientOrderId(a) === clientOrderId(b)).toBe(same);
    }),
  );
  const of = { portfolio: 'a', plan: '1', step: 1, attempt: 11 };
  // What would run together without separators.
  expect(clientOrderId(of)).not.toBe(clientOrderId({ ...of, step: 11, attempt: 1 }));
  expect(clientOrderId(of)).not.toBe(clientOrderId({ ...of, portfolio: 'a1', plan: '' }));
  // Never another for the same: what was sent before an update must be found after it.
  expect(clientOrderId({ portfolio: 'growth', plan: '17', step: 0, attempt: 0 })).toBe(
    '402d0101a782db18249384b717dfa223',
  );
});
