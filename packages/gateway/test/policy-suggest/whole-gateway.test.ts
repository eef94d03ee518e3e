import { afterAll, beforeAll, expect, test } from 'vitest';
import { AuditLog } from '../../src/audit/audit-log.ts';
import { exportLog } from '../../src/audit/export.ts';
import { PostgresAuditStore } from '../../src/audit/postgres-audit-store.ts';
import { noteVerifier } from '../../src/audit/signed-note.ts';
import { parsePolicy } from '../../src/policy/parse-policy.ts';
import { suggestPolicy } from '../../src/policy-suggest/suggest-policy.ts';
import { readRecorded } from '../../src/policy-test/read-recorded.ts';
import { limitOrder, rawRequest, sendRaw } from '../attacks/raw-client.ts';
import { signer } from '../audit/sample.ts';
import { startTrial, TRADER, type Trial } from '../process/trial.ts';

let trial: Trial;
beforeAll(async () => {
  trial = await startTrial();
});
afterAll(() => trial.stop());

async function* exported(): AsyncGenerator<Buffer> {
  const store = new PostgresAuditStore(trial.database.as('holdfast_gateway'), 'exporter');
  const log = await AuditLog.open({ store, signer, sinks: [], kept: [] });
  await log.sequence();
  for await (const text of exportLog(store, noteVerifier(signer.name, signer.key))) yield Buffer.from(text);
}

test('a key with the policy that was suggested from another one’s use can do the same, and no more', async () => {
  const gateway = await trial.start();
  const bot = await trial.issue('bot', TRADER);
  await gateway.refresh();
  const market = (side: string, size: string) => `symbol=BTCUSDT&side=${side}&type=MARKET&${size}`;
  const used: [string, string, string][] = [
    ['GET', '/api/v3/account', ''],
    ['POST', '/api/v3/order', limitOrder({ quantity: '0.0005' })],
    ['POST', '/api/v3/order', limitOrder({ side: 'SELL', price: '49800', quantity: '0.0004' })],
    ['POST', '/api/v3/order', market('BUY', 'quoteOrderQty=20')],
    ['POST', '/api/v3/order', market('SELL', 'quantity=0.001')],
    ['DELETE', '/api/v3/order', 'symbol=BTCUSDT&orderId=1'],
  ];
  const statuses = async (key: Parameters<typeof rawRequest>[0], requests: typeof used) => {
    const all = [];
    for (const [method, path, parameters] of requests) {
      const { status, body } = await sendRaw(gateway.port, rawRequest(key, method, path, parameters));
      // That an order is not there any more is the exchange's answer.
      all.push(status === 200 || body.includes('-2011') ? 200 : `${status} ${body}`);
    }
    return all;
  };
  expect(await statuses(bot, used)).toEqual(used.map(() => 200));

  const current = parsePolicy(TRADER, 'trader.yaml');
  const now = Date.now();
  const { yaml, policy, replay } = await suggestPolicy('bot', {
    current,
    events: () => readRecorded(exported()),
    from: now - 86_400_000,
    to: now + 1000,
    headroomPct: 0,
  });
  expect(replay).toMatchObject({ refused: {} });
  expect(policy?.trade?.sides).toEqual(new Set(['buy', 'sell']));

  const strict = await trial.issue('strict', yaml);
  await gateway.refresh();
  const more: typeof used = [
    ['POST', '/api/v3/order', limitOrder({ quantity: '0.0011' })],
    ['POST', '/api/v3/order', market('BUY', 'quoteOrderQty=51')],
    ['DELETE', '/api/v3/openOrders', 'symbol=BTCUSDT'],
  ];
  expect(await statuses(strict, used)).toEqual(used.map(() => 200));
  for (const refused of await statuses(strict, more)) {
    expect(refused).toMatch(/rate|max_order_usd|cancel_all|max_daily_usd/);
  }
});
