import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RunningGateway } from '../../src/process/running-gateway.ts';
import { bybit } from '../process/exchanges/bybit.ts';
import { okx } from '../process/exchanges/okx.ts';
import type { Venue } from '../process/exchanges/venue.ts';
import type { FakeExchange } from '../process/fake-exchange.ts';
import { type Credentials, startTrial, TRADER, type Trial } from '../process/trial.ts';
import {
  BYBIT_PRIVATE,
  BYBIT_TRADE,
  bybitLogin,
  OKX_BUSINESS,
  OKX_PRIVATE,
  okxLogin,
  StreamClient,
} from './stream-client.ts';

let trial: Trial;
let gateway: RunningGateway;
const fakes = new Map<string, FakeExchange>();
let counter = 0;

const policyOf = (symbol: string) => TRADER.replace('BTCUSDT', symbol);

beforeAll(async () => {
  trial = await startTrial();
  for (const venue of [okx, bybit])
    fakes.set(venue.exchange, await trial.join(venue.exchange, venue, 'hmac'));
  gateway = await trial.start();
});
afterAll(() => trial.stop());

async function issue(venue: Venue, policy = policyOf(venue.symbol)): Promise<Credentials> {
  const credentials = await trial.issue(`k${counter++}`, policy, venue.exchange, 'hmac');
  await gateway.refresh();
  return credentials;
}

const CASES = [
  {
    venue: okx,
    target: OKX_PRIVATE,
    login: okxLogin,

    good: /"event":"login"/,
    bad: /"code":"60009"/,
  },
  {
    venue: bybit,
    target: BYBIT_PRIVATE,
    // The time of a login is when it ends.
    login: (credentials: Credentials, at = Date.now()) => bybitLogin(credentials, at + 5000),
    good: /"success":true/,
    bad: /"ret_code":10004/,
  },
];

/** Opens, logs in, and tells how it went. */
async function tryLogin(target: string, ...frames: (object | string)[]) {
  const client = await StreamClient.open(gateway.port, target);
  for (const frame of frames) client.send(frame);
  return client;
}

describe.each(CASES)('a login at $venue.exchange', ({ venue, target, login, good, bad }) => {
  const upstream = () => fakes.get(venue.exchange) as FakeExchange;

  test('opens a stream, and is in the audit log with its end', async () => {
    const credentials = await issue(venue);
    const client = await tryLogin(target, login(credentials));
    await client.frame(good);
    client.socket.close();
    await client.end();
    const entries = await logged(credentials.apiKey);
    expect(entries).toEqual([
      expect.objectContaining({ kind: 'request', accepted: true }),
      expect.objectContaining({ kind: 'outcome' }),
    ]);
    expect(entries[0].text).toContain(target.split('/').slice(3).join('/'));
    expect(entries[1].text).toContain('"detail":"client"');
  });

  test('is refused a second time, also at once and after it was refused', async () => {
    const credentials = await issue(venue);
    const frame = login(credentials);
    const clients = await Promise.all([1, 2, 3].map(() => tryLogin(target, frame)));
    await Promise.all(clients.map((client) => client.frame(/login|auth|error/)));
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(clients.filter(({ closed }) => closed === null)).toHaveLength(1);
    for (const client of clients) client.socket.terminate();
    const again = await tryLogin(target, frame);
    expect((await again.end()).code).toBe(1008);
    expect(again.frames.join('')).not.toMatch(good);
  });

  test('says the same to an unknown id, to another key’s id and to a wrong signature', async () => {
    const [mine, other] = [await issue(venue), await issue(venue)];
    const strangers = [
      login({
        ...mine,
        apiKey: other.apiKey,
        ...(other.password === undefined ? {} : { password: other.password }),
      }),
      login({ ...mine, apiKey: `${mine.apiKey.startsWith('7') ? '8' : '7'}${mine.apiKey.slice(1)}` }),
      login({ ...mine, secret: `${mine.secret}x` }),
      ...(mine.password === undefined ? [] : [login({ ...mine, password: 'Another-1' })]),
    ];
    const told = new Set<string>();
    for (const frame of strangers) {
      const client = await tryLogin(target, frame);
      expect((await client.end()).code).toBe(1008);
      expect(client.frames).toHaveLength(1);
      expect(client.frames[0]).toMatch(bad);
      told.add(client.frames[0]);
    }
    expect(told.size).toBe(1);
  });

  test('is refused when it is old, or from the future', async () => {
    const credentials = await issue(venue);
    for (const apart of [-61_000, 61_000]) {
      const client = await tryLogin(target, login(credentials, Date.now() + apart));
      expect((await client.end()).code).toBe(1008);
      expect(client.frames.join('')).toMatch(/60006|10002/);
    }
  });

  test('is refused from an address that is not the key’s, and to a key that may not read', async () => {
    const elsewhere = await issue(venue, policyOf(venue.symbol).replace('[127.0.0.1]', '[203.0.113.7]'));
    const blind = await issue(venue, policyOf(venue.symbol).replace('[read, trade]', '[trade]'));
    for (const [credentials, code] of [
      [elsewhere, /50110|10010/],
      [blind, /50027|10005/],
    ] as const) {
      const client = await tryLogin(target, login(credentials));
      expect((await client.end()).code).toBe(1008);
      expect(client.frames.join('')).toMatch(code);
      expect((await logged(credentials.apiKey)).map(({ accepted }) => accepted)).toEqual([false]);
    }
  });

  test('has to come first, and once', async () => {
    const credentials = await issue(venue);
    const channel = venue.exchange === 'okx' ? { channel: 'account' } : 'wallet';
    const before = upstream().streams.length;
    const early = await tryLogin(target, { op: 'subscribe', args: [channel] });
    expect((await early.end()).code).toBe(1008);
    const impatient = await tryLogin(target, login(credentials), { op: 'subscribe', args: [channel] });
    await impatient.end();
    expect(
      upstream()
        .streams.slice(before)
        .flatMap(({ frames }) => frames)
        .join(''),
    ).not.toContain('subscribe');
    const other = await issue(venue);
    const twice = await tryLogin(target, login(await issue(venue)));
    await twice.frame(good);
    twice.send(login(other));
    expect(await twice.end()).toMatchObject({ code: 1008, reason: 'Holdfast: a stream has one login.' });
  });

  test('that the exchange does not take ends the stream, and shows nothing of the real key', async () => {
    const credentials = await issue(venue);
    const [real] = upstream().credentials.splice(0);
    try {
      const client = await tryLogin(target, login(credentials));
      await client.end();
      expect(client.frames.join('')).toContain('exchange login');
      expect(client.frames.join('')).not.toContain(real.keyId);
    } finally {
      upstream().credentials.push(real);
    }
  });

  test('counts streams of one key', async () => {
    const credentials = await issue(venue);
    const clients: StreamClient[] = [];
    const now = Date.now();
    for (let i = 0; i < 11; i++) {
      // Each has its own time.
      const client = await tryLogin(
        target,
        login(credentials, now - i * (venue.exchange === 'okx' ? 1000 : 100)),
      );
      await client.frame(/login|auth|error/);
      clients.push(client);
    }
    expect(clients.at(-1)?.frames[0]).toMatch(/too many open streams/);
    for (const client of clients) client.socket.terminate();
  });
});

