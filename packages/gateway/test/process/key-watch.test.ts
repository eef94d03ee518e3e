import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Kek } from '@holdfast/vault';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { markExchangeKey, undeleteExchangeKey } from '../../src/administration/delete-exchange-key.ts';
import { scheduleExchangeKey, scheduleVirtualKey } from '../../src/administration/schedule-key.ts';
import { revokeVirtualKey } from '../../src/administration/virtual-keys.ts';
import { DEFAULT_KEY_SETTINGS, type KeySettings } from '../../src/config/key-settings.ts';
import { GatewayMetrics } from '../../src/metrics/gateway-metrics.ts';
import { KeyWatch } from '../../src/process/key-watch.ts';
import { postText } from '../../src/process/post-text.ts';
import { DAY_MS, deletionDesk } from '../keys/deletion-desk.ts';
import { binance } from './exchanges/binance.ts';
import { startTrial, TRADER, type Trial } from './trial.ts';

const MINUTE = 60_000;
let trial: Trial;
let desk: ReturnType<typeof deletionDesk>;
let server: Server;
let url: string;
let status = 200;
const posted: { readonly body: Record<string, unknown>; readonly type: string | undefined }[] = [];
let name = '';
let made = 0;
let log: string[] = [];

beforeAll(async () => {
  trial = await startTrial();
  desk = deletionDesk(trial);
  server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece) => pieces.push(piece));
    request.on('end', () => {
      if (status === 200) {
        const type = request.headers['content-type'];
        posted.push({ body: JSON.parse(Buffer.concat(pieces).toString()), type });
      }
      response.writeHead(status).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/reminders`;
});
afterAll(async () => {
  server.close();
  await trial.stop();
});
beforeEach(async () => {
  name = `key-${++made}`;
  await trial.join(name, binance, 'hmac');
});
afterEach(async () => {
  status = 200;
  posted.length = 0;
  log = [];
  // So that the next test's looks are about its own key.
  await desk.asSuperuser(
    `UPDATE holdfast.exchange_key_versions SET created_at = clock_timestamp() WHERE state <> 'retired'`,
  );
});

/** A gateway's watch, with a clock of its own that never goes back. */
function watch(settings: Partial<KeySettings> = {}, kek: () => Kek | null = () => trial.kek) {
  const clock = { monotonic: 1000 };
  const own = new KeyWatch({
    db: trial.operation.db,
    replica: 'gateway-1',
    settings: { ...DEFAULT_KEY_SETTINGS, ...settings },
    kek,
    clock: Date.now,
    monotonic: () => clock.monotonic,
    post: postText,
    log: (message) => log.push(message),
  });
  return Object.assign(own, { clock });
}
const age = (days: number) =>
  desk.asSuperuser(
    `UPDATE holdfast.exchange_key_versions v SET created_at = v.created_at - make_interval(days => $2)
     FROM holdfast.exchange_keys k WHERE k.number = v.exchange_key AND k.name = $1`,
    [name, days],
  );
/** What the audit log has of reminders of this test's key. */
const told = async (of = name) =>
  (await desk.entries()).flatMap((one) =>
    one.kind === 'administration' && String(one.subject) === of && /rotation|expire/.test(one.action)
      ? [`${one.action} ${String(one.operator)}`]
      : [],
  );
const sql = async (text: string) => (await desk.admin(text, [name]))[0];
const seen = () =>
  sql(
    `SELECT seen_ms::int AS ms FROM holdfast.deletion_delays d JOIN holdfast.exchange_keys k ON k.number = d.exchange_key WHERE k.name = $1`,
  );

describe('reminders', () => {
  test('are written down and logged once for each stage, whoever looks and however often', async () => {
    await age(80);
    const [one, other] = [watch(), watch()];
    await Promise.all([one.look(), other.look()]);
    await one.look();
    await watch().look();
    expect(await told()).toEqual(['key.rotation-soon gateway']);
    expect(log.filter((line) => line.includes(name))).toEqual([
      expect.stringMatching(`^exchange key ${name}, version 1, is to be renewed by 20`),
    ]);
    await age(10);
    await Promise.all([one.look(), other.look()]);
    expect(await told()).toEqual(['key.rotation-soon gateway', 'key.rotation-overdue gateway']);
  });

  test('come anew with another schedule, and end with one that says never', async () => {
    await age(80);
    await watch().look();
    await scheduleExchangeKey(trial.operation, name, 60);
    await watch().look();
    expect(await told()).toEqual(['key.rotation-soon gateway', 'key.rotation-overdue gateway']);
    await scheduleExchangeKey(trial.operation, name, 0);
    await age(1000);
    await watch().look();
    expect(await told()).toHaveLength(2);
  });

  test('tell of virtual keys: their schedule, their end; not those that are revoked', async () => {
    const bot = `bot-${made}`;
    await trial.issue(bot, TRADER, name);
    await scheduleVirtualKey(trial.operation, bot, 30);
    await desk.asSuperuser(
      `UPDATE holdfast.virtual_keys SET issued_at = issued_at - interval '31 days' WHERE name = $1`,
      [bot],
    );
    await watch().look();
    expect(await told(bot)).toEqual(['vkey.rotation-overdue gateway']);
    await desk.asSuperuser(
      `UPDATE holdfast.virtual_keys SET expires_at = clock_timestamp() + interval '2 days' WHERE name = $1`,
      [bot],
    );
    await watch().look();
    expect(await told(bot)).toEqual(['vkey.rotation-overdue gateway', 'vkey.expires-soon gateway']);
    await desk.asSuperuser(
      `UPDATE holdfast.virtual_keys SET expires_at = clock_timestamp() - interval '1 second' WHERE name = $1`,
      [bot],
    );
    await revokeVirtualKey(trial.operation, bot);
    await watch().look();
    expect(await told(bot)).toHaveLength(2);
  });

  test('wait while the vault is sealed; what is measured goes on', async () => {
    await age(91);
    const sealed = watch({}, () => null);
    await sealed.look();
    expect(await told()).toEqual([]);
    expect(sealed.dates.find((one) => one.name === name)?.rotateAt).toBeLessThan(Date.now());
  });

  test('are sent as small JSON without anything secret, and once', async () => {
    await age(91);
    const sender = watch({ reminderUrls: [url] });
    await sender.look();
    await sender.look();
    await watch({ reminderUrls: [url] }).look();
    expect(posted.filter(({ body }) => body.name === name)).toEqual([
      {
        type: 'application/json',
        body: {
          type: 'holdfast.key-reminder',
          id: expect.stringMatching(/^\d+$/),
          kind: 'exchange-key',
          name,
          version: 1,
          stage: 'rotation-overdue',
          due: expect.stringMatching(/^20.*Z$/),
          reminded: expect.stringMatching(/^20.*Z$/),
        },
      },
    ]);
  });

  test('that an address did not take are sent again, and the failure is said once', async () => {
    await age(91);
    status = 500;
    const sender = watch({ reminderUrls: [url] });
    await sender.look();
    await sender.look();
    expect(posted).toEqual([]);
    expect(log.filter((line) => line.includes('could not be sent'))).toHaveLength(1);
    status = 200;
    // Claims of those who tried, or were killed while they did, end.
    await desk.admin(`UPDATE holdfast.key_reminders SET claimed_until = now() - interval '1 second'`);
    await watch({ reminderUrls: [url] }).look();
    expect(posted.filter(({ body }) => body.name === name)).toHaveLength(1);
  });

  test('come once to an address that takes them, however long another does not', async () => {
    await age(91);
    const nowhere = 'http://127.0.0.1:1/reminders';
    const sender = watch({ reminderUrls: [url, nowhere] });
    for (let i = 0; i < 4; i++) {
      await sender.look();
      await desk.admin(`UPDATE holdfast.key_reminders SET claimed_until = now() - interval '1 second'`);
    }
    expect(posted.filter(({ body }) => body.name === name)).toHaveLength(1);
    // Whoever does not know that sends it again: at least once is promised, to each.
    await watch({ reminderUrls: [url] }).look();
    expect(posted.filter(({ body }) => body.name === name)).toHaveLength(2);
  });

  test('of two gateways at once send each once', async () => {
    await age(91);
    await Promise.all(
      [watch({ reminderUrls: [url] }), watch({ reminderUrls: [url] })].map((one) => one.look()),
    );
    expect(posted.filter(({ body }) => body.name === name)).toHaveLength(1);
  });
});

describe('metrics', () => {
  test('tell age and seconds until each date, with names alone as labels', async () => {
    await age(80);
    const own = watch();
    await own.look();
    const metrics = new GatewayMetrics({
      connections: () => 0,
      vaultOpen: () => true,
      refusedKeys: () => 0,
      auditSize: () => 0,
      checkpointAgeMs: () => 0,
    });
    metrics.showKeys(own);
    const line = (what: string) =>
      metrics.registry
        .text()
        .split('\n')
        .filter((one) => one.startsWith(what));
    const value = (lines: string[]) => Number(lines[0]?.split(' ').at(-1));
    const labels = `{kind="exchange-key",key="${name}"`;
    const ageSeconds = value(line(`holdfast_key_age_seconds${labels}}`));
    expect(Math.abs(ageSeconds - 80 * 86_400)).toBeLessThan(60);
    own.clock.monotonic += 20 * DAY_MS;
    expect(value(line(`holdfast_key_age_seconds${labels}}`))).toBe(ageSeconds + 20 * 86_400);
    const due = value(line(`holdfast_key_due_seconds${labels},what="rotation"}`));
    expect(Math.abs(due + 10 * 86_400)).toBeLessThan(60);
    await markExchangeKey(trial.operation, name, 7);
    await own.look();
    expect(line(`holdfast_key_due_seconds${labels}`).map((one) => /what="(\w+)"/.exec(one)?.[1])).toEqual([
      'deletion',
    ]);
    await undeleteExchangeKey(trial.operation, name);
  });
});

describe('the delay of a deletion', () => {
  const mark = () => markExchangeKey(trial.operation, name, 7);
  /** As if the last that was seen had been seen so much earlier. */
  const seenEarlier = async (own: ReturnType<typeof watch>, ms: number, byDatabase = ms) => {
    own.clock.monotonic += ms;
    const { ms: already } = await seen();
    await desk.seen(name, already);
    const [{ exchange_key, revision: mark_ }] = await desk.versions(name);
    const { delayFields } = await import('../../src/administration/deletion-delay.ts');
    const { rowMac } = await import('@holdfast/vault');
    const row = {
      exchange_key,
      mark: mark_,
      seen_ms: String(already),
      seen_at: new Date(Date.now() - byDatabase),
    };
    await desk.asSuperuser(
      'UPDATE holdfast.deletion_delays SET seen_at = $2, row_mac = $3 WHERE exchange_key = $1',
      [exchange_key, row.seen_at, rowMac(trial.kek, 'deletion_delays', delayFields(row))],
    );
  };

  test('is seen to pass by a clock that is never set', async () => {
    await mark();
    const own = watch();
    await own.look();
    expect((await seen()).ms).toBe(0);
    await seenEarlier(own, MINUTE);
    await own.look();
    expect(Math.abs((await seen()).ms - MINUTE)).toBeLessThan(50);
  });

  test('does not pass faster when the database’s clock jumps, nor when only the other one runs', async () => {
    await mark();
    const own = watch();
    await own.look();
    await seenEarlier(own, MINUTE, 365 * DAY_MS);
    await own.look();
    expect((await seen()).ms).toBe(MINUTE);
    await seenEarlier(own, 365 * DAY_MS, MINUTE);
    await own.look();
    expect((await seen()).ms).toBeLessThan(3 * MINUTE);
    // Set back.
    await seenEarlier(own, MINUTE, -DAY_MS);
    await own.look();
    expect((await seen()).ms).toBeLessThan(3 * MINUTE);
  });

  test('does not pass while no gateway runs, nor twice for two gateways', async () => {
    await mark();
    const [one, other] = [watch(), watch()];
    await one.look();
    await other.look();
    await seenEarlier(one, MINUTE);
    other.clock.monotonic += MINUTE;
    await one.look();
    await other.look();
    expect((await seen()).ms).toBeLessThan(MINUTE + 5000);
    await seenEarlier(one, DAY_MS);
    const started = watch();
    await started.look();
    expect((await seen()).ms).toBeLessThan(MINUTE + 5000);
  });

  test('is the end of the secret when it is over, by one of two gateways', async () => {
    await mark();
    await desk.markedEarlier(name, 7 * DAY_MS);
    await desk.seen(name, 7 * DAY_MS - 1);
    const [one, other] = [watch(), watch()];
    await one.look();
    expect((await desk.versions(name))[0].state).toBe('deleting');
    await desk.seen(name, 7 * DAY_MS);
    await Promise.all([one.look(), other.look()]);
    expect((await desk.versions(name))[0].state).toBe('retired');
    expect((await desk.changesOf(name)).filter((change) => change === 'purge 1')).toHaveLength(1);
    expect(log.filter((line) => line.includes(name))).toEqual([
      `exchange key ${name} is deleted: its secret is gone`,
    ]);
  });

  test('of a key whose row was changed is nobody’s to end: it is said once, and other keys go on', async () => {
    await mark();
    await desk.markedEarlier(name, 7 * DAY_MS);
    await desk.seen(name, 7 * DAY_MS);
    await desk.asSuperuser(
      `UPDATE holdfast.exchange_key_versions v SET nonce_floor = 7 FROM holdfast.exchange_keys k
       WHERE k.number = v.exchange_key AND k.name = $1`,
      [name],
    );
    const broken = name;
    name = `later-${made}`;
    await trial.join(name, binance, 'hmac');
    await mark();
    await desk.markedEarlier(name, 7 * DAY_MS);
    await desk.seen(name, 7 * DAY_MS);
    const own = watch();
    await own.look();
    await own.look();
    expect((await desk.versions(broken))[0].state).toBe('deleting');
    expect((await desk.versions(name))[0].state).toBe('retired');
    expect(log.filter((line) => line.includes(broken))).toEqual([
      `exchange key ${broken} could not be deleted: KEY_ROW_CHANGED; it is tried again`,
    ]);
  });
});

describe('a watch that was started', () => {
  test('looks by itself, goes on after a failure, and ends', async () => {
    await age(91);
    let fails = 1;
    const own = watch({}, () => {
      if (fails-- > 0) throw new Error('not yet');
      return trial.kek;
    });
    own.start(5);
    while ((await told()).length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    await own.stop();
    expect(log).toContain('keys could not be looked after: unexpectedly; it is tried again');
  });
});
