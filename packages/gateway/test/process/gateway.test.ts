import ccxt from 'ccxt';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { revokeVirtualKey, setFrozen } from '../../src/administration/virtual-keys.ts';
import type { RunningGateway } from '../../src/process/running-gateway.ts';
import { clientOf, startTrial, TRADER, type Trial } from './trial.ts';

let trial: Trial;
let gateway: RunningGateway;

beforeAll(async () => {
  trial = await startTrial();
  gateway = await trial.start();
});
afterAll(() => trial.stop());

async function trader(name: string, policy = TRADER) {
  const credentials = await trial.issue(name, policy);
  await gateway.refresh();
  return { credentials, client: clientOf(gateway.port, credentials) };
}

const placed = {
  symbol: 'BTCUSDT',
  orderId: 7,
  status: 'NEW',
  side: 'BUY',
  type: 'LIMIT',
  price: '50000',
  origQty: '0.01',
};

describe('an unmodified ccxt client trades through the gateway', () => {
  test('reads its balance; the exchange sees the real key, and neither the virtual key nor its signature', async () => {
    const { client, credentials } = await trader('reader');
    trial.exchange.respond = ({ path }) =>
      path === '/api/v3/account'
        ? { status: 200, body: { balances: [{ asset: 'BTC', free: '1.5', locked: '0' }] } }
        : undefined;
    const balance = await client.fetchBalance();
    expect(balance.BTC.free).toBe(1.5);
    const seen = trial.exchange.seen.findLast(({ path }) => path === '/api/v3/account');
    expect(seen?.signed).toBe(true);
    expect(seen?.headers['x-mbx-apikey']).toBe(trial.realKeyId);
    expect(JSON.stringify(seen?.headers) + seen?.parameters.toString()).not.toContain(credentials.apiKey);
  });

  test('places and cancels an order', async () => {
    const { client } = await trader('placer');
    trial.exchange.respond = () => ({ status: 200, body: placed });
    await client.createOrder('BTC/USDT', 'limit', 'buy', 0.01, 50_000);
    await client.cancelOrder('7', 'BTC/USDT');
    const [order, cancel] = trial.exchange.orders.slice(-2);
    expect(order.method).toBe('POST');
    expect(order.signed).toBe(true);
    expect(order.parameters.get('quantity')).toBe('0.01');
    expect(cancel.method).toBe('DELETE');
    expect(cancel.signed).toBe(true);
  });

  test('gets the exchange’s own error, and status and headers by allow-list', async () => {
    const { client } = await trader('rejected');
    trial.exchange.respond = () => ({
      status: 400,
      body: { code: -2010, msg: 'Account has insufficient balance for requested action.' },
    });
    await expect(client.createOrder('BTC/USDT', 'limit', 'buy', 0.01, 50_000)).rejects.toThrow(
      ccxt.InsufficientFunds,
    );
    expect(Object.keys(client.last_response_headers ?? {}).map((name) => name.toLowerCase())).not.toContain(
      'set-cookie',
    );
  });
});

describe('what the policy does not allow never reaches the exchange', () => {
  const refused = async (
    name: string,
    act: (client: ReturnType<typeof clientOf>) => Promise<unknown>,
    error: typeof ccxt.BaseError,
  ) => {
    const { client } = await trader(name);
    trial.exchange.respond = () => ({ status: 200, body: placed });
    const before = trial.exchange.orders.length;
    await expect(act(client)).rejects.toThrow(error);
    expect(trial.exchange.orders.length).toBe(before);
  };

  test('an order above max_order_usd', () =>
    refused(
      'large',
      (client) => client.createOrder('BTC/USDT', 'limit', 'buy', 0.03, 50_000),
      ccxt.InvalidOrder,
    ));
  test('a buy far above the market', () =>
    refused(
      'dear',
      (client) => client.createOrder('BTC/USDT', 'limit', 'buy', 0.001, 75_000),
      ccxt.InvalidOrder,
    ));
  test('a withdrawal', () =>
    refused('thief', (client) => client.withdraw('BTC', 1, 'bc1qxyz'), ccxt.PermissionDenied));

  test('many orders below the limit, sent at once, stop exactly at max_daily_usd', async () => {
    const { client } = await trader('splitter');
    trial.exchange.respond = () => ({ status: 200, body: placed });
    const before = trial.exchange.orders.length;
    const attempts = await Promise.allSettled(
      Array.from({ length: 12 }, (_, i) =>
        client.createOrder('BTC/USDT', 'limit', 'buy', 0.004, 50_000, { newClientOrderId: `part-${i}` }),
      ),
    );
    const accepted = attempts.filter(({ status }) => status === 'fulfilled').length;
    expect(trial.exchange.orders.length - before).toBe(accepted);
    // 0.004 BTC at the ask are 200.04 USD at least; seven of them fit under 1,500.
    expect(accepted).toBe(7);
  });
});