test('OKX’s whole seconds: a second login in a second is taken on another path only', async () => {
  const frame = okxLogin(await issue(okx));
  const first = await tryLogin(OKX_PRIVATE, frame);
  await first.frame(/"event":"login"/);
  await (await tryLogin(OKX_BUSINESS, frame)).frame(/"event":"login"/);
  await (await tryLogin(OKX_PRIVATE, frame)).end();
});

test('a login of several accounts, with a token or with more in it is refused', async () => {
  const login = okxLogin(await issue(okx)) as { op: string; args: Record<string, string>[] };
  for (const frame of [
    { ...login, args: [...login.args, ...login.args] },
    { ...login, args: [] },
    { ...login, args: [{ ...login.args[0], simulated: '1' }] },
    { ...login, args: [{ ...login.args[0], timestamp: Number(login.args[0].timestamp) }] },
    { op: 'login', args: [{ token: 'x' }] },
    JSON.stringify(login).replace('"op":"login"', '"op":"login","op":"login"'),
  ]) {
    const client = await tryLogin(OKX_PRIVATE, frame);
    expect((await client.end()).code).toBe(1008);
    expect(client.frames.join('')).not.toMatch(/"event":"login"/);
  }
});

test('Bybit’s path of orders opens without a connection to the exchange', async () => {
  const before = fakes.get('bybit')?.streams.length;
  const client = await tryLogin(BYBIT_TRADE, bybitLogin(await issue(bybit)));
  expect(JSON.parse(await client.frame(/auth/))).toMatchObject({ retCode: 0, op: 'auth' });
  expect(fakes.get('bybit')?.streams.length).toBe(before);
  client.socket.terminate();
});

interface Entry {
  readonly kind: string;
  readonly accepted: boolean | null;
  readonly text: string;
}

/** A key's entries in the audit log; the end of a stream is written a moment after it. */
async function logged(apiKey: string): Promise<Entry[]> {
  await new Promise((resolve) => setTimeout(resolve, 150));
  const { rows } = await trial.database.as('holdfast_operator').pool.query<Entry>(
    `SELECT e.kind, e.accepted, convert_from(e.canonical, 'UTF8') AS text FROM holdfast.audit_entries e
     JOIN holdfast.virtual_keys k ON k.number = e.virtual_key WHERE k.id = $1 AND e.kind IN ('request', 'outcome') ORDER BY e.id`,
    [apiKey],
  );
  return rows;
}
