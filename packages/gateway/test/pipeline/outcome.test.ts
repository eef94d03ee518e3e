import { describe, expect, test } from 'vitest';
import { outcomeOf } from '../../src/pipeline/outcome.ts';
import { Refusal } from '../../src/refusal.ts';
import { UpstreamFailure } from '../../src/upstream/upstream-client.ts';

const answer = (status: number) =>
  outcomeOf({ status, headers: [], body: Buffer.alloc(0) }, null, null).outcome;

describe('only certainty gives a reservation back', () => {
  test.each([400, 401, 403, 404, 405, 413, 415, 418, 422, 451])('%i: rejected', (status) =>
    expect(answer(status)).toBe('rejected'),
  );
  test.each([
    100, 300, 301, 302, 304, 307, 408, 409, 425, 429, 500, 501, 502, 503, 504, 520, 522, 599, 0, 999,
  ])('%i: unknown', (status) => expect(answer(status)).toBe('unknown'));
  test.each([200, 201, 202, 204])('%i: accepted', (status) => expect(answer(status)).toBe('accepted'));
  test('nothing was sent: rejected', () => {
    expect(outcomeOf(null, new UpstreamFailure('x', false), null).outcome).toBe('rejected');
    expect(outcomeOf(null, new Refusal('stale', 'late', 'x'), null)).toEqual({
      outcome: 'rejected',
      detail: 'late',
    });
  });
  test.each([new UpstreamFailure('x', true), new TypeError('x'), 'text', null, undefined])(
    'whatever else went wrong: unknown',
    (failure) => expect(outcomeOf(null, failure, null).outcome).toBe('unknown'),
  );
});

describe('what is recorded of a failure', () => {
  test('is the system’s name of it, however deep', () => {
    const reset = Object.assign(new Error('read ECONNRESET 10.0.0.1 secret'), { code: 'ECONNRESET' });
    expect(outcomeOf(null, new UpstreamFailure('x', true, reset), null).detail).toBe('ECONNRESET');
  });
  test.each(['lower', 'A B', 'A'.repeat(41), 'A\n', 'é', 7, null])('is never text like %j', (code) => {
    const odd = Object.assign(new Error('x'), { code });
    expect(outcomeOf(null, new UpstreamFailure('x', true, odd), null).detail).toBeNull();
  });
});
