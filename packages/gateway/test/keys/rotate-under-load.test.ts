import { Agent } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { raiseNonceFloor } from '../../src/administration/check-exchange-key.ts';
import { retireVersion, rotateExchangeKey } from '../../src/administration/rotate-exchange-key.ts';
import { parseRecord } from '../../src/audit/record.ts';
import { dialects } from '../../src/dialects/index.ts';
import type { RunningGateway } from '../../src/process/running-gateway.ts';
import { limitOrder, rawRequest, sendRaw } from '../attacks/raw-client.ts';
import { kraken } from '../process/exchanges/kraken.ts';
import type { FakeExchange } from '../process/fake-exchange.ts';
import { ccxtOf, startTrial, TRADER, type Trial } from '../process/trial.ts';

const BUSY = TRADER.replace('max_daily_usd: 1500', 'max_daily_usd: 1000000')
  .replace('max_daily_slippage_usd: 50', 'max_daily_slippage_usd: 100000')
  .replace('rate: {per_second: 100, burst: 200}', 'rate: {per_second: 10000, burst: 10000}');
/** In flight at any moment. */
const AT_ONCE = 200;

let trial: Trial;
let gateway: RunningGateway;
beforeAll(async () => {
  trial = await startTrial();
  gateway = await trial.start();
});
afterAll(() => trial.stop());

async function rotate(name: string, exchange: FakeExchange): Promise<string> {
  const credential = exchange.venue.makeCredential('hmac');
  exchange.credentials.push(credential);
  const dialect = dialects.get(exchange.venue.exchange);
  if (dialect === undefined) throw new Error('there is no dialect of it');
  await rotateExchangeKey(trial.operation, {
    name,
    dialect,
    apiKey: Buffer.from(credential.keyId),
    secret: Buffer.from(credential.secret),
    passphrase: null,
    permissions: { read: true, trade: true, withdraw: false, ipRestricted: true },
    acceptedRisks: [],
    nonceFloor: 0n,
  });
  return credential.keyId;
}

/** When each client order id was decided, and each rotation was recorded, by the database's clock. */
async function recordedTimes() {
  const { rows } = await trial.database.admin.pool.query<{ canonical: Buffer }>(
    'SELECT canonical FROM holdfast.audit_entries ORDER BY id',
  );
  const records = rows.map(({ canonical }) => parseRecord(canonical));
  const decided = new Map<string, { time: string; accepted: boolean }[]>();
  const rotations: string[] = [];
  for (const { content, verdict, time } of records) {
    if (content.kind === 'request' && verdict !== null && 'key' in verdict) {
      const id = content.orders[0]?.clientOrderId ?? '';
      decided.set(id, [...(decided.get(id) ?? []), { time, accepted: verdict.accepted }]);
    }
    if (content.kind === 'exchange-key' && content.change === 'rotate' && content.state === 'active')
      rotations.push(time);
  }
  return { decided, rotations };
}

describe('an exchange key is rotated under load, on two replicas', () => {
  test('no request fails; each is signed with the key that was in force when it was decided', async () => {
    const other = await trial.start('replica-2');
    const credentials = await trial.issue('busy', BUSY);
    for (const one of [gateway, other]) await one.refresh();
    const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });
    let more = true;
    let count = 0;
    const statuses: number[] = [];
    const client = async (_: unknown, number: number) => {
      while (more) {
        const order = limitOrder({ quantity: '0.00001', newClientOrderId: `rot-${count++}` });
        const { status } = await sendRaw(
          (number % 2 === 0 ? gateway : other).port,
          rawRequest(credentials, 'POST', '/api/v3/order', order),
          agent,
        );
        statuses.push(status);
      }
    };
    const clients = Array.from({ length: AT_ONCE }, client);
    const ids = [trial.realKeyId];
    for (let i = 0; i < 3; i++) {
      const before = statuses.length;
      await expect.poll(() => statuses.length, { timeout: 10_000 }).toBeGreaterThan(before + AT_ONCE);
      ids.push(await rotate('main', trial.exchange));
    }
    const before = statuses.length;
    await expect.poll(() => statuses.length, { timeout: 10_000 }).toBeGreaterThan(before + AT_ONCE);
    more = false;
    await Promise.all(clients);
    agent.destroy();

    expect(statuses.filter((status) => status !== 200)).toEqual([]);
    const orders = trial.exchange.orders.filter(({ parameters }) =>
      parameters.get('newClientOrderId')?.startsWith('rot-'),
    );
    expect(orders.length).toBe(count);
    expect(orders.every(({ signed }) => signed === true)).toBe(true);
    const { decided, rotations } = await recordedTimes();
    expect(rotations).toHaveLength(3);
    for (const { parameters, headers } of orders) {
      const accepted = decided.get(parameters.get('newClientOrderId') ?? '')?.filter((one) => one.accepted);
      expect(accepted).toHaveLength(1);
      const inForce = rotations.filter((time) => time < (accepted?.[0].time ?? '')).length;
      expect(headers['x-mbx-apikey']).toBe(ids[inForce]);
    }
    // All four have signed, or this would prove nothing.
    expect(new Set(orders.map(({ headers }) => headers['x-mbx-apikey'])).size).toBe(4);
  }, 60_000);

  test('what was decided with a key that is retired before it is sent, is not sent', async () => {
    const exchange = await trial.join('strict', kraken, 'hmac');
    const fresh = await trial.start('gateway-2');
    const credentials = await trial.issue('late', 'allow: [read]\nips: [127.0.0.1]\n', 'strict');
    await fresh.refresh();
    const read = () => ccxtOf('kraken', fresh.port, credentials).privatePostBalance({});
    // Kraken's nonces make the second wait, decided, until the first was answered; that is never.
    exchange.respond = () => 'hang';
    const hanging = read().catch((error: Error) => error);
    await expect.poll(() => exchange.seen.length).toBe(1);
    const waiting = read().catch((error: Error) => error);
    await expect.poll(accepted).toBe(2);
    exchange.respond = () => undefined;
    await rotate('strict', exchange);
    await retireVersion(trial.operation, 'strict', 1);
    await fresh.refresh();
    for (const one of [await hanging, await waiting]) expect(one).toBeInstanceOf(Error);
    expect(exchange.seen).toHaveLength(1);
    expect(await read()).toMatchObject({ error: [] });
    expect(exchange.seen.at(-1)?.headers['api-key']).toBe(exchange.credentials[1].keyId);

    // The key was used elsewhere meanwhile: what the gateway had in hand is worth nothing.
    const floor = BigInt(Date.now()) + 10n ** 9n;
    await raiseNonceFloor(trial.operation, 'strict', floor);
    await fresh.refresh();
    expect(await read()).toMatchObject({ error: [] });
    const nonce = BigInt(exchange.seen.at(-1)?.parameters.get('nonce') ?? 0);
    expect(nonce).toBe(floor + 1n);
  });
});

async function accepted(): Promise<number> {
  const { rows } = await trial.database.admin.pool.query<{ count: string }>(
    `SELECT count(*) FROM holdfast.audit_entries e JOIN holdfast.virtual_keys k ON k.number = e.virtual_key
     WHERE e.accepted AND k.name = 'late'`,
  );
  return Number(rows[0].count);
}
