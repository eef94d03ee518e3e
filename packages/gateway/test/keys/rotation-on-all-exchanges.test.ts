import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkExchangeKey } from '../../src/administration/check-exchange-key.ts';
import { retireVersion, rotateExchangeKey } from '../../src/administration/rotate-exchange-key.ts';
import { rotateVirtualKey } from '../../src/administration/rotate-virtual-key.ts';
import type { KeyPermissions } from '../../src/dialect/dialect.ts';
import { dialects } from '../../src/dialects/index.ts';
import type { RunningGateway } from '../../src/process/running-gateway.ts';
import { venues } from '../process/exchanges/index.ts';
import type { Credential } from '../process/exchanges/venue.ts';
import type { FakeExchange } from '../process/fake-exchange.ts';
import { type Credentials, ccxtOf, startTrial, type Trial } from '../process/trial.ts';

const KEYS = venues.flatMap((venue) => venue.algorithms.map((algorithm) => ({ venue, algorithm })));
/** ccxt asks for markets before it asks for anything else. */
const POLICY = 'allow: [read]\nips: [127.0.0.1]\nrate: {per_second: 100, burst: 200}\n';
const GOOD: KeyPermissions = { read: true, trade: true, withdraw: false, ipRestricted: true };

let trial: Trial;
let gateway: RunningGateway;
const fakes = new Map<string, FakeExchange>();
const first = new Map<string, Credential | undefined>();
beforeAll(async () => {
  trial = await startTrial();
  for (const { venue, algorithm } of KEYS) {
    const name = `${venue.exchange}-${algorithm}`;
    const fake = await trial.join(name, venue, algorithm);
    fakes.set(name, fake);
    first.set(name, fake.credentials.at(-1));
  }
  gateway = await trial.start();
});
afterAll(() => trial.stop());

describe.each(KEYS)('$venue.exchange with a key of $algorithm', ({ venue, algorithm }) => {
  const name = `${venue.exchange}-${algorithm}`;
  const balance = (credentials: Credentials) =>
    ccxtOf(venue.exchange, gateway.port, credentials).fetchBalance();

  test('both keys are rotated, and an unmodified client goes on with either generation', async () => {
    const fake = fakes.get(name) as FakeExchange;
    const dialect = dialects.get(venue.exchange);
    if (dialect === undefined) throw new Error('there is no dialect of it');
    const old = await trial.issue(`bot-${name}`, POLICY, name, algorithm);
    await gateway.refresh();
    await balance(old);

    const next = venue.makeCredential(algorithm);
    fake.credentials.push(next);
    await rotateExchangeKey(trial.operation, {
      name,
      dialect,
      apiKey: Buffer.from(next.keyId),
      secret: Buffer.from(next.secret),
      passphrase: next.passphrase === null ? null : Buffer.from(next.passphrase),
      permissions: GOOD,
      acceptedRisks: [],
      nonceFloor: 0n,
    });
    await retireVersion(trial.operation, name, 1);
    // The exchange knows the old key no more.
    const known = fake.credentials.filter((one) => one !== first.get(name));
    fake.credentials.splice(0, fake.credentials.length, ...known);
    await balance(old);

    const rotated = await rotateVirtualKey(
      trial.operation,
      { name: `bot-${name}`, overlapMs: 3_600_000, policy: null, expiresAt: null },
      dialects,
    );
    await gateway.refresh();
    const password = rotated.passphrase?.toString('latin1');
    await balance({
      apiKey: rotated.apiKey,
      secret: rotated.secret.toString('latin1'),
      ...(password === undefined ? {} : { password }),
    });
    await balance(old);

    const check = await checkExchangeKey(trial.operation, name, async () => ({
      permissions: (await gateway.askPermissions(name)) ?? GOOD,
      nonce: null,
    }));
    expect(check).toMatchObject({
      version: 2,
      answered: true,
      permissions: { withdraw: venue.acceptRisks?.includes('unverified') ? null : false },
    });
  });
});
