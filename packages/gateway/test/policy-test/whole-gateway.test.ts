import { afterAll, beforeAll, expect, test } from 'vitest';
import { AuditLog } from '../../src/audit/audit-log.ts';
import { exportLog } from '../../src/audit/export.ts';
import { PostgresAuditStore } from '../../src/audit/postgres-audit-store.ts';
import { noteVerifier } from '../../src/audit/signed-note.ts';
import { parsePolicy } from '../../src/policy/parse-policy.ts';
import { readRecorded } from '../../src/policy-test/read-recorded.ts';
import { PolicyTest, type TestedRequest } from '../../src/policy-test/test-policy.ts';
import { limitOrder, rawRequest, sendRaw } from '../attacks/raw-client.ts';
import { signer } from '../audit/sample.ts';
import { startTrial, TRADER, type Trial } from '../process/trial.ts';

let trial: Trial;
beforeAll(async () => {
  trial = await startTrial();
});
afterAll(() => trial.stop());

/** Replays what the gateway wrote down. */
async function replay(policy: string): Promise<TestedRequest[]> {
  const store = new PostgresAuditStore(trial.database.as('holdfast_gateway'), 'exporter');
  const log = await AuditLog.open({ store, signer, sinks: [], kept: [] });
  await log.sequence();
  async function* bytes() {
    for await (const text of exportLog(store, noteVerifier(signer.name, signer.key))) yield Buffer.from(text);
  }
  const draft = new PolicyTest(parsePolicy(policy, 'draft.yaml'));
  const tested: TestedRequest[] = [];
  for await (const event of readRecorded(bytes())) {
    const one = draft.replay(event);
    if (one !== null) tested.push(one);
  }
  return tested;
}

test('an export replayed under the policy it was made under says what the gateway said', async () => {
  const gateway = await trial.start();
  const bot = await trial.issue('bot', TRADER);
  await gateway.refresh();
  const send = (method: string, path: string, parameters: string) =>
    sendRaw(gateway.port, rawRequest(bot, method, path, parameters));
  const order = (parts: Record<string, string>) => send('POST', '/api/v3/order', limitOrder(parts));

  await send('GET', '/api/v3/account', '');
  await order({});
  await order({ side: 'SELL', price: '49800' });
  await order({ price: '50500' });
  await send('POST', '/api/v3/order', 'symbol=BTCUSDT&side=BUY&type=MARKET&quoteOrderQty=20');
  await send('POST', '/api/v3/order', 'symbol=BTCUSDT&side=SELL&type=MARKET&quantity=0.001');
  await order({ quantity: '0.03' });
  await order({ symbol: 'ETHUSDT' });
  await send('DELETE', '/api/v3/order', 'symbol=BTCUSDT&orderId=1');
  await send('DELETE', '/api/v3/openOrders', 'symbol=BTCUSDT');
  for (let i = 0; i < 8; i++) await order({ quantity: '0.0039', newClientOrderId: `fill-${i}` });

  await order({ price: '60000', quantity: '0.0001' });

  const same = await replay(TRADER);
  expect(same).toHaveLength(19);
  const said = same.map(({ decided, decidedBy, verdict, rule }) => [decided, decidedBy, verdict, rule]);
  for (const [i, [decided, decidedBy, verdict, rule]] of said.entries()) {
    if (decided === 'accepted')
      expect([same[i].what, verdict, same[i].why]).toEqual([same[i].what, 'allowed', null]);
    // How far from the market an order was that was refused for it, nobody wrote down.
    else if (decidedBy === 'price_band_pct') expect(verdict).toBe('unknown');
    else if (decidedBy !== 'max_daily_usd') expect([verdict, rule]).toEqual(['refused', decidedBy]);
  }
  const rules = new Set(same.map(({ decidedBy }) => decidedBy));
  for (const rule of [null, 'price_band_pct', 'max_order_usd', 'symbols', 'cancel_all', 'max_daily_usd']) {
    expect(rules).toContain(rule);
  }

  const strict = await replay(
    TRADER.replace('order_types: [limit, market]', 'order_types: [limit]').replace('market: true\n', ''),
  );
  expect(
    strict.filter(({ decided, verdict }) => decided === 'accepted' && verdict === 'refused'),
  ).toMatchObject([
    { rule: 'market', what: 'buy BTCUSDT for 20 market' },
    { rule: 'market', what: 'sell 0.001 BTCUSDT market' },
  ]);
});
