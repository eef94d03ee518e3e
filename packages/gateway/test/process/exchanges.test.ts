import ccxt, { type Exchange } from 'ccxt';
import { afterEach, describe, expect, test } from 'vitest';
import { venues } from './exchanges/index.ts';
import { FakeExchange } from './fake-exchange.ts';

/*
 * What the exchanges of these tests accept without any gateway: an unmodified ccxt client that has the real key. If they
 * took bad signatures, all tests that rely on them would prove nothing.
 */

const started: FakeExchange[] = [];
afterEach(() => {
  for (const fake of started.splice(0)) fake.stop();
});

const KEYS = venues.flatMap((venue) => venue.algorithms.map((algorithm) => ({ venue, algorithm })));

describe.each(KEYS)(
  '$venue.exchange with a key of $algorithm, asked by ccxt directly',
  ({ venue, algorithm }) => {
    const credential = venue.makeCredential(algorithm);

    async function clientWith({ keyId, secret, passphrase }: typeof credential) {
      const fake = await FakeExchange.start(venue);
      fake.credentials.push(credential);
      started.push(fake);
      const client: Exchange = new ccxt[venue.exchange]({
        apiKey: keyId,
        secret,
        ...(passphrase === null ? {} : { password: passphrase }),
        enableRateLimit: false,
        options: venue.clientOptions ?? {},
      });
      client.fetchImplementation = (url: string, init: RequestInit) =>
        fetch(url.replace(/^https:\/\/[^/]+/, fake.url.origin), init);
      return { client, fake };
    }
    const signatures = (fake: FakeExchange) =>
      fake.seen.filter(({ path }) => !venue.isPublic(path)).map(({ signed }) => signed);

    test('takes what the real key signed', async () => {
      const { client, fake } = await clientWith(credential);
      expect((await client.fetchBalance()).BTC.total).toBe(1.5);
      await client.createOrder(venue.unified, 'limit', 'buy', 0.002, 49_000);
      expect(fake.account.orders).toHaveLength(1);
      expect(new Set(signatures(fake))).toEqual(new Set([true]));
    });

    test('refuses what another secret, and what another key signed', async () => {
      const other = venue.makeCredential(algorithm);
      for (const wrong of [
        { ...other, keyId: credential.keyId },
        { ...credential, keyId: other.keyId },
      ]) {
        const { client, fake } = await clientWith(wrong);
        await expect(client.fetchBalance()).rejects.toThrow(ccxt.BaseError);
        expect(new Set(signatures(fake))).toEqual(new Set([false]));
      }
    });

    test('refuses a changed order, and one without a signature', async () => {
      const { client, fake } = await clientWith(credential);
      await client.createOrder(venue.unified, 'limit', 'buy', 0.002, 49_000);
      const sent = fake.seen.findLast((request) => venue.isOrder(request));
      if (sent === undefined) throw new Error('no order was sent');
      const { headers, ...rest } = sent;
      const changes = [
        { ...rest, headers: {}, query: '', body: '' },
        // Their signatures don't cover the body.
        ...(['coinbase', 'htx'].includes(venue.exchange)
          ? [{ ...rest, headers, path: sent.path.replace('orders', 'other') }]
          : [
              {
                ...rest,
                headers,
                query: sent.query.replace('49000', '49001'),
                body: sent.body.replace('49000', '49001'),
              },
            ]),
      ];
      for (const changed of changes) expect(venue.verify(changed, credential)).not.toBe(true);
      expect(venue.verify(sent, credential)).toBe(true);
    });
  },
);
