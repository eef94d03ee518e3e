import { createSecretKey } from 'node:crypto';
import { expect, test } from 'vitest';
import type { Dialect, UnsignedRequest } from '../../src/dialect/dialect.ts';
import { dialects } from '../../src/dialects/index.ts';
import type { LoadedExchangeKey } from '../../src/keys/key-ring.ts';
import { ownReads } from '../../src/pipeline/own-reads.ts';

const kraken = dialects.get('kraken') as Dialect;
const TOKEN: UnsignedRequest = {
  method: 'POST',
  host: 'api.kraken.com',
  path: '/0/private/GetWebSocketsToken',
  query: [],
  body: { kind: 'form', pairs: [] },
};
const KEY: LoadedExchangeKey = {
  number: 1,
  name: 'main',
  version: 1,
  target: 'real',
  key: { keyId: 'id', algorithm: 'hmac', key: createSecretKey(Buffer.from('secret')), passphrase: null },
  nonceFloor: 0n,
};

/** Sends, and tells what left. `stops`: when the key is stopped. */
function ask(stops: 'never' | 'before its turn' | 'while it connects') {
  let maySign = true;
  const left: string[] = [];
  const asking = ownReads({
    upstream: {
      isRedirected: () => false,
      paperClock: () => null,
      send: async ({ target }, beforeFirstByte) => {
        if (stops === 'while it connects') maySign = false;
        await beforeFirstByte();
        left.push(target);
        return {
          status: 200,
          headers: [],
          body: Buffer.from('{"error":[],"result":{"token":"t"}}'),
        } as never;
      },
    },
    gate: { check: () => undefined, notice: async () => undefined },
    budget: { take: async () => ({ giveBack: () => undefined, notice: async () => undefined }) } as never,
    senders: {
      run: async (_key, _strict, stillWanted, send) => {
        if (stops === 'before its turn') maySign = false;
        stillWanted();
        return send(1n);
      },
    },
    maySign: () => maySign,
    clock: () => 1_700_000_000_000,
  })(kraken, KEY, TOKEN);
  return { asking, left };
}

test('a read of the gateway’s own leaves with a key that may sign', async () => {
  const { asking, left } = ask('never');
  expect((await asking).status).toBe(200);
  expect(left).toHaveLength(1);
});

test.each(['before its turn', 'while it connects'] as const)(
  'nothing leaves when the key is to be deleted, retired, or sealed away %s',
  async (stops) => {
    const { asking, left } = ask(stops);
    await expect(asking).rejects.toMatchObject({ reason: 'unavailable' });
    expect(left).toEqual([]);
  },
);