describe('who is not the key’s holder is refused', () => {
  test('a wrong secret and an unknown key get the same answer', async () => {
    const { credentials } = await trader('known');
    const answers = await Promise.all(
      [
        { ...credentials, secret: 'x'.repeat(64) },
        { apiKey: 'A'.repeat(64), secret: 'x'.repeat(64) },
      ].map(async (wrong) => {
        const client = clientOf(gateway.port, wrong);
        await expect(client.fetchBalance()).rejects.toThrow(ccxt.AuthenticationError);
        return client.last_http_response;
      }),
    );
    expect(answers[0]).toBe(answers[1]);
  });

  test('a key used from another address', async () => {
    const { client, credentials } = await trader('elsewhere', TRADER.replace('127.0.0.1', '203.0.113.7'));
    await expect(client.fetchBalance()).rejects.toThrow(ccxt.AuthenticationError);
    // The leak is on record with the key's name, though the thief learned nothing.
    const { rows } = await trial.database.admin.pool.query<{ rule: string; accepted: boolean }>(
      `SELECT rule, accepted FROM holdfast.audit_entries WHERE canonical LIKE '%' || $1::bytea || '%' AND kind = 'request'`,
      [Buffer.from(credentials.apiKey)],
    );
    expect(rows).toEqual([{ rule: 'ips', accepted: false }]);
  });

  test('the same order sent twice', async () => {
    const { client } = await trader('replayed');
    trial.exchange.respond = () => ({ status: 200, body: placed });
    const now = Date.now();
    client.milliseconds = () => now;
    const order = () =>
      client.createOrder('BTC/USDT', 'limit', 'buy', 0.001, 50_000, { newClientOrderId: 'once' });
    await order();
    const before = trial.exchange.orders.length;
    await expect(order()).rejects.toThrow();
    expect(trial.exchange.orders.length).toBe(before);
  });

  test('an order signed too long ago', async () => {
    const { client } = await trader('late');
    client.milliseconds = () => Date.now() - 60_000;
    await expect(client.fetchBalance()).rejects.toThrow(ccxt.InvalidNonce);
  });
});

describe('an operator can stop a key at once', () => {
  test('revoked: the next request is refused', async () => {
    const { client } = await trader('revoked');
    trial.exchange.respond = () => ({ status: 200, body: { balances: [] } });
    await client.fetchBalance();
    await revokeVirtualKey(trial.operation, 'revoked');
    await expect(client.fetchBalance()).rejects.toThrow(ccxt.BaseError);
  });

  test('frozen: refused on every replica in less than 100 ms; thawed: served again', async () => {
    const { client, credentials } = await trader('frozen');
    const second = await trial.start('gateway-2');
    const other = clientOf(second.port, credentials);
    trial.exchange.respond = () => ({ status: 200, body: { balances: [] } });
    await client.fetchBalance();
    await other.fetchBalance();
    await setFrozen(trial.operation, true, { kind: 'virtual-key', name: 'frozen' });
    const seen = trial.exchange.seen.length;
    await Promise.all(
      [client, other].map((one) => expect(one.fetchBalance()).rejects.toThrow(ccxt.BaseError)),
    );
    expect(trial.exchange.seen.length).toBe(seen);
    await setFrozen(trial.operation, false, { kind: 'virtual-key', name: 'frozen' });
    await client.fetchBalance();
  });
});

describe('a database that was changed behind the gateway’s back', () => {
  const tamper = async (name: string, statement: string) => {
    const { client } = await trader(name);
    trial.exchange.respond = () => ({ status: 200, body: { balances: [] } });
    await client.fetchBalance();
    await trial.database.admin.pool.query('SET session_replication_role = replica');
    await trial.database.admin.pool.query(statement);
    await gateway.refresh();
    await expect(client.fetchBalance()).rejects.toThrow(ccxt.AuthenticationError);
    expect(trial.log.join('\n')).toContain(name);
  };

  test('a policy that was widened', () =>
    tamper('widened', `UPDATE holdfast.virtual_keys SET addresses = '{0.0.0.0/0}' WHERE name = 'widened'`));
  test('an expiry that was put off', () =>
    tamper('extended', `UPDATE holdfast.virtual_keys SET expires_at = 'infinity' WHERE name = 'extended'`));
});
