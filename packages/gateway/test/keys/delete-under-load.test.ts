import { Agent } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { markExchangeKey, undeleteExchangeKey } from '../../src/administration/delete-exchange-key.ts';
import { parseRecord } from '../../src/audit/record.ts';
import type { RunningGateway } from '../../src/process/running-gateway.ts';
import { limitOrder, rawRequest, sendRaw } from '../attacks/raw-client.ts';
import { startTrial, TRADER, type Trial } from '../process/trial.ts';

const BUSY = TRADER.replace('max_daily_usd: 1500', 'max_daily_usd: 1000000')
  .replace('max_daily_slippage_usd: 50', 'max_daily_slippage_usd: 100000')
  .replace('rate: {per_second: 100, burst: 200}', 'rate: {per_second: 10000, burst: 10000}');
/** In flight at any moment. */
const AT_ONCE = 60;

let trial: Trial;
let gateways: RunningGateway[];
beforeAll(async () => {
  trial = await startTrial();
  gateways = [await trial.start(), await trial.start('replica-2')];
});
afterAll(() => trial.stop());

test('under load, on two replicas: nothing is allowed after the mark, and all of it again after an undelete', async () => {
  const bot = await trial.issue('busy', BUSY);
  for (const one of gateways) await one.refresh();
  const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });
  let more = true;
  let count = 0;
  const answers: { readonly sentAfterMark: boolean; readonly status: number }[] = [];
  let marked = false;
  const client = async () => {
    while (more) {
      const sentAfterMark = marked;
      const { port } = gateways[count++ % 2];
      const id = `load-${count}`;
      const request = rawRequest(
        bot,
        'POST',
        '/api/v3/order',
        limitOrder({ quantity: '0.0001', newClientOrderId: id }),
      );
      const { status } = await sendRaw(port, request, agent);
      answers.push({ sentAfterMark, status });
    }
  };
  const clients = Array.from({ length: AT_ONCE }, client);
  await wait(300);
  await markExchangeKey(trial.operation, 'main', 7);
  marked = true;
  const reached = trial.exchange.orders.length;
  await wait(500);
  more = false;
  await Promise.all(clients);
  expect(answers.filter(({ status }) => status === 200).length).toBeGreaterThan(20);
  const late = answers.filter(({ sentAfterMark }) => sentAfterMark);
  expect(late.length).toBeGreaterThan(20);
  expect(late.filter(({ status }) => status === 200)).toEqual([]);
  // What had its first byte on the way when the mark came may arrive: no more than were in flight.
  expect(trial.exchange.orders.length - reached).toBeLessThanOrEqual(AT_ONCE);

  const { rows } = await trial.database.admin.pool.query<{ canonical: Buffer }>(
    'SELECT canonical FROM holdfast.audit_entries ORDER BY id',
  );
  const records = rows.map(({ canonical }) => parseRecord(canonical));
  const mark = records.find(({ content }) => content.kind === 'exchange-key' && content.change === 'delete');
  const allowedAfter = records.filter(
    ({ content, verdict, time }) =>
      content.kind === 'request' &&
      verdict !== null &&
      'accepted' in verdict &&
      verdict.accepted &&
      time > (mark?.time ?? ''),
  );
  expect(allowedAfter).toEqual([]);

  await undeleteExchangeKey(trial.operation, 'main');
  for (const one of gateways) await one.refresh();
  for (const { port } of gateways) {
    const request = rawRequest(bot, 'POST', '/api/v3/order', limitOrder({ quantity: '0.0001' }));
    expect((await sendRaw(port, request)).status).toBe(200);
  }
  agent.destroy();
}, 30_000);
